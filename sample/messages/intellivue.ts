/**
 * Data export of patient monitors of the IntelliVue kind: association control, connect indication and the MDS create
 * event. Layout from the public open-source clients of the interface.
 */

import {
  hex,
  ipOctets,
  macOctets,
  octets,
  type Piece,
  u16,
  u32,
  utf16be,
  zeros,
} from '../../test/support/octet-builder.ts';

/** Octets behind their 16-bit length. */
const counted = (...pieces: readonly Piece[]): Buffer => {
  const body = octets(...pieces);
  return octets(u16(body.length), body);
};

const attribute = (id: number, ...pieces: readonly Piece[]): Buffer => octets(u16(id), counted(...pieces));
const list = (...entries: readonly Buffer[]): Buffer => octets(u16(entries.length), counted(...entries));
/** A text filled to an even length, behind its length. */
const variableLabel = (text: string): Buffer => counted(text, zeros(text.length % 2 === 0 ? 2 : 1));

const MDS_CLASS = 0x0021;
const MULTI_PARAMETER_MONITOR = octets(u16(1), u16(0x114d));
const RELATIVE_TIME = u32(0x0001_2345);

const SESSION = hex('05081301001601028000140200 02');
const PRESENTATION = hex(`
  3180a0808001010000a280a003000001a4803080020101060452010001308006025101000000003080020102060c2a8648ce1402010000000101
  3080060c2a8648ce140201000000020100000000000061803080020101a0806080a180060c2a8648ce14020100000003010000be802880
  060c2a8648ce140201000000010101020102 81`);

/** Association request (0x0d) of a reader, or the answer (0x0e) of the monitor. */
export function association(kind: 'request' | 'accept'): Buffer {
  const systemType = kind === 'request' ? 0x8000_0000 : 0x0080_0000;
  const profile = octets(
    ...[u32(0x8000_0000), u32(2_500), u32(2_500), u32(1_000), u32(0xffff_ffff), u32(0x6000_0000)],
    list(attribute(0xf001, u32(0x8c00_0000), u32(0))),
  );
  const user = octets(
    ...[u32(0x8000_0000), u32(0x4000_0000), u32(0), u32(systemType), u32(0x2000_0000)],
    ...[list(), list(attribute(1, profile))],
  );
  const presentation = octets(PRESENTATION, user.length, user, zeros(15));
  const session = octets(SESSION, 0xc1, presentation.length, presentation);
  return octets(kind === 'request' ? 0x0d : 0x0e, session.length, session);
}

/** Event report of the MDS object inside a remote operation invoke. */
function invoke(command: number, eventType: number, information: Buffer): Buffer {
  const event = octets(u16(MDS_CLASS), zeros(4), RELATIVE_TIME, u16(eventType), counted(information));
  return octets(u16(1), counted(u16(0), u16(command), counted(event)));
}

export interface ConnectIndication {
  readonly mac: string;
  readonly ip: string;
  readonly mask: string;
  readonly bedLabel: string;
}

/** Broadcast by a monitor that may be read: no model, no serial number. */
export function connectIndication(fields: ConnectIndication): Buffer {
  const protocols = list(
    octets(u16(1), u16(1), u16(24_105), u16(0)),
    octets(u16(5), u16(1), u16(24_105), u16(0)),
  );
  const address = octets(macOctets(fields.mac), ipOctets(fields.ip), ipOctets(fields.mask));
  const attributes = list(
    attribute(0x0986, MULTI_PARAMETER_MONITOR),
    attribute(0xf101, protocols),
    attribute(0xf100, address),
    attribute(0x091e, counted(utf16be(fields.bedLabel), zeros(2))),
  );
  return octets(u32(0x0001_0000), invoke(0, 0x0d17, attributes));
}

export interface MdsCreate {
  readonly maker: string;
  readonly model: string;
  readonly systemId: string;
  /** Kind (1 serial, 2 part, 4 software, 5 firmware), component, text. */
  readonly specifications: readonly (readonly [kind: number, component: number, text: string])[];
}

/** The first event after the association: who the monitor is. */
export function mdsCreate(fields: MdsCreate): Buffer {
  const specifications = fields.specifications.map(([kind, component, text]) =>
    octets(u16(kind), u16(component), variableLabel(text)),
  );
  const attributes = list(
    attribute(0x0986, MULTI_PARAMETER_MONITOR),
    attribute(0x0928, variableLabel(fields.maker), variableLabel(fields.model)),
    attribute(0x092d, list(...specifications)),
    attribute(0x0984, counted(macOctets(fields.systemId))),
  );
  const information = octets(u16(MDS_CLASS), zeros(4), attributes);
  return octets(u16(0xe100), u16(2), invoke(1, 0x0d06, information));
}

/** The reader's answer to the MDS create event. */
export function mdsCreateResult(): Buffer {
  const event = octets(u16(MDS_CLASS), zeros(4), RELATIVE_TIME, u16(0x0d06), u16(0));
  return octets(u16(0xe100), u16(2), u16(2), counted(u16(0), u16(1), counted(event)));
}
