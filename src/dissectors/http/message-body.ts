/**
 * How the body of a message is delimited (RFC 9112 6.3) and whether it is worth holding: pages and identity documents of
 * responses, and small forms and SOAP calls of requests, of which only the presence of a password is told.
 */

import type { BodyKind } from './conversation.ts';

/** Octets of a body that are held and read. */
export const BODY_LIMIT = 65_536;
/** Octets of a body that is searched for labelled values as well. */
export const SMALL_BODY_LIMIT = 16_384;
/** Octets of a form that is searched for a password field. */
export const FORM_LIMIT = 2_048;
/** Octets of a SOAP request that is searched for a user name token: real ones have under two thousand. */
export const SOAP_REQUEST_LIMIT = 4_096;
/** Longest Content-Length that can be passed over; TCP sequence numbers are ambiguous beyond. */
const LENGTH_LIMIT = 0x7fff_0000;

/** The header fields that describe a body, as far as they were there. */
export interface BodyHeaders {
  type: string;
  /** Digits of Content-Length; -1 when absent, -2 when it is no number. */
  length: number;
  chunked: boolean;
  /** The content is compressed and not read. */
  encoded: boolean;
  /** Two Content-Length fields that differ. */
  conflicting: boolean;
}

export const noBodyHeaders = (): BodyHeaders => ({
  type: '',
  length: -1,
  chunked: false,
  encoded: false,
  conflicting: false,
});

/** The number of a Content-Length value; -2 when it is none or too large. */
export function contentLength(value: string): number {
  if (!/^[0-9]{1,10}$/.test(value)) return -2;
  const length = Number(value);
  return length > LENGTH_LIMIT ? -2 : length;
}

/** The kind of body worth holding in a response, by status and media type; undefined for all others. */
export function responseBodyKind(status: number, headers: BodyHeaders): BodyKind | undefined {
  if (headers.encoded || headers.length === 0) return undefined;
  // Of errors only the pages that ask for credentials are a device's own.
  if (status >= 300 && status !== 401 && status !== 403) return undefined;
  const type = mediaType(headers.type);
  if (type.endsWith('html')) return 'html';
  if (type === 'application/ipp') return 'ipp';
  const small = headers.length < SMALL_BODY_LIMIT;
  if (type.includes('fhir') || type.includes('dicom')) return undefined;
  if (type === '' || type === 'text/plain') return small && headers.length > 0 ? 'text' : undefined;
  if (type.endsWith('xml')) return 'xml';
  return type.endsWith('json') && small ? 'json' : undefined;
}

/** The kind of body worth holding in a request: what may show credentials in clear text, of which the kind is told. */
export function requestBodyKind(headers: BodyHeaders): BodyKind | undefined {
  if (headers.length <= 0 || headers.chunked || headers.encoded) return undefined;
  const type = mediaType(headers.type);
  if (type === 'application/x-www-form-urlencoded') return headers.length <= FORM_LIMIT ? 'form' : undefined;
  const isSoap = type === 'application/soap+xml' || type === 'text/xml';
  return isSoap && headers.length <= SOAP_REQUEST_LIMIT ? 'soap-request' : undefined;
}

/** Type and subtype in lower case, without parameters. */
function mediaType(contentType: string): string {
  const semicolon = contentType.indexOf(';');
  return (semicolon < 0 ? contentType : contentType.slice(0, semicolon)).trim().toLowerCase();
}

/** The charset parameter in lower case; empty when there is none. */
export function charsetOf(contentType: string): string {
  return /;\s*charset="?([\w-]{2,20})/i.exec(contentType)?.[1]?.toLowerCase() ?? '';
}

/** Content that tells what a host does, by its media type; empty for all others. */
export function contentKind(contentType: string): string {
  const type = mediaType(contentType);
  if (type === 'application/hl7-v2' || type.startsWith('application/hl7-v2+')) return 'hl7-v2';
  if (type === 'application/ipp') return 'ipp';
  if (type.includes('fhir')) return 'fhir';
  // PS3.18 8.7: multipart bodies name the type of their parts in a parameter.
  return /application\/dicom\b/i.test(contentType) ? 'dicom' : '';
}
