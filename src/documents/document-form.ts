/** What the octets of a document are, by their beginning alone: a name or a stated type proves nothing. */

/** `spreadsheet`: a zip, as Office Open XML files are. */
export type DocumentForm = 'pdf' | 'json' | 'spreadsheet' | 'text';

/** Octets from the beginning that are looked at. */
export const HEAD_OCTETS = 1_024;

const BYTE_ORDER_MARK = '\uFEFF';

/** The form of a document that begins with `head`; undefined for one that is not taken: programs, pictures, archives of old. */
export function formOf(head: Uint8Array): DocumentForm | undefined {
  const octets = head.subarray(0, HEAD_OCTETS);
  const latin = Buffer.from(octets).toString('latin1');
  if (latin.startsWith('%PDF-')) return 'pdf';
  if (latin.startsWith('PK\x03\x04')) return 'spreadsheet';
  const text = textOf(octets);
  if (text === undefined) return undefined;
  const begin = text.trimStart()[0];
  if (begin === '{') return 'json';
  // Markup is no form that is read, and a browser might run it.
  return begin === undefined || begin === '<' ? undefined : 'text';
}

/** The beginning as text; undefined when it is none. Spreadsheets of old write Latin-1, so what is no UTF-8 is no fault. */
function textOf(octets: Uint8Array): string | undefined {
  const text = new TextDecoder('utf-8').decode(octets, { stream: true });
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what tells text from the rest
  if (/[\0-\x08\x0E-\x1A\x1C-\x1F]/.test(text)) return undefined;
  return text.startsWith(BYTE_ORDER_MARK) ? text.slice(1) : text;
}
