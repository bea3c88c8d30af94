/** Rule files of others into imported fingerprints: recognises the format and hands over to its reader. */

import { readFingerbank } from './formats/fingerbank.ts';
import { readOwnRules } from './formats/own-rules.ts';
import { readP0f } from './formats/p0f.ts';
import { readRecog } from './formats/recog.ts';
import { readSatori } from './formats/satori.ts';
import type { ImportedFile, ImportFormat } from './imported-file.ts';
import { type Refusal, RuleCollector, type Vocabulary } from './rule-collector.ts';

/** Characters at the start of a file by which its format is told. */
const RECOGNISED_START = 16_384;

export interface RulesRead {
  readonly format: ImportFormat;
  readonly origin: string;
  readonly files: readonly ImportedFile[];
  readonly refused: readonly Refusal[];
}

export interface RulesToRead {
  readonly text: string;
  /** Without its folder. */
  readonly fileName: string;
  /** Name of the source; that of the format, or of the file for own rules, when undefined. */
  readonly origin: string | undefined;
}

const READERS: Readonly<
  Record<ImportFormat, (text: string, fileName: string, collector: RuleCollector) => void>
> = {
  wardlight: readOwnRules,
  recog: readRecog,
  fingerbank: readFingerbank,
  satori: readSatori,
  p0f: readP0f,
};

/** The format of a rule file by its content; undefined when it is none of those that are read. */
export function recogniseFormat(text: string): ImportFormat | undefined {
  const start = text.slice(0, RECOGNISED_START);
  if (/^\s*\{/.test(start)) return 'wardlight';
  if (/<fingerprints[\s>]/.test(start))
    return /<(?:DHCP|TCP|dhcp_tests|tcp_tests)[\s>]/.test(start) ? 'satori' : 'recog';
  if (/^\s*\[(?:class|os) \d+\]/m.test(start)) return 'fingerbank';
  return /^\[(?:mtu|tcp:request|tcp:response|http:request)\]/m.test(text.slice(0, 4 * RECOGNISED_START))
    ? 'p0f'
    : undefined;
}

/** Reads one rule file; undefined when its format is not known. */
export function readRules(
  { text, fileName, origin }: RulesToRead,
  vocabulary: Vocabulary,
): RulesRead | undefined {
  const format = recogniseFormat(text);
  if (format === undefined) return undefined;
  const name = originName(origin ?? (format === 'wardlight' ? fileName.replace(/\.json$/i, '') : format));
  const collector = new RuleCollector(format, name, vocabulary);
  READERS[format](text, fileName, collector);
  return { format, origin: name, files: collector.files(), refused: collector.refused };
}

/** Lower-case words with hyphens: the name of a source is also that of a folder. */
export function originName(text: string): string {
  const words = text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 48);
  return words === '' ? 'rules' : words;
}
