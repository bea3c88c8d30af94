/** What was read of one file and what was left out, with the reasons. */

import { formatInstant } from '../base/instant.ts';
import { printableText } from '../base/printable-text.ts';
import type { SkipReason } from './record-reader.ts';

/** Names of fields that are not read, kept of one file. */
export const IGNORED_LIMIT = 64;
const NAME_LIMIT = 64;

export interface RecordFileSummary {
  readonly file: string;
  readonly format: string;
  /** Records read. */
  readonly read: number;
  /** Records left out, by reason. */
  readonly skipped: Readonly<Partial<Record<SkipReason, number>>>;
  /** Records with a field that is not read, by field. */
  readonly ignoredFields: Readonly<Record<string, number>>;
  /** Rows of a document that name no address. */
  readonly unplaced: number;
  /** ISO 8601 in UTC; null when no record states a time. */
  readonly firstAt: string | null;
  readonly lastAt: string | null;
}

export class FileTally {
  private readonly file: string;
  private readonly format: string;
  private readonly skipped = new Map<SkipReason, number>();
  private readonly ignored = new Map<string, number>();
  private firstAt: number | undefined;
  lastAt: number | undefined;
  read = 0;
  unplaced = 0;

  constructor(file: string, format: string) {
    this.file = file;
    this.format = format;
  }

  seeTime(micros: number): void {
    this.firstAt = Math.min(this.firstAt ?? micros, micros);
    this.lastAt = Math.max(this.lastAt ?? micros, micros);
  }

  skip(reason: SkipReason): void {
    this.skipped.set(reason, (this.skipped.get(reason) ?? 0) + 1);
  }

  ignore(field: string): void {
    const known = this.ignored.get(field);
    if (known !== undefined) this.ignored.set(field, known + 1);
    else if (this.ignored.size < IGNORED_LIMIT) this.ignored.set(field, 1);
  }

  summary(): RecordFileSummary {
    const ignored = [...this.ignored].map(
      ([field, count]) => [printableText(field, NAME_LIMIT), count] as const,
    );
    return {
      ...{ file: this.file, format: this.format, read: this.read, unplaced: this.unplaced },
      skipped: Object.fromEntries([...this.skipped].sort(([a], [b]) => (a < b ? -1 : 1))),
      ignoredFields: Object.fromEntries(ignored.sort(([a], [b]) => (a < b ? -1 : 1))),
      firstAt: this.firstAt === undefined ? null : formatInstant(this.firstAt),
      lastAt: this.lastAt === undefined ? null : formatInstant(this.lastAt),
    };
  }
}
