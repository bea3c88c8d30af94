/**
 * The HL7 and DICOM captures of tapirx, which come without golden results: every application, device text and AE title
 * that stands in their packets, as the manifest tells them, must be found. Some senders are virtual machines: the maker of
 * these is a guess at most, and never that of a product.
 */

import path from 'node:path';
import type { Difference, Measurement } from './figures.ts';
import { inspectCapture, observeCapture } from './inspect-capture.ts';
import { readManifest } from './manifest.ts';
import { reference } from './reference-folder.ts';
import { plain } from './words.ts';

const VIRTUAL = ['VMware', 'VirtualBox'];
/** The table marks values below this confidence with a question mark. */
const GUESS_BELOW = 50;

export async function measureTapirx(): Promise<Measurement> {
  const kinds = new Map<string, boolean[]>();
  const differences: Difference[] = [];
  const judge = (kind: string, isRight: boolean) => kinds.set(kind, [...(kinds.get(kind) ?? []), isRight]);
  for (const { file, expected } of readManifest()) {
    if (!file.startsWith('medical/tapirx/') || !expected) continue;
    const seen = (await observeCapture(reference('captures', file)))
      .map(({ value }) => plain(value))
      .join(' ');
    for (const [kind, value] of namesIn(expected)) {
      const isFound = plain(value)
        .split(' ')
        .every((word) => seen.includes(word));
      judge(kind, isFound);
      if (!isFound)
        differences.push({
          section: 'tapirx',
          where: path.basename(file),
          expected: value,
          ours: 'not found',
        });
    }
  }
  for (const { file } of readManifest()) {
    if (!file.startsWith('medical/tapirx/')) continue;
    const { devices } = await inspectCapture(reference('captures', file));
    for (const { attributes } of devices) {
      const [maker] = attributes.vendor ?? [];
      if (!maker || !VIRTUAL.includes(maker.value)) continue;
      const isGuess = maker.confidence < GUESS_BELOW && attributes.model === undefined;
      judge('makers of virtual machines told as a guess only', isGuess);
    }
  }
  const shares = [...kinds].map(([name, outcomes]) => ({
    ...{ name, right: outcomes.filter(Boolean).length },
    ...{ of: outcomes.length, goal: 100 },
  }));
  return { section: { id: 'tapirx', shares, counts: [] }, differences };
}

interface TapirxExpectation {
  readonly hl7?: {
    readonly sending_app: string;
    readonly receiving_app: string;
    readonly device_identifier: string;
  };
  readonly dicom?: { readonly called_ae: string; readonly calling_ae: string };
}

function namesIn(expected: unknown): [kind: string, value: string][] {
  const { hl7, dicom } = expected as TapirxExpectation;
  const names: [string, string][] = [];
  if (hl7) {
    names.push(['HL7 applications', hl7.sending_app], ['HL7 applications', hl7.receiving_app]);
    if (hl7.device_identifier !== '') names.push(['devices named in OBX-18', hl7.device_identifier]);
  }
  if (dicom) names.push(['AE titles', dicom.called_ae], ['AE titles', dicom.calling_ae]);
  return names;
}
