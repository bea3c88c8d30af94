/**
 * Which revision of each document counts: the newest. Documents come in any order and more than once; what an older
 * revision said is void, even of vulnerabilities that the newer one no longer names.
 */

import { GrowingColumn } from '../../vulnerability/growing-column.ts';
import type { DocumentSource } from '../../vulnerability/vulnerability-record.ts';

export class DocumentRevisions {
  private readonly latest = new Map<string, number>();
  private readonly keys: string[] = [];
  private readonly micros: number[] = [];
  private readonly revisions: string[] = [];
  private readonly feeds = new GrowingColumn();
  private lastSource: DocumentSource | undefined;
  private lastNumber: number | undefined;

  /** A number for the document that `source` tells of; undefined when a revision as new has been read already. */
  enter(source: DocumentSource, feed: number): number | undefined {
    // Items of one document share one source object.
    if (source === this.lastSource) return this.lastNumber;
    this.lastSource = source;
    this.lastNumber = this.enterRevision(
      `${feed}\t${source.publisher ?? ''}\t${source.document}`,
      source,
      feed,
    );
    return this.lastNumber;
  }

  /** A number for a snapshot that replaces everything read of its feed before. */
  enterSnapshot(feed: number): number {
    return this.set(`${feed}`, Number.NEGATIVE_INFINITY, '', feed);
  }

  /** No later revision of this document was entered. */
  counts(number: number): boolean {
    return this.latest.get(this.keys[number] ?? '') === number;
  }

  feedOf(number: number): number {
    return this.feeds.at(number);
  }

  private enterRevision(key: string, source: DocumentSource, feed: number): number | undefined {
    const micros = source.revisedMicros ?? Number.NEGATIVE_INFINITY;
    const known = this.latest.get(key);
    if (known !== undefined && !this.isNewer(micros, source.revision, known)) return undefined;
    return this.set(key, micros, source.revision, feed);
  }

  private isNewer(micros: number, revision: string, known: number): boolean {
    const knownMicros = this.micros[known] ?? Number.NEGATIVE_INFINITY;
    if (micros !== knownMicros) return micros > knownMicros;
    return revision.localeCompare(this.revisions[known] ?? '', 'en', { numeric: true }) > 0;
  }

  private set(key: string, micros: number, revision: string, feed: number): number {
    const number = this.keys.length;
    this.keys.push(key);
    this.micros.push(micros);
    this.revisions.push(revision);
    this.feeds.push(feed);
    this.latest.set(key, number);
    return number;
  }
}
