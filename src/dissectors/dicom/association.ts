/**
 * Association PDUs: who asks whom, which SOP classes in which encoding, on which implementation.
 * DICOM PS3.8 9.3.2 to 9.3.4 and 9.3.8, PS3.7 annex D.3.3 (user information).
 *
 *   RQ, AC   type1 00 length4 version2 00 00 called16 calling16 reserved32 items…
 *   item     type1 00 length2 …      10 application context, 20/21 context, 50 user information
 *   context  id1 00 result1 00 sub-items {30 abstract syntax, 40 transfer syntax}
 */

import type { OctetReader } from '../../wire/octet-reader.ts';
import { type FactSink, RECEIVER } from '../dissector.ts';
import {
  CONTEXT_LIMIT,
  datasetEncoding,
  isContextId,
  type PresentationContext,
  uidText,
} from './presentation-contexts.ts';

/** Items and sub-items read of one PDU; 128 contexts with a few transfer syntaxes each stay below. */
export const ITEM_LIMIT = 2_048;
/** SOP classes that a request may propose and still show its purpose; test tools and archives propose them all. */
export const PURPOSE_LIMIT = 8;

const ABSTRACT_SYNTAX = 0x30;
const TRANSFER_SYNTAX = 0x40;
const IMPLEMENTATION_CLASS_UID = 0x52;
const ROLE_SELECTION = 0x54;
const IMPLEMENTATION_VERSION_NAME = 0x55;
const USER_IDENTITY_REQUEST = 0x58;

/** PS3.7 D.3.3.7.1: user identity types whose secret or token anyone on the path can use. */
const CREDENTIAL_KINDS: ReadonlyMap<number, string> = new Map([
  [2, 'user-passcode'],
  [4, 'saml'],
  [5, 'jwt'],
]);

/** PS3.8 table 9-21: reason by source (1 service user, 2 ACSE, 3 presentation). */
const REJECT_REASONS: Readonly<Record<string, string>> = {
  '1/1': 'no-reason-given',
  '1/2': 'application-context-not-supported',
  '1/3': 'calling-ae-not-recognised',
  '1/7': 'called-ae-not-recognised',
  '2/1': 'no-reason-given',
  '2/2': 'protocol-version-not-supported',
  '3/1': 'temporary-congestion',
  '3/2': 'local-limit-exceeded',
};
const REJECT_RESULTS: Readonly<Record<number, string>> = { 1: 'permanent', 2: 'transient' };
/** PS3.8 table 9-26: reasons of the service provider. */
const ABORT_REASONS: Readonly<Record<number, string>> = {
  1: 'unrecognised-pdu',
  2: 'unexpected-pdu',
  4: 'unrecognised-parameter',
  5: 'unexpected-parameter',
  6: 'invalid-parameter',
};

interface Role {
  readonly scu: boolean;
  readonly scp: boolean;
}
/** PS3.7 D.3.3.4: without role selection the requestor is the user, the acceptor the provider. */
const DEFAULT_ROLE: Role = { scu: true, scp: false };

export interface Association {
  /** Direction that the requestor sends in, once an association PDU has shown it. */
  requestor: 0 | 1 | undefined;
  readonly contexts: Map<number, PresentationContext>;
}

/** Reads the whole A-ASSOCIATE-RQ at the start of the reader; `direction` is its sender's. */
export function readRequest(
  pdu: OctetReader,
  direction: 0 | 1,
  association: Association,
  out: FactSink,
): void {
  association.requestor = direction;
  association.contexts.clear();
  out.serverIs('receiver');
  pdu.seek(10);
  out.fact('called-ae', aeTitle(pdu.latin1(16)), RECEIVER);
  out.fact('calling-ae', aeTitle(pdu.latin1(16)));
  const items = readItems(pdu, out);
  const proposed = new Set<string>();
  for (const context of items.contexts) {
    if (association.contexts.size >= CONTEXT_LIMIT) break;
    association.contexts.set(context.id, {
      abstractSyntax: context.abstractSyntax,
      encoding: 'unknown',
      accepted: undefined,
    });
    const role = items.roles.get(context.abstractSyntax) ?? DEFAULT_ROLE;
    if (role.scu && context.abstractSyntax !== '') proposed.add(context.abstractSyntax);
  }
  if (proposed.size > PURPOSE_LIMIT) out.fact('proposed-sop-classes', String(proposed.size));
  else for (const sopClass of proposed) out.fact('sop-class-as-scu', sopClass);
}

/** Reads the whole A-ASSOCIATE-AC at the start of the reader. Its AE titles are an echo and say nothing (9.3.3). */
export function readAccept(
  pdu: OctetReader,
  direction: 0 | 1,
  association: Association,
  out: FactSink,
): void {
  association.requestor = direction === 0 ? 1 : 0;
  out.serverIs('sender');
  pdu.seek(42);
  const items = readItems(pdu, out);
  const roles = new Map<string, Role>();
  for (const answer of items.contexts) {
    const context = association.contexts.get(answer.id);
    const accepted = answer.result === 0;
    const encoding = datasetEncoding(answer.transferSyntax);
    if (context) {
      context.accepted = accepted;
      context.encoding = encoding;
      if (accepted && context.abstractSyntax !== '')
        roles.set(context.abstractSyntax, items.roles.get(context.abstractSyntax) ?? DEFAULT_ROLE);
    } else if (association.contexts.size < CONTEXT_LIMIT)
      association.contexts.set(answer.id, { abstractSyntax: '', encoding, accepted });
  }
  for (const [sopClass, role] of roles) {
    if (role.scu) out.fact('sop-class-as-scp', sopClass);
    if (role.scp) {
      out.fact('sop-class-as-scp', sopClass, RECEIVER);
      out.fact('sop-class-as-scu', sopClass);
    }
  }
}

/** Reads the whole A-ASSOCIATE-RJ at the start of the reader. */
export function readReject(pdu: OctetReader, out: FactSink): void {
  out.serverIs('sender');
  pdu.seek(7);
  const result = pdu.u8();
  const source = pdu.u8();
  const reason = pdu.u8();
  const text = REJECT_REASONS[`${source}/${reason}`] ?? `source-${source}-reason-${reason}`;
  out.fact('association-rejected', `${REJECT_RESULTS[result] ?? `result-${result}`}/${text}`);
}

/** Reads the whole A-ABORT at the start of the reader. */
export function readAbort(pdu: OctetReader, out: FactSink): void {
  pdu.seek(8);
  const source = pdu.u8();
  const reason = pdu.u8();
  if (source === 2) out.fact('association-aborted', `provider/${ABORT_REASONS[reason] ?? 'no-reason-given'}`);
  else out.fact('association-aborted', 'user');
}

/** AE title without padding (PS3.8 9.3.2: spaces; some devices pad with NUL). */
function aeTitle(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: NUL padding is what is taken off
  return text.replace(/\u0000[\s\S]*$/, '').trim();
}

interface ContextItem {
  readonly id: number;
  readonly result: number;
  readonly abstractSyntax: string;
  readonly transferSyntax: string;
}

interface Items {
  readonly contexts: ContextItem[];
  readonly roles: Map<string, Role>;
}

/** Items from octet 74 on; states what user information says and returns contexts and roles. */
function readItems(pdu: OctetReader, out: FactSink): Items {
  const items: Items = { contexts: [], roles: new Map() };
  pdu.seek(74);
  eachItem(pdu, out, (type, body) => {
    if (type === 0x20 || type === 0x21) readContext(body, items.contexts, out);
    else if (type === 0x50) eachItem(body, out, (kind, value) => readUserItem(kind, value, items.roles, out));
  });
  return items;
}

function readContext(body: OctetReader, contexts: ContextItem[], out: FactSink): void {
  const id = body.u8();
  body.skip(1);
  const result = body.u8();
  body.skip(1);
  if (body.failed || !isContextId(id)) return;
  let abstractSyntax = '';
  let transferSyntax = '';
  eachItem(body, out, (type, value) => {
    if (type === ABSTRACT_SYNTAX) abstractSyntax = uidText(value.latin1(value.length));
    else if (type === TRANSFER_SYNTAX) transferSyntax = uidText(value.latin1(value.length));
  });
  contexts.push({ id, result, abstractSyntax, transferSyntax });
}

function readUserItem(type: number, value: OctetReader, roles: Map<string, Role>, out: FactSink): void {
  if (type === IMPLEMENTATION_CLASS_UID)
    out.fact('implementation-class-uid', uidText(value.latin1(value.length)));
  else if (type === IMPLEMENTATION_VERSION_NAME && value.length <= 16)
    out.fact('implementation-version', value.latin1(value.length));
  else if (type === USER_IDENTITY_REQUEST) {
    const kind = CREDENTIAL_KINDS.get(value.u8());
    if (kind !== undefined) out.fact('clear-text-credential', kind);
  } else if (type === ROLE_SELECTION) {
    const uid = uidText(value.latin1(value.u16()));
    const role = { scu: value.u8() === 1, scp: value.u8() === 1 };
    if (uid !== '' && !value.failed) roles.set(uid, role);
  }
}

/** Visits items to the end of the reader; one that runs beyond it ends the visit with the anomaly `item-length`. */
function eachItem(items: OctetReader, out: FactSink, visit: (type: number, body: OctetReader) => void): void {
  for (let count = 0; items.remaining > 0; count++) {
    const type = items.u8();
    items.skip(1);
    const length = items.u16();
    if (items.failed || length > items.remaining || count >= ITEM_LIMIT) {
      out.anomaly('item-length');
      return;
    }
    visit(type, items.sub(length));
  }
}
