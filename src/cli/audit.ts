/** `wardlight audit`: is the log of what people did whole, and a copy of it that others can verify. */

import fs from 'node:fs';
import { AuditDocumentError, AuditDocumentReader, LINE_LIMIT, lineOf } from '../audit/audit-document.ts';
import type { Break } from '../audit/log-verifier.ts';
import { configOf } from '../config/config.ts';
import { readEnvironment } from '../config/env.ts';
import { verifyLog } from '../main/audit-jobs.ts';
import { publicAuditKey } from '../main/audit-key.ts';
import { readLog } from '../store/audit-roots.ts';
import { allOrganisations } from '../store/organisations.ts';
import { Output, say } from './output.ts';
import { FAILED } from './read-sources.ts';
import { explained, withStore } from './with-store.ts';

export interface AuditOptions {
  /** Public keys that may have signed, in hexadecimal digits. */
  readonly key?: readonly string[];
}

/** While the server runs too. */
const AS_GUEST = { asGuest: true };

/** Verifies the log of every organisation of this server. Returns the exit status, as all commands here. */
export async function verifyAuditLog({ key = [] }: AuditOptions): Promise<number> {
  let broken = false;
  const status = await withStore(async ({ database }) => {
    const own = key.length > 0 ? publicKey() : ownKey();
    const trusted = [...(own ? [own] : []), ...key.map(keyOf)];
    for (const organisation of await allOrganisations(database)) {
      const log = await verifyLog(database, organisation, trusted);
      const { verifiedTo: entries, signedTo, signedDay, firstBreak } = log;
      say(described({ organisation, entries, signedTo, signedDay, broken: firstBreak }));
      broken ||= firstBreak !== undefined;
    }
  }, AS_GUEST);
  return broken ? FAILED : status;
}

/** Verifies what `exportAudit` wrote, with nothing but the file. */
export async function verifyAuditFile(file: string, { key = [] }: AuditOptions): Promise<number> {
  let broken = false;
  const status = await explained(async () => {
    const reader = new AuditDocumentReader(key.map(keyOf));
    for await (const line of linesOf(file)) reader.add(line);
    const logs = reader.finish();
    for (const log of logs) say(described(log));
    broken = logs.some((log) => log.broken !== undefined);
    if (key.length === 0) say(`Checked with the key that the file names: ${reader.key}`);
  });
  return broken ? FAILED : status;
}

/** Writes the log of every organisation with its roots. */
export function exportAudit(out: string | undefined): Promise<number> {
  return withStore(async ({ database }) => {
    if (out !== undefined && fs.existsSync(out))
      throw new AuditDocumentError(`${out} exists already. Give the export a new file.`);
    const output = Output.open(out);
    if (!output) throw new AuditDocumentError('Nothing was exported.');
    const write = (line: string) => output.write(`${line}\n`);
    let entries = 0;
    let roots = 0;
    write(lineOf.head({ at: new Date().toISOString(), key: ownKey() }));
    for (const organisation of await allOrganisations(database)) {
      write(lineOf.organisation(organisation));
      await readLog(database, organisation, {
        entry: (link) => {
          entries++;
          write(lineOf.entry(link));
        },
        root: (root) => {
          roots++;
          write(lineOf.root(root));
        },
        end: () => undefined,
      });
    }
    write(lineOf.end(entries, roots));
    output.close();
  }, AS_GUEST);
}

interface Found {
  readonly organisation: string;
  readonly entries: number;
  readonly signedTo: number;
  readonly signedDay: string | undefined;
  readonly broken: Break | undefined;
}

function described({ organisation, entries, signedTo, signedDay, broken }: Found): string {
  if (broken) return `${organisation}: BROKEN at entry ${broken.sequence}: ${broken.problem}.`;
  const signed =
    signedDay === undefined ? 'none of them signed yet' : `signed to entry ${signedTo} (${signedDay})`;
  return `${organisation}: ${entries} entries, whole, ${signed}.`;
}

const publicKey = (): Buffer | undefined => publicAuditKey(configOf(readEnvironment()).dataFolder);

function ownKey(): Buffer {
  const key = publicKey();
  if (key) return key;
  throw new AuditDocumentError(
    'The data folder has no audit-key. Name the key with --key, or start the server once.',
  );
}

function keyOf(text: string): Buffer {
  if (/^[0-9a-f]{64}$/i.test(text)) return Buffer.from(text, 'hex');
  throw new AuditDocumentError(`--key ${text} is no public key: 64 hexadecimal digits.`);
}

/** Lines of a file, or of standard input for `-`. Throws an AuditDocumentError when it cannot be read. */
async function* linesOf(file: string): AsyncGenerator<string> {
  const source = file === '-' ? process.stdin : fs.createReadStream(file);
  source.setEncoding('utf8');
  let rest = '';
  try {
    for await (const text of source as AsyncIterable<string>) {
      const lines = (rest + text).split('\n');
      rest = lines.pop() ?? '';
      yield* lines;
      if (rest.length > LINE_LIMIT) break;
    }
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error;
    throw new AuditDocumentError(`${file} cannot be read: ${error.message}`, { cause: error });
  }
  if (rest !== '') yield rest;
}
