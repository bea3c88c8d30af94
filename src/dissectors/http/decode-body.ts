/** Reads a body that was held: chooses the decoder by media type and first character, and states what it says. */

import type { OctetReader } from '../../wire/octet-reader.ts';
import type { FactSink } from '../dissector.ts';
import { deviceIdKeys } from '../encodings/ieee1284-id.ts';
import { readIppAttributes } from '../encodings/ipp-attributes.ts';
import { deviceUuid } from '../encodings/uuid.ts';
import { xmlText } from '../encodings/xml-elements.ts';
import type { BodyPlan } from './conversation.ts';
import { readHtmlIdentity, readHtmlTitle } from './decode-html.ts';
import { readJsonIdentity } from './decode-json.ts';
import { decodeXmlBody } from './decode-xml-body.ts';
import { IdentityPairs } from './identity-pairs.ts';
import { FORM_LIMIT, SMALL_BODY_LIMIT, SOAP_REQUEST_LIMIT } from './message-body.ts';
import { IDENTITY_DOCUMENT_MARKS } from './xml-identity.ts';

/** Name of a form field that holds a password, as far as its start and the character before it tell. */
const PASSWORD_FIELD =
  /(?:^|[&_.-])(?:password|passwd|passwort|passphrase|pass|pwd|pin|psw)[a-z0-9_]{0,8}=[^&]/i;

/** States what the next `count` octets, the body or as much of it as is held, say about the sender. */
export function decodeBody(octets: OctetReader, count: number, plan: BodyPlan, out: FactSink): void {
  // By the length that the head states: how much of it is held must not matter.
  const small = (plan.length < 0 ? count : plan.length) < SMALL_BODY_LIMIT;
  switch (plan.kind === 'text' ? sniff(octets) : plan.kind) {
    case 'html':
      decodePage(octets, count, small, plan, out);
      return;
    case 'xml':
      if (small || hasIdentityMark(octets, count)) decodeXmlBody(xmlText(octets, count), small, out);
      return;
    case 'json':
      if (small) decodeJson(octets.utf8(count), out);
      return;
    case 'soap-request':
      if (hasClearPassword(octets.latin1(Math.min(count, SOAP_REQUEST_LIMIT))))
        out.fact('clear-text-credential', 'ws-username-token');
      return;
    case 'ipp':
      decodePrinter(octets, count, out);
      return;
    case 'form':
      if (PASSWORD_FIELD.test(octets.latin1(Math.min(count, FORM_LIMIT))))
        out.fact('clear-text-credential', 'form');
      return;
    default:
  }
}

function decodePage(octets: OctetReader, count: number, small: boolean, plan: BodyPlan, out: FactSink): void {
  const start = octets.position;
  if (plan.title) out.fact('title', readHtmlTitle(octets, count, plan.charset));
  if (!small) return;
  octets.seek(start);
  const text = octets.utf8(count);
  // XHTML and descriptions that are sent as HTML are XML all the same.
  if (text.startsWith('<?xml') && !/<html/i.test(text.slice(0, 1_024))) decodeXmlBody(text, true, out);
  else {
    const pairs = new IdentityPairs();
    const prose = new IdentityPairs();
    readHtmlIdentity(text, pairs, prose);
    pairs.emit(out);
    prose.emit(out, pairs);
  }
}

/** WS-Security UsernameToken profile 1.1, 3.1: the password stands there as it is unless its type is PasswordDigest. */
function hasClearPassword(soap: string): boolean {
  return (
    soap.includes('UsernameToken>') && /[<:]Password[ >]/.test(soap) && !soap.includes('#PasswordDigest')
  );
}

function decodePrinter(octets: OctetReader, count: number, out: FactSink): void {
  for (const [attribute, value] of readIppAttributes(octets, count)) {
    if (attribute === 'printer-device-id') out.fact(attribute, deviceIdKeys(value));
    else if (attribute === 'printer-uuid') out.fact(attribute, deviceUuid(value, 'urn:uuid:'));
    else if (attribute !== 'device-uri') out.fact(attribute, value);
  }
}

function decodeJson(text: string, out: FactSink): void {
  const pairs = new IdentityPairs();
  if (readJsonIdentity(text, pairs)) pairs.emit(out);
}

function sniff(octets: OctetReader): 'xml' | 'json' | undefined {
  if (octets.startsWith('<?xml')) return 'xml';
  return octets.peek() === 0x7b ? 'json' : undefined;
}

function hasIdentityMark(octets: OctetReader, count: number): boolean {
  return IDENTITY_DOCUMENT_MARKS.some((mark) => octets.distanceToText(mark, count) >= 0);
}
