/**
 * The audit log as a document that stands alone (`wardlight.audit/1`, one JSON value a line): who reads it can verify it
 * with nothing but the public key.
 *
 *   {"format":"wardlight.audit/1","at":…,"key":…}           the public key, in hexadecimal digits
 *   {"organisation":…}                                      then of each organisation
 *   {"entry":{…},"hash":…}                                  every entry in order
 *   {"root":{…},"signature":…,"key":…}                      behind the last entry of its day
 *   {"end":{"entries":…,"roots":…}}                         so that a document that was cut is found
 */

import { canonicalJson } from './canonical-json.ts';
import type { ChainLink } from './chain.ts';
import type { DayRoot, SignedRoot } from './day-root.ts';
import { type Break, LogVerifier } from './log-verifier.ts';

export const AUDIT_FORMAT = 'wardlight.audit/1';
/** Longest line that is read, in UTF-16 units: entries are a fraction of it. */
export const LINE_LIMIT = 1 << 18;

export interface DocumentHead {
  readonly at: string;
  readonly key: Buffer;
}

/** Lines of a document, without line feeds. */
export const lineOf = {
  head: ({ at, key }: DocumentHead) => canonicalJson({ format: AUDIT_FORMAT, at, key: key.toString('hex') }),
  organisation: (organisation: string) => canonicalJson({ organisation }),
  // The entry is canonical JSON already.
  entry: ({ entry, hash }: ChainLink) => `{"entry":${entry},"hash":"${hash.toString('hex')}"}`,
  root: ({ root, signature, key }: SignedRoot) =>
    canonicalJson({ root, signature: signature.toString('hex'), key: key.toString('hex') }),
  end: (entries: number, roots: number) => canonicalJson({ end: { entries, roots } }),
};

export interface VerifiedLog {
  readonly organisation: string;
  readonly entries: number;
  readonly signedTo: number;
  readonly signedDay: string | undefined;
  readonly broken: Break | undefined;
  /** Keys that signed, in hexadecimal digits. */
  readonly keys: readonly string[];
}

/** A document that cannot be read or written, is none, or was cut; the message is for people. */
export class AuditDocumentError extends Error {
  override readonly name = 'AuditDocumentError';
}

/** Reads a document line by line. Nothing grows but one summary for each organisation. */
export class AuditDocumentReader {
  private readonly logs: { readonly organisation: string; readonly verifier: LogVerifier }[] = [];
  private readonly trusted: readonly Buffer[];
  private line = 0;
  private entries = 0;
  private roots = 0;
  private ended = false;
  /** The key that the document names, in hexadecimal digits. */
  key = '';

  /** `trusted` are the keys that the reader has from elsewhere; none takes the key of the document itself. */
  constructor(trusted: readonly Buffer[]) {
    this.trusted = trusted;
  }

  /** Throws an AuditDocumentError for a line that no document has. */
  add(text: string): void {
    this.line++;
    const line = this.parsed(text);
    if (this.ended) throw this.wrong('stands behind the end');
    if (this.line === 1) this.head(line);
    else if (typeof line['organisation'] === 'string') this.begin(line['organisation']);
    else if (line['entry'] !== undefined) this.entry(line);
    else if (line['root'] !== undefined) this.root(line);
    else if (line['end'] !== undefined) this.end(line['end']);
    else throw this.wrong('is nothing that a document of the audit log has');
  }

  /** What was found. Throws an AuditDocumentError when the document was cut. */
  finish(): readonly VerifiedLog[] {
    if (!this.ended) throw new AuditDocumentError('The document was cut: its last line is missing.');
    return this.logs.map(({ organisation, verifier }) => ({
      ...{ organisation, entries: verifier.verifiedTo, signedTo: verifier.signedTo },
      ...{ signedDay: verifier.signedDay, broken: verifier.firstBreak, keys: [...verifier.keys] },
    }));
  }

  private head({ format, key }: Line): void {
    if (format !== AUDIT_FORMAT)
      throw new AuditDocumentError(`This is no document of the audit log (${AUDIT_FORMAT}).`);
    this.key = this.octets(key).toString('hex');
  }

  private begin(organisation: string): void {
    if (this.logs.some((log) => log.organisation === organisation))
      throw this.wrong('begins an organisation anew');
    const trusted = this.trusted.length > 0 ? this.trusted : [Buffer.from(this.key, 'hex')];
    this.logs.push({ organisation, verifier: new LogVerifier(organisation, trusted) });
  }

  private entry({ entry, hash }: Line): void {
    const { sequence } = entry as { readonly sequence?: unknown };
    let text: string;
    try {
      text = canonicalJson(entry);
    } catch {
      throw this.wrong('is no entry');
    }
    this.entries++;
    const number = typeof sequence === 'number' ? sequence : Number.NaN;
    this.present().entry({ sequence: number, entry: text, hash: this.octets(hash) });
  }

  private root({ root, signature, key }: Line): void {
    this.roots++;
    this.present().root({
      root: this.dayRoot(root),
      ...{ signature: this.octets(signature), key: this.octets(key) },
    });
  }

  private end(end: unknown): void {
    if (canonicalJson(end) !== canonicalJson({ entries: this.entries, roots: this.roots }))
      throw new AuditDocumentError(
        'Lines are missing: the document does not have as many as it had when it was written.',
      );
    this.ended = true;
  }

  private dayRoot(value: unknown): DayRoot {
    const root = value as Partial<DayRoot> | null;
    const isRoot =
      typeof root?.first === 'number' &&
      typeof root.last === 'number' &&
      [root.organisation, root.day, root.root, root.head].every((member) => typeof member === 'string') &&
      (root.before === null || typeof root.before === 'string');
    if (!isRoot) throw this.wrong('is no root');
    return root as DayRoot;
  }

  private present(): LogVerifier {
    const log = this.logs.at(-1);
    if (!log) throw this.wrong('belongs to no organisation');
    return log.verifier;
  }

  private parsed(text: string): Line {
    let value: unknown;
    try {
      value = text.length > LINE_LIMIT ? undefined : JSON.parse(text);
    } catch {
      value = undefined;
    }
    if (typeof value !== 'object' || value === null)
      throw this.wrong('is no line of a document of the audit log');
    return value as Line;
  }

  private octets(text: unknown): Buffer {
    if (typeof text !== 'string' || !/^(?:[0-9a-f]{2}){1,128}$/.test(text)) throw this.wrong('has no hash');
    return Buffer.from(text, 'hex');
  }

  private wrong(what: string): AuditDocumentError {
    return new AuditDocumentError(`Line ${this.line} ${what}.`);
  }
}

type Line = Readonly<Record<string, unknown>>;
