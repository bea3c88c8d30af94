/** Files that the server makes, kept by the browser: a plain link cannot say for which organisation it asks. */

import { fetchFile } from './client.ts';

/** Time that the browser has to begin to write before the octets are let go. */
const KEEP_MS = 60_000;

/** Fetches a file and hands it to the browser under a name. Throws what `call` throws. */
export async function download(
  name: string,
  path: string,
  query: Readonly<Record<string, unknown>>,
): Promise<void> {
  const address = URL.createObjectURL(await fetchFile(path, query));
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), KEEP_MS);
}
