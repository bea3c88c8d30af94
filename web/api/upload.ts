/**
 * Sending a file in parts, a capture or records of another tool. What the server counted is safe on its disk; after a broken connection, a reload or a crash
 * the rest is sent from there. The browser keeps which uploads are under way, not the files: a person chooses the file again.
 */

import { z } from 'zod';
import { UploadProgress } from '../../src/contract/capture.ts';
import { addressOf } from './address.ts';
import { ContractError, isRefusal, UnreachableError } from './api-error.ts';
import { call, sendOctets } from './client.ts';
import { beginUpload, findUpload } from './endpoints/captures.ts';
import { beginImport } from './endpoints/imports.ts';

/** Octets of a part: a minute over a slow line, and progress that moves. */
const PART_OCTETS = 4 * 1024 * 1024;
const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 30_000;
const STORED_AS = 'wardlight.uploads';
const UPLOADS_KEPT = 20;

const KeptUpload = z.object({
  id: z.string(),
  file: z.string(),
  octets: z.number(),
  modified: z.number().describe('Of the file, to know it again.'),
  kind: z.enum(['capture', 'import']).default('capture'),
});
export type KeptUpload = z.output<typeof KeptUpload>;
export type UploadKind = KeptUpload['kind'];
/** What a file became; a file with the same octets keeps the name under which it came first. */
export type Sent = Pick<NonNullable<z.output<typeof UploadProgress>['capture']>, 'id' | 'file'>;
/** What a person states of a file of records: what each column holds, by its heading. */
export type Columns = Readonly<Record<string, string>>;

export function keptUploads(kind?: UploadKind): readonly KeptUpload[] {
  return allKept().filter((upload) => kind === undefined || upload.kind === kind);
}

function allKept(): readonly KeptUpload[] {
  try {
    return z.array(KeptUpload).parse(JSON.parse(localStorage.getItem(STORED_AS) ?? '[]'));
  } catch {
    return [];
  }
}

export function forgetUpload(id: string): void {
  store(keptUploads().filter((each) => each.id !== id));
}

const store = (uploads: readonly KeptUpload[]) =>
  localStorage.setItem(STORED_AS, JSON.stringify(uploads.slice(-UPLOADS_KEPT)));

/** Whether this is the file of which a part was sent. */
export function isFileOf(upload: KeptUpload, file: File): boolean {
  return upload.file === file.name && upload.octets === file.size && upload.modified === file.lastModified;
}

interface Progress {
  readonly kind: UploadKind;
  readonly columns?: Columns | undefined;
  readonly onReceived: (octets: number) => void;
  readonly signal: AbortSignal;
}

/** Sends the file, or what is missing of it; returns what it became. Throws as the client does. */
export async function sendFile(file: File, { kind, columns, onReceived, signal }: Progress): Promise<Sent> {
  // What was stated with an upload that broke off may be other columns: records begin anew.
  const kept = columns ? undefined : keptUploads(kind).find((upload) => isFileOf(upload, file));
  const upload = (kept && (await standOf(kept.id, signal))) ?? (await begin(file, kind, columns, signal));
  let { received } = upload;
  let pause = FIRST_PAUSE_MS;
  onReceived(received);
  for (;;) {
    try {
      const part = file.slice(received, received + PART_OCTETS);
      const address = addressOf('/api/uploads/:id', { id: upload.id }, { offset: received });
      const answer = UploadProgress.safeParse(await sendOctets(address, part, signal));
      if (!answer.success) throw new ContractError(answer.error.message);
      ({ received } = answer.data);
      onReceived(received);
      pause = FIRST_PAUSE_MS;
      const sent = answer.data.capture ?? answer.data.import;
      if (sent) {
        forgetUpload(upload.id);
        return sent;
      }
    } catch (error) {
      if (signal.aborted) throw error;
      // Another request may hold the upload for a moment, and the offset may have moved by one that broke off.
      const again =
        error instanceof UnreachableError ||
        isRefusal(error, 409) ||
        isRefusal(error, 429) ||
        isRefusal(error, 502);
      if (!again) throw error;
      await new Promise((resolve) => setTimeout(resolve, pause));
      pause = Math.min(LONGEST_PAUSE_MS, pause * 2);
      const stand = await standOf(upload.id, signal).catch(() => undefined);
      if (stand) ({ received } = stand);
    }
  }
}

async function begin(
  file: File,
  kind: UploadKind,
  columns: Columns | undefined,
  signal: AbortSignal,
): Promise<{ id: string; received: number }> {
  const body = { file: file.name, octets: file.size };
  const { id, received } =
    kind === 'capture'
      ? await call(beginUpload, { body }, signal)
      : await call(beginImport, { body: { ...body, ...(columns && { columns }) } }, signal);
  store([...keptUploads(), { id, kind, file: file.name, octets: file.size, modified: file.lastModified }]);
  return { id, received };
}

/** Undefined when the server does not know it any more. */
async function standOf(
  id: string,
  signal: AbortSignal,
): Promise<{ id: string; received: number } | undefined> {
  try {
    return await call(findUpload, { path: { id } }, signal);
  } catch (error) {
    if (!isRefusal(error, 404)) throw error;
    forgetUpload(id);
    return undefined;
  }
}
