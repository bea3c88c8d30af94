/**
 * The parts of Kerberos messages that name computers (RFC 4120 5.2, 5.4, 5.9). Everything is a SEQUENCE of fields with
 * context tags; keys, tickets and the names of people are passed over.
 */

import type { OctetReader } from '../../wire/octet-reader.ts';
import { BER_OCTET_STRING, BER_SEQUENCE, enterBer, readBerInteger } from '../encodings/ber.ts';
import { machineName } from '../encodings/machine-identity.ts';
import {
  ADDRESS_LIMIT,
  ADDRESS_NETBIOS,
  ENCRYPTION_TYPE_LIMIT,
  GENERAL_STRING,
  HOST_SERVICES,
  NETBIOS_NAME_OCTETS,
  PART_LIMIT,
  TEXT_LIMIT_OCTETS,
} from './constants.ts';

/** Called with the number of a context tag, the reader at its content, which ends at `end`. */
export type FieldVisitor = (tag: number, end: number) => void;

/** Walks the fields of the SEQUENCE at the reader up to the first that is broken. */
export function readFields(octets: OctetReader, end: number, visit: FieldVisitor): void {
  const sequenceEnd = enterBer(octets, BER_SEQUENCE, end);
  while (octets.position < sequenceEnd) {
    const tag = octets.peek();
    const isContext = (tag & 0xe0) === 0xa0;
    const fieldEnd = isContext ? enterBer(octets, tag, sequenceEnd) : -1;
    if (fieldEnd < 0) return;
    visit(tag & 0x1f, fieldEnd);
    octets.seek(fieldEnd);
  }
}

/** A KerberosString that ends before `end`; empty when there is none or it is longer than is read. */
export function readText(octets: OctetReader, end: number): string {
  const textEnd = enterBer(octets, GENERAL_STRING, end);
  if (textEnd < 0 || textEnd - octets.position > TEXT_LIMIT_OCTETS) return '';
  return octets.utf8(textEnd - octets.position);
}

/** PrincipalName ::= SEQUENCE { name-type [0], name-string [1] SEQUENCE OF KerberosString }: its parts. */
function readPrincipal(octets: OctetReader, end: number): string[] {
  const parts: string[] = [];
  readFields(octets, end, (tag, fieldEnd) => {
    if (tag !== 1) return;
    const listEnd = enterBer(octets, BER_SEQUENCE, fieldEnd);
    while (octets.position < listEnd && parts.length < PART_LIMIT) {
      const partEnd = enterBer(octets, GENERAL_STRING, listEnd);
      if (partEnd < 0) return;
      const length = partEnd - octets.position;
      parts.push(length > TEXT_LIMIT_OCTETS ? '' : octets.utf8(length));
      octets.seek(partEnd);
    }
  });
  return parts;
}

/** Host name of a client principal that is a computer; empty for people. */
export function readMachine(octets: OctetReader, end: number): string {
  return machineName(readPrincipal(octets, end).join('/'));
}

const HOST = /^[A-Za-z0-9_](?:[A-Za-z0-9_.-]{0,252}[A-Za-z0-9_])?(?::[A-Za-z0-9_-]{1,32})?$/;

/** A service principal of a known class on a host, such as `cifs/nas01.hosp.lan`; empty for all others. */
export function readService(octets: OctetReader, end: number): string {
  const [service = '', host = ''] = readPrincipal(octets, end);
  return HOST_SERVICES.has(service.toLowerCase()) && HOST.test(host) ? `${service}/${host}` : '';
}

/** SEQUENCE OF Int32, in order of preference. */
export function readEncryptionTypes(octets: OctetReader, end: number): number[] {
  const types: number[] = [];
  const listEnd = enterBer(octets, BER_SEQUENCE, end);
  while (octets.position < listEnd && types.length < ENCRYPTION_TYPE_LIMIT) {
    const type = readBerInteger(octets, listEnd);
    if (type === undefined) break;
    types.push(type);
  }
  return types;
}

/** HostAddresses ::= SEQUENCE OF SEQUENCE { addr-type [0], address [1] }: the NetBIOS name among them. */
export function readNetbiosName(octets: OctetReader, end: number): string {
  let name = '';
  const listEnd = enterBer(octets, BER_SEQUENCE, end);
  for (let count = 0; octets.position < listEnd && count < ADDRESS_LIMIT; count++) {
    let type: number | undefined;
    const start = octets.position;
    readFields(octets, listEnd, (tag, fieldEnd) => {
      if (tag === 0) type = readBerInteger(octets, fieldEnd);
      else if (tag === 1 && type === ADDRESS_NETBIOS) {
        const addressEnd = enterBer(octets, BER_OCTET_STRING, fieldEnd);
        if (addressEnd - octets.position === NETBIOS_NAME_OCTETS)
          name = octets.latin1(NETBIOS_NAME_OCTETS).replace(/[ \0]+$/, '');
      }
    });
    if (octets.position === start) break;
  }
  return name;
}

/** EncryptedData ::= SEQUENCE { etype [0], kvno [1], cipher [2] }: its type. */
export function readEncryptedType(octets: OctetReader, end: number): number | undefined {
  let type: number | undefined;
  readFields(octets, end, (tag, fieldEnd) => {
    if (tag === 0) type = readBerInteger(octets, fieldEnd);
  });
  return type;
}
