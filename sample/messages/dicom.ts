/** DICOM upper layer (PS3.8 9.3), C-STORE (PS3.7 9.1.1) and data sets in both little-endian forms (PS3.5 7.1). */

import {
  octets,
  type Piece,
  padded,
  u16,
  u16le,
  u32,
  u32le,
  zeros,
} from '../../test/support/octet-builder.ts';

export const UID = {
  application: '1.2.840.10008.3.1.1.1',
  ctImage: '1.2.840.10008.5.1.4.1.1.2',
  implicitLittle: '1.2.840.10008.1.2',
  explicitLittle: '1.2.840.10008.1.2.1',
} as const;

const pdu = (type: number, body: Uint8Array): Buffer => octets(type, 0, u32(body.length), body);
const item = (type: number, ...pieces: readonly Piece[]): Buffer => {
  const body = octets(...pieces);
  return octets(type, 0, u16(body.length), body);
};

export interface PresentationContext {
  readonly id: number;
  readonly abstractSyntax: string;
  readonly transferSyntax: string;
}

export interface Association {
  readonly called: string;
  readonly calling: string;
  readonly contexts: readonly PresentationContext[];
  readonly implementationUid: string;
  readonly implementationVersion: string;
  /** User identity of type 2: name and passcode in clear. */
  readonly user?: { readonly name: string; readonly passcode: string };
}

function association(type: number, fields: Association, contexts: readonly Buffer[]): Buffer {
  const { user } = fields;
  const identity = user
    ? item(0x58, 2, 0, u16(user.name.length), user.name, u16(user.passcode.length), user.passcode)
    : '';
  const userInformation = item(
    0x50,
    item(0x51, u32(16_384)),
    item(0x52, fields.implementationUid),
    item(0x55, fields.implementationVersion),
    identity,
  );
  const titles = octets(padded(fields.called, 16, 0x20), padded(fields.calling, 16, 0x20), zeros(32));
  return pdu(type, octets(u16(1), u16(0), titles, item(0x10, UID.application), ...contexts, userInformation));
}

export function associateRequest(fields: Association): Buffer {
  const contexts = fields.contexts.map(({ id, abstractSyntax, transferSyntax }) =>
    item(0x20, id, zeros(3), item(0x30, abstractSyntax), item(0x40, transferSyntax)),
  );
  return association(1, fields, contexts);
}

export function associateAccept(fields: Association): Buffer {
  const contexts = fields.contexts.map(({ id, transferSyntax }) =>
    item(0x21, id, zeros(3), item(0x40, transferSyntax)),
  );
  return association(2, fields, contexts);
}

export const RELEASE_REQUEST = pdu(5, zeros(4));
export const RELEASE_RESPONSE = pdu(6, zeros(4));

type Encoding = 'implicit' | 'explicit';
const LONG_FORMS = ['OB', 'OW', 'SQ', 'UN', 'UT'];

/** One data element; text is filled to an even length with a blank, a UID with NUL. */
export function element(
  encoding: Encoding,
  group: number,
  number: number,
  representation: string,
  value: Piece,
): Buffer {
  const plain = octets(value);
  const fill = plain.length % 2 === 0 ? '' : representation === 'UI' ? 0 : ' ';
  const even = octets(plain, fill);
  const tag = octets(u16le(group), u16le(number));
  if (encoding === 'implicit') return octets(tag, u32le(even.length), even);
  const long = LONG_FORMS.includes(representation);
  return octets(tag, representation, long ? octets(zeros(2), u32le(even.length)) : u16le(even.length), even);
}

/** A sequence of one item, both of stated length. */
export function sequence(
  encoding: Encoding,
  group: number,
  number: number,
  ...items: readonly Buffer[]
): Buffer {
  const content = octets(...items);
  const only = octets(u16le(0xfffe), u16le(0xe000), u32le(content.length), content);
  return element(encoding, group, number, 'SQ', only);
}

/** Command set of (0000,0000) group length and these elements, always implicit (PS3.7 6.3.1). */
function commandSet(...elements: readonly Buffer[]): Buffer {
  const body = octets(...elements);
  return octets(element('implicit', 0, 0, 'UL', u32le(body.length)), body);
}

const number16 = (tag: number, value: number) => element('implicit', 0, tag, 'US', u16le(value));

export interface StoreFields {
  readonly messageId: number;
  readonly classUid: string;
  readonly instanceUid: string;
}

export function storeRequestCommand(fields: StoreFields): Buffer {
  return commandSet(
    element('implicit', 0, 0x0002, 'UI', fields.classUid),
    number16(0x0100, 0x0001),
    number16(0x0110, fields.messageId),
    number16(0x0700, 0),
    number16(0x0800, 1),
    element('implicit', 0, 0x1000, 'UI', fields.instanceUid),
  );
}

export function storeResponseCommand(fields: StoreFields): Buffer {
  return commandSet(
    element('implicit', 0, 0x0002, 'UI', fields.classUid),
    number16(0x0100, 0x8001),
    number16(0x0120, fields.messageId),
    number16(0x0800, 0x0101),
    number16(0x0900, 0),
    element('implicit', 0, 0x1000, 'UI', fields.instanceUid),
  );
}

/** P-DATA-TF with one value: bit 0 of the control octet says command, bit 1 last fragment. */
function dataPdu(contextId: number, control: number, fragment: Uint8Array): Buffer {
  return pdu(4, octets(u32(fragment.length + 2), contextId, control, fragment));
}

export const commandPdu = (contextId: number, command: Uint8Array): Buffer => dataPdu(contextId, 3, command);

/** A data set in fragments, cut wherever the size falls. */
export function dataSetPdus(contextId: number, dataSet: Buffer, fragmentOctets: number): Buffer {
  const pdus: Buffer[] = [];
  for (let at = 0; at < dataSet.length; at += fragmentOctets) {
    const last = at + fragmentOctets >= dataSet.length;
    pdus.push(dataPdu(contextId, last ? 2 : 0, dataSet.subarray(at, at + fragmentOctets)));
  }
  return octets(...pdus);
}
