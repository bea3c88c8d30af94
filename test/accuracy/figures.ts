/**
 * What the measurements yield, and what is kept of them in `figures.json`: the floors below which accuracy may not fall,
 * from which the tables of docs/accuracy.md are made.
 */

import fs from 'node:fs';
import path from 'node:path';

/** So many of so many are right. */
export interface Share {
  readonly name: string;
  readonly right: number;
  readonly of: number;
  /** Percent that are the goal. */
  readonly goal?: number;
  /** What else was measured of it. */
  readonly note?: string;
  /** The figure is for information: it is no floor. */
  readonly shownOnly?: true;
}

/** Something that should be rare. */
export interface Count {
  readonly name: string;
  readonly count: number;
  readonly atMost: number;
}

/** One table of docs/accuracy.md. */
export interface Section {
  readonly id: string;
  readonly shares: readonly Share[];
  readonly counts: readonly Count[];
}

/** Where ours differs from what was expected; the reason stands in `differences.json`. */
export interface Difference {
  /** Id of the section. */
  readonly section: string;
  /** What differs, such as `tftp.pcap: TFTP` or `10.10.20.1: model`. */
  readonly where: string;
  readonly expected: string;
  readonly ours: string;
}

export interface Measurement {
  readonly section: Section;
  readonly differences: readonly Difference[];
}

/** A difference with its reason. */
export interface NamedDifference extends Difference {
  readonly reason: string;
}

const FIGURES = path.join(import.meta.dirname, 'figures.json');
const DIFFERENCES = path.join(import.meta.dirname, 'differences.json');

export const percentOf = ({ right, of }: Share): number => (of === 0 ? 100 : (100 * right) / of);

export function readFigures(): readonly Section[] {
  return JSON.parse(fs.readFileSync(FIGURES, 'utf8')) as Section[];
}

export function writeFigures(sections: readonly Section[]): void {
  fs.writeFileSync(FIGURES, `${JSON.stringify(sections, undefined, 2)}\n`);
}

export function readDifferences(): readonly NamedDifference[] {
  return JSON.parse(fs.readFileSync(DIFFERENCES, 'utf8')) as NamedDifference[];
}

/** Sentences about figures that are worse than the floor, with a little room for rounding alone. */
export function worseThan(floors: readonly Section[], measured: readonly Section[]): string[] {
  return floors.flatMap((floor) => {
    const now = measured.find(({ id }) => id === floor.id);
    if (!now) return [`${floor.id} was not measured`];
    return [
      ...floor.shares.flatMap((share) => {
        if (share.shownOnly) return [];
        const other = now.shares.find(({ name }) => name === share.name);
        const [was, is] = [percentOf(share), other ? percentOf(other) : 0];
        return is + 1e-9 < was
          ? [`${floor.id}, ${share.name}: ${is.toFixed(2)} %, was ${was.toFixed(2)} %`]
          : [];
      }),
      ...floor.counts.flatMap(({ name, count }) => {
        const is = now.counts.find((other) => other.name === name)?.count ?? 0;
        return is > count ? [`${floor.id}, ${name}: ${is}, was ${count}`] : [];
      }),
    ];
  });
}

/** Sentences about differences without a reason, and about reasons without a difference. */
export function unexplained(
  differences: readonly Difference[],
  named: readonly NamedDifference[],
): { readonly missing: string[]; readonly stale: string[] } {
  const text = ({ section, where, expected, ours }: Difference) =>
    `${section} | ${where} | ${expected} | ${ours}`;
  const known = new Set(named.map(text));
  const found = new Set(differences.map(text));
  return {
    missing: [...found].filter((line) => !known.has(line)),
    stale: [...known].filter((line) => !found.has(line)),
  };
}
