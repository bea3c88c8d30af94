/**
 * EAP messages (RFC 3748 4, 5), which EAPOL and RADIUS carry: the method, and the identity when it is a computer's.
 *
 *   code1 identifier1 length2 [type1 data]        code 1 request, 2 response, 3 success, 4 failure
 */

import type { OctetReader } from '../../wire/octet-reader.ts';
import type { FactDeclaration } from '../dissector.ts';
import { IDENTITY_LIMIT, machineName } from './machine-identity.ts';

export const EAP_REQUEST = 1;
export const EAP_RESPONSE = 2;
const EAP_FAILURE = 4;
const IDENTITY = 1;
const NOTIFICATION = 2;
const NAK = 3;
export const EAP_EXPANDED = 254;
const HEADER_OCTETS = 4;

/** Method types of the IANA registry that networks use; others come out as numbers. */
const METHODS: Readonly<Record<number, string>> = {
  4: 'md5',
  5: 'otp',
  6: 'gtc',
  13: 'tls',
  17: 'leap',
  18: 'sim',
  21: 'ttls',
  23: 'aka',
  25: 'peap',
  26: 'mschapv2',
  43: 'fast',
  47: 'psk',
  49: 'ikev2',
  50: 'aka-prime',
  52: 'pwd',
  55: 'teap',
  [EAP_EXPANDED]: 'expanded',
};

export const EAP_FACTS = {
  'eap-method': {
    label: 'EAP method',
    help: 'Method by which a supplicant proves who it is (RFC 3748 5): leap and md5 are weak.',
  },
  'machine-name': {
    label: 'Machine identity',
    help: 'Host name of an EAP or RADIUS identity that is a computer (host/NAME or NAME$); identities of people are not read.',
    states: { attribute: 'hostname', source: 'configured' },
  },
} as const satisfies Record<string, FactDeclaration>;

export interface EapHeader {
  readonly code: number;
  /** Method type; 0 when the message has none. */
  readonly type: number;
}

/**
 * Reads the EAP message that fills the reader and states its method and machine name through `say`. Leaves the reader
 * behind the type. Undefined when it is none.
 */
export function sayEap(
  octets: OctetReader,
  say: (field: keyof typeof EAP_FACTS, value: string) => void,
): EapHeader | undefined {
  const code = octets.u8();
  octets.skip(1);
  const length = octets.u16();
  if (octets.failed || code < EAP_REQUEST || code > EAP_FAILURE || length < HEADER_OCTETS) return undefined;
  if (code > EAP_RESPONSE || length === HEADER_OCTETS) return { code, type: 0 };
  const type = octets.u8();
  const dataOctets = length - HEADER_OCTETS - 1;
  if (octets.failed) return undefined;
  if (type === IDENTITY) {
    // What follows a NUL in a request are options (RFC 3748 5.1); in a response the identity is all there is.
    if (code === EAP_RESPONSE && dataOctets <= Math.min(IDENTITY_LIMIT, octets.remaining))
      say('machine-name', machineName(octets.utf8(dataOctets)));
  } else if (type !== NAK && type !== NOTIFICATION) say('eap-method', METHODS[type] ?? `${type}`);
  return { code, type };
}
