/**
 * One SNMPv2c GetRequest for six objects (RFC 3416 4.2.1). Contact and location are left out: people write names there.
 *
 *   30 len { 02 01 01, 04 len community, A0 len { 02 04 request-id, 02 01 00, 02 01 00, 30 len { 30 len { 06 oid, 05 00 } … } } }
 */

import {
  BER_INTEGER,
  BER_OBJECT_IDENTIFIER,
  BER_OCTET_STRING,
  BER_SEQUENCE,
  enterBer,
  oidContent,
  readBerInteger,
  skipBer,
} from '../../dissectors/encodings/ber.ts';
import { OctetReader } from '../../wire/octet-reader.ts';
import { foreign, type Probe, type Turn } from '../probe.ts';

const VERSION_2C = 1; // RFC 1901
const PDU_GET = 0xa0; // RFC 3416 3
const PDU_RESPONSE = 0xa2;
const PDU_REPORT = 0xa8;
const BER_NULL = 0x05;

/** RFC 3418 (system) and RFC 6933 (entPhysicalTable, first entry, which is the chassis as a rule). */
const OBJECTS = [
  '1.3.6.1.2.1.1.1.0', // sysDescr
  '1.3.6.1.2.1.1.2.0', // sysObjectID
  '1.3.6.1.2.1.1.5.0', // sysName
  '1.3.6.1.2.1.47.1.1.1.1.10.1', // entPhysicalSoftwareRev
  '1.3.6.1.2.1.47.1.1.1.1.11.1', // entPhysicalSerialNum
  '1.3.6.1.2.1.47.1.1.1.1.13.1', // entPhysicalModelName
].map((dotted) => Buffer.from(oidContent(dotted), 'latin1'));

export const snmpGet: Probe = {
  id: 'snmp-get',
  title: 'SNMP get of six values',
  about:
    'Asks once for description, product number, name, software version, serial number and model (RFC 3418, RFC 6933), in one packet.',
  ...{ transport: 'udp', port: 161, protocol: 'snmp', needs: ['community'] },
  limits: { messages: 1, octets: 512, answerOctets: 4_096 },
  // Tag, length and version: the community begins at the sixth octet at the earliest.
  legible: { sent: 5, received: 5 },

  begin({ community = '' }, nonce) {
    // RFC 3416: an Integer32; its first octet keeps it positive and four octets long.
    const request = Buffer.from([0x40 | ((nonce[0] ?? 0) & 0x3f), ...nonce.subarray(1, 4)]);
    const bindings = OBJECTS.map((oid) =>
      element(BER_SEQUENCE, element(BER_OBJECT_IDENTIFIER, oid), element(BER_NULL)),
    );
    const number = (value: number) => element(BER_INTEGER, Buffer.from([value]));
    const pdu = element(
      PDU_GET,
      ...[element(BER_INTEGER, request), number(0), number(0)],
      element(BER_SEQUENCE, ...bindings),
    );
    const name = element(BER_OCTET_STRING, Buffer.from(community, 'latin1'));
    return {
      opening: element(BER_SEQUENCE, number(VERSION_2C), name, pdu),
      take: (octets) => judge(octets, request.readInt32BE()),
    };
  },
};

/** BER with a definite length (X.690 8.1.3). */
function element(tag: number, ...parts: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(parts);
  const { length } = content;
  const head = length < 0x80 ? [tag, length] : [tag, 0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from(head), content]);
}

function judge(octets: Uint8Array, request: number): Turn {
  const bytes = Buffer.from(octets);
  const reader = OctetReader.over(bytes);
  const end = enterBer(reader, BER_SEQUENCE, bytes.length);
  const version = readBerInteger(reader, end);
  if (end < 0 || version === undefined || !skipBer(reader, end)) return foreign('SNMP');
  const tag = reader.peek();
  const pduEnd = enterBer(reader, tag, end);
  if (pduEnd < 0 || (tag !== PDU_RESPONSE && tag !== PDU_REPORT)) return foreign('an answer of SNMP');
  if (readBerInteger(reader, pduEnd) !== request) return foreign('an answer to this question');
  const status = readBerInteger(reader, pduEnd);
  if (status === undefined) return foreign('SNMP');
  if (status === 0) return { kind: 'end', answered: true };
  return { kind: 'end', answered: true, remark: `The device answered with error ${status} (RFC 3416).` };
}
