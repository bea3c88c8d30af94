/**
 * A list of breached passwords that the operator brings: lines of a SHA-1 in hex, or of its beginning, with a count that is
 * not read (`F3BBBD66A63D4BF1747940578EC3D0103530E21D:42`), in ascending order, as Have I Been Pwned gives them out. The
 * file may have tens of gigabytes: each question is a binary search on disk.
 */

import { createHash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import { StoreError } from './store-error.ts';

/** More than the longest line: 40 digits, a colon, a count, an end of line. */
const LINE_OCTETS = 128;
/** Shorter beginnings would name passwords that were never breached. */
const SHORTEST_PREFIX = 10;
const LINE = /^([0-9A-F]{10,40})(?::\d+)?$/i;

export class BreachedPasswords {
  private readonly file: FileHandle;
  private readonly octets: number;

  private constructor(file: FileHandle, octets: number) {
    this.file = file;
    this.octets = octets;
  }

  /** Opens a list. Throws a StoreError when it is not there or its first lines are none of such a list. */
  static async open(path: string): Promise<BreachedPasswords> {
    const file = await open(path).catch((error: unknown) => {
      throw new StoreError('data-folder', `The list of breached passwords ${path} cannot be opened.`, error);
    });
    const { size } = await file.stat();
    const list = new BreachedPasswords(file, size);
    const first = await list.lineAt(0);
    const second = first && (await list.lineAt(first.end));
    const isSorted = !first || !second || first.prefix <= second.prefix;
    if (isSorted && (first || size === 0)) return list;
    await file.close();
    throw new StoreError(
      'data-folder',
      `${path} is no list of breached passwords: it needs lines of a SHA-1 in hex (at least ${SHORTEST_PREFIX} digits), ordered by it.`,
    );
  }

  /** Whether a password is in the list. A line that cannot be read ends the search where it stands: not found. */
  async has(password: string): Promise<boolean> {
    const sought = createHash('sha1').update(password).digest('hex').toUpperCase();
    // Invariant: the line sought, if there is one, begins in [low, high).
    let low = 0;
    let high = this.octets;
    while (low < high) {
      const middle = low + Math.floor((high - low) / 2);
      const start = middle === 0 ? 0 : await this.nextLine(middle - 1);
      if (start >= high) {
        high = middle;
        continue;
      }
      const line = await this.lineAt(start);
      if (!line) return false;
      if (sought.startsWith(line.prefix)) return true;
      if (line.prefix < sought) low = line.end;
      else high = middle;
    }
    return false;
  }

  async close(): Promise<void> {
    await this.file.close();
  }

  /** Where the first line after an octet begins; the end of the file when there is none. */
  private async nextLine(offset: number): Promise<number> {
    const text = await this.read(offset);
    const end = text.indexOf('\n');
    return end < 0 ? this.octets : offset + end + 1;
  }

  private async lineAt(
    offset: number,
  ): Promise<{ readonly prefix: string; readonly end: number } | undefined> {
    const text = await this.read(offset);
    const end = text.indexOf('\n');
    const whole = end < 0 ? text : text.slice(0, end);
    const prefix = LINE.exec(whole.trimEnd())?.[1];
    if (prefix === undefined) return undefined;
    return { prefix: prefix.toUpperCase(), end: end < 0 ? this.octets : offset + end + 1 };
  }

  private async read(offset: number): Promise<string> {
    const { buffer, bytesRead } = await this.file.read(Buffer.alloc(LINE_OCTETS), 0, LINE_OCTETS, offset);
    return buffer.toString('latin1', 0, bytesRead);
  }
}
