/**
 * Octets for the tests of this folder: PDUs made for the project (no bytes of any capture), and builders for more.
 * DICOM PS3.8 9.3 (PDUs), PS3.7 6.3.1 (command sets), PS3.5 7.1 (data elements).
 */

export const RQ =
  '01000000011800010000504143535f4d41494e2020202020202043543031202020202020202020202020000000000000000000000000000000000000000000000000000000000000000010000015312e322e3834302e31303030382e332e312e312e31200000360100000030000019312e322e3834302e31303030382e352e312e342e312e312e3240000011312e322e3834302e31303030382e312e32200000380300000030000019312e322e3834302e31303030382e352e312e342e312e312e3240000013312e322e3834302e31303030382e312e322e3150000041510000040000400052000013312e322e3834302e3131333631392e362e383055000009474552455643543231580000110200000561646d696e0006736563726574';
export const AC =
  '0200000000d700010000504143535f4d41494e2020202020202043543031202020202020202020202020000000000000000000000000000000000000000000000000000000000000000010000015312e322e3834302e31303030382e332e312e312e31210000190100000040000011312e322e3834302e31303030382e312e322100001b0300000040000013312e322e3834302e31303030382e312e322e315000003a51000004000040005200001b312e322e3237362e302e373233303031302e332e302e332e362e375500000f4f464649535f44434d544b5f333637';
export const STORE_IMPLICIT =
  '040000000174000000760103000000000400000068000000000002001a000000312e322e3834302e31303030382e352e312e342e312e312e3200000000010200000001000000100102000000070000000007020000000000000000080200000001000000001016000000312e322e3834302e3131333631392e322e352e312e31000000f60102080016001a000000312e322e3834302e31303030382e352e312e342e312e312e32000800180016000000312e322e3834302e3131333631392e322e352e312e310800600002000000435408007000120000004745204d45444943414c2053595354454d53080080001000000047656e6572616c20486f73706974616c08001010080000004354303152455620080090100e0000005265766f6c7574696f6e20435420100010000c000000444f455e504c414e54454420100020000a0000005049442d3938373635341800001008000000524556383831322018002010140000007265766f5f63745f3231622e33325c7375623120';
export const STORE_EXPLICIT_1 =
  '04000000007a000000760303000000000400000068000000000002001a000000312e322e3834302e31303030382e352e312e342e312e312e3200000000010200000001000000100102000000070000000007020000000000000000080200000001000000001016000000312e322e3834302e3131333631392e322e352e312e31';
export const STORE_EXPLICIT_2 =
  '0400000000ba000000b603000800160055491a00312e322e3834302e31303030382e352e312e342e312e312e32000800180055491600312e322e3834302e3131333631392e322e352e312e3108006000435302004354080070004c4f12004745204d45444943414c2053595354454d5308001010534808004354303152455620080090104c4f0e005265766f6c7574696f6e2043542010001000504e0c00444f455e504c414e54454420180000104c4f0800524556383831322018000a105351';
export const STORE_EXPLICIT_3 =
  '0400000000ba000000b603020000fffffffffeff00e0ffffffff18000910555400001e000000283031293030383430363832313033303339283231295245563838313220feff0de000000000feffdde000000000180020104c4f0e007265766f5f63745f3231622e3332180001a05351000036000000feff00e02e000000080070004c4f08005349454d454e5320080090104c4f08004172746973205120180000104c4f0600313233343520e07f10004f570000000008000000000000000000';
export const AC_MIXED =
  '0200000000b600010000504143535f4d41494e2020202020202043543031202020202020202020202020000000000000000000000000000000000000000000000000000000000000000010000015312e322e3834302e31303030382e332e312e312e312100000801000400400000002100001e0300000040000016312e322e3834302e31303030382e312e322e342e37305000002751000004000000005200001b312e322e3237362e302e373233303031302e332e302e332e362e37';
export const RJ = '03000000000400010107';
export const RQ_CT01 =
  '0100000000d500010000504143535f4d41494e2020202020202043543031202020202020202020202020000000000000000000000000000000000000000000000000000000000000000010000015312e322e3834302e31303030382e332e312e312e31200000360100000030000019312e322e3834302e31303030382e352e312e342e312e312e3240000011312e322e3834302e31303030382e312e325000003a51000004000040005200001b312e322e3237362e302e373233303031302e332e302e332e362e375500000f4f464649535f44434d544b5f333637';
export const N_DICOM_LEN = '0100ffffffff0001';
export const N_DICOM_ITEM =
  '01000000011800010000504143535f4d41494e202020202020204354303120202020202020202020202000000000000000000000000000000000000000000000000000000000000000001000ffff312e322e3834302e31303030382e332e312e312e31200000360100000030000019312e322e3834302e31303030382e352e312e342e312e312e3240000011312e322e3834302e31303030382e312e32200000380300000030000019312e322e3834302e31303030382e352e312e342e312e312e3240000013312e322e3834302e31303030382e312e322e3150000041510000040000400052000013312e322e3834302e3131333631392e362e383055000009474552455643543231580000110200000561646d696e0006736563726574';
export const N_DICOM_PDV = '040000000006000000010103';
export const N_DICOM_VR =
  '0400000000a6000000760303000000000400000068000000000002001a000000312e322e3834302e31303030382e352e312e342e312e312e3200000000010200000001000000100102000000070000000007020000000000000000080200000001000000001016000000312e322e3834302e3131333631392e322e352e312e31000000280302080070004c4f12004745204d45444943414c2053595354454d53080090105a5af0ff61626364';
export const N_HTTP_ON_104 = '474554202f76696577657220485454502f312e310d0a486f73743a20706163730d0a0d0a';
export const N_DICOM_VERSION =
  '0100000000440002000041414141414141414141414141414141414141414141414141414141414141414141414141414141414141414141414141414141414141414141414141414141';

const u16le = (value: number) => Buffer.from([value & 0xff, value >>> 8]);
const u16 = (value: number) => Buffer.from([value >>> 8, value & 0xff]);
function u32(value: number): Buffer {
  const octets = Buffer.alloc(4);
  octets.writeUInt32BE(value);
  return octets;
}
const u32le = (value: number) => u32(value).reverse();
const even = (text: string, padding: string) =>
  Buffer.from(text.length % 2 === 0 ? text : text + padding, 'latin1');

/** An element in implicit VR little endian. */
export const implicit = (tag: number, value: Buffer | string): Buffer => {
  const octets = typeof value === 'string' ? even(value, ' ') : value;
  return Buffer.concat([u16le(tag >>> 16), u16le(tag & 0xffff), u32le(octets.length), octets]);
};

/** An element in explicit VR little endian with a short or long length, as its VR asks. */
export const explicit = (tag: number, vr: string, value: Buffer | string): Buffer => {
  const octets = typeof value === 'string' ? even(value, ' ') : value;
  const isLong = ['OB', 'OW', 'SQ', 'UN', 'UT'].includes(vr);
  const length = isLong ? Buffer.concat([Buffer.alloc(2), u32le(octets.length)]) : u16le(octets.length);
  return Buffer.concat([u16le(tag >>> 16), u16le(tag & 0xffff), Buffer.from(vr), length, octets]);
};

/** An element in explicit VR big endian with a short length. */
export const explicitBig = (tag: number, vr: string, value: string): Buffer => {
  const octets = even(value, ' ');
  return Buffer.concat([u32(tag), Buffer.from(vr), u16(octets.length), octets]);
};

/** Header of a sequence or item of undefined length, explicit little endian. */
export const openSequence = (tag: number): Buffer =>
  Buffer.concat([u16le(tag >>> 16), u16le(tag & 0xffff), Buffer.from('5351' + '0000' + 'ffffffff', 'hex')]);
export const OPEN_ITEM = Buffer.from('feff00e0ffffffff', 'hex');
export const END_ITEM = Buffer.from('feff0de000000000', 'hex');
export const END_SEQUENCE = Buffer.from('feffdde000000000', 'hex');

/** An item of defined length. */
export const item = (...elements: Buffer[]): Buffer => {
  const body = Buffer.concat(elements);
  return Buffer.concat([Buffer.from('feff00e0', 'hex'), u32le(body.length), body]);
};

export interface CommandFields {
  readonly field: number;
  readonly sopClass?: string;
  readonly requestedClass?: string;
  readonly hasDataset?: boolean;
  readonly status?: number;
  readonly moveDestination?: string;
}

/** A command set with its group length. */
export function commandSet(fields: CommandFields): Buffer {
  const body = Buffer.concat([
    fields.sopClass ? implicit(0x0002, even(fields.sopClass, '\0')) : Buffer.alloc(0),
    fields.requestedClass ? implicit(0x0003, even(fields.requestedClass, '\0')) : Buffer.alloc(0),
    implicit(0x0100, u16le(fields.field)),
    implicit(0x0110, u16le(1)),
    fields.moveDestination ? implicit(0x0600, fields.moveDestination) : Buffer.alloc(0),
    implicit(0x0800, u16le(fields.hasDataset ? 1 : 0x0101)),
    fields.status === undefined ? Buffer.alloc(0) : implicit(0x0900, u16le(fields.status)),
  ]);
  return Buffer.concat([implicit(0, u32le(body.length)), body]);
}

export interface Fragment {
  readonly context: number;
  readonly command?: true;
  /** Left out: the last one. */
  readonly more?: true;
  readonly octets: Buffer;
}

/** One P-DATA-TF with these fragments. */
export function dataUnit(...fragments: Fragment[]): string {
  const values = fragments.map((fragment) => {
    const control = (fragment.command ? 1 : 0) | (fragment.more ? 0 : 2);
    return Buffer.concat([
      u32(fragment.octets.length + 2),
      Buffer.from([fragment.context, control]),
      fragment.octets,
    ]);
  });
  const body = Buffer.concat(values);
  return Buffer.concat([Buffer.from([4, 0]), u32(body.length), body]).toString('hex');
}

/** Command and dataset of one message, each in its own P-DATA-TF. */
export function message(context: number, fields: CommandFields, dataset?: Buffer): string {
  const command = dataUnit({
    context,
    command: true,
    octets: commandSet({ ...fields, hasDataset: dataset !== undefined }),
  });
  return dataset ? command + dataUnit({ context, octets: dataset }) : command;
}

const associationItem = (type: number, ...parts: Buffer[]): Buffer => {
  const body = Buffer.concat(parts);
  return Buffer.concat([Buffer.from([type, 0]), u16(body.length), body]);
};
const text = (value: string) => Buffer.from(value, 'latin1');

export interface AssociateFields {
  /** Context id to abstract syntax (request) or to transfer syntax (answer; empty rejects the context). */
  readonly contexts: Readonly<Record<number, string>>;
  readonly called?: string;
  readonly calling?: string;
  /** Further user information items. */
  readonly user?: readonly Buffer[];
}

/** Role selection item (PS3.7 D.3.3.4). */
export const role = (sopClass: string, scu: number, scp: number): Buffer =>
  associationItem(0x54, u16(sopClass.length), text(sopClass), Buffer.from([scu, scp]));

/** User identity item (PS3.7 D.3.3.7) with a planted secret. */
export const identity = (type: number): Buffer =>
  associationItem(0x58, Buffer.from([type, 0]), u16(7), text('planted'), u16(0));

function associate(type: number, fields: AssociateFields, contexts: Buffer[]): string {
  const body = Buffer.concat([
    Buffer.from('00010000', 'hex'),
    text((fields.called ?? 'ARCHIVE').padEnd(16)),
    text((fields.calling ?? 'MODALITY').padEnd(16)),
    Buffer.alloc(32),
    associationItem(0x10, text('1.2.840.10008.3.1.1.1')),
    ...contexts,
    associationItem(0x50, associationItem(0x51, u32(16384)), ...(fields.user ?? [])),
  ]);
  return Buffer.concat([Buffer.from([type, 0]), u32(body.length), body]).toString('hex');
}

export function request(fields: AssociateFields): string {
  const contexts = Object.entries(fields.contexts).map(([id, abstractSyntax]) =>
    associationItem(
      0x20,
      Buffer.from([Number(id), 0, 0, 0]),
      associationItem(0x30, text(abstractSyntax)),
      associationItem(0x40, text('1.2.840.10008.1.2')),
    ),
  );
  return associate(1, fields, contexts);
}

export function accept(fields: AssociateFields): string {
  const contexts = Object.entries(fields.contexts).map(([id, transferSyntax]) =>
    associationItem(
      0x21,
      Buffer.from([Number(id), 0, transferSyntax === '' ? 4 : 0, 0]),
      associationItem(0x40, text(transferSyntax)),
    ),
  );
  return associate(2, fields, contexts);
}

export const RELEASE = '050000000004' + '00000000' + '060000000004' + '00000000';
