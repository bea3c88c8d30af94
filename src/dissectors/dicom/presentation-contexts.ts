/**
 * Presentation contexts of an association: which SOP class and which encoding of the dataset an id stands for.
 * DICOM PS3.8 9.3.2.2 and 9.3.3.2 (contexts proposed and answered), PS3.5 annex A (transfer syntaxes), PS3.6 annex A.
 */

/** How the dataset of a context is encoded; `unknown` when the acceptance was not seen (it is told from the octets). */
export type DatasetEncoding = 'implicit-little' | 'explicit-little' | 'explicit-big' | 'deflated' | 'unknown';

export interface PresentationContext {
  /** SOP class UID proposed; empty when only the answer was seen. */
  readonly abstractSyntax: string;
  encoding: DatasetEncoding;
  /** What the acceptor answered; undefined when its answer has not been seen. */
  accepted: boolean | undefined;
}

/** PS3.8 9.3.2.2: ids are odd, 1 to 255, so an association has at most 128 contexts. */
export const CONTEXT_LIMIT = 128;

const IMPLICIT_LITTLE = new Set([
  '1.2.840.10008.1.2', // Implicit VR Little Endian, the default
  '1.2.840.113619.5.2', // GE private: implicit VR little endian, pixels big endian
]);
const EXPLICIT_BIG = '1.2.840.10008.1.2.2';
const DEFLATED = new Set([
  '1.2.840.10008.1.2.1.99', // Deflated Explicit VR Little Endian
  '1.2.840.10008.1.2.4.95', // JPIP Referenced Deflate
]);

/** PS3.5 A: every syntax but the named ones (all compressed ones among them) is explicit VR little endian. */
export function datasetEncoding(transferSyntax: string): DatasetEncoding {
  if (transferSyntax === '') return 'unknown';
  if (IMPLICIT_LITTLE.has(transferSyntax)) return 'implicit-little';
  if (transferSyntax === EXPLICIT_BIG) return 'explicit-big';
  return DEFLATED.has(transferSyntax) ? 'deflated' : 'explicit-little';
}

/** True when `id` may name a context: odd, 1 to 255. */
export function isContextId(id: number): boolean {
  return (id & 1) === 1 && id <= 255;
}

/** The UID that these octets hold, without padding; empty when they hold none (PS3.5 9.1: digits and dots, up to 64). */
export function uidText(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: UIDs are padded with one NUL (PS3.5 9.4)
  const uid = text.replace(/[\u0000 ]+$/, '');
  return uid.length <= 64 && /^\d+(?:\.\d+)+$/.test(uid) ? uid : '';
}
