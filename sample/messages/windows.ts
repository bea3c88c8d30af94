/** SMB2 negotiation and session set-up with NTLM inside SPNEGO (MS-SMB2 2.2.3 to 2.2.6, MS-NLMP 2.2.1, RFC 4178). */

import { createHash } from 'node:crypto';
import {
  octets,
  type Piece,
  u16le,
  u24,
  u32le,
  u64le,
  utf16le,
  zeros,
} from '../../test/support/octet-builder.ts';
import { objectId, tlv } from './ber.ts';

/** Octets that look random and are the same in every run. */
export function noise(label: string, count: number): Buffer {
  return createHash('sha512').update(label).digest().subarray(0, count);
}

const SPNEGO = '1.3.6.1.5.5.2';
const NTLMSSP = '1.3.6.1.4.1.311.2.2.10';
const FILETIME_OF_1970 = 116_444_736_000_000_000n;
const NEGOTIATE = 0;
const SESSION_SETUP = 1;
const MORE_PROCESSING_REQUIRED = 0xc000_0016;

export interface WindowsVersion {
  readonly major: number;
  readonly minor: number;
  readonly build: number;
}

const version = (of: WindowsVersion) => octets(of.major, of.minor, u16le(of.build), zeros(3), 15);

/** NTLM type 1; names nobody, but dates the client. */
function ntlmNegotiate(client: WindowsVersion): Buffer {
  return octets('NTLMSSP\0', u32le(1), u32le(0xe208_8297), zeros(16), version(client));
}

interface NtlmServer {
  readonly netbiosName: string;
  readonly netbiosDomain: string;
  readonly dnsName: string;
  readonly dnsDomain: string;
  readonly version: WindowsVersion;
}

/** NTLM type 2: names and dates the server. */
function ntlmChallenge(server: NtlmServer): Buffer {
  const pairs: readonly (readonly [id: number, text: string])[] = [
    [2, server.netbiosDomain],
    [1, server.netbiosName],
    [4, server.dnsDomain],
    [3, server.dnsName],
  ];
  const information = octets(
    ...pairs.map(([id, text]) => octets(u16le(id), u16le(text.length * 2), utf16le(text))),
    zeros(4),
  );
  const target = utf16le(server.netbiosDomain);
  const field = (length: number, offset: number) => octets(u16le(length), u16le(length), u32le(offset));
  return octets(
    ...['NTLMSSP\0', u32le(2), field(target.length, 56), u32le(0xe289_8215), noise('challenge', 8), zeros(8)],
    ...[field(information.length, 56 + target.length), version(server.version), target, information],
  );
}

const spnegoInit = (token: Uint8Array) =>
  tlv(
    0x60,
    objectId(SPNEGO),
    tlv(0xa0, tlv(0x30, tlv(0xa0, tlv(0x30, objectId(NTLMSSP))), tlv(0xa2, tlv(4, token)))),
  );
const spnegoHints = () =>
  tlv(0x60, objectId(SPNEGO), tlv(0xa0, tlv(0x30, tlv(0xa0, tlv(0x30, objectId(NTLMSSP))))));
const spnegoResponse = (token: Uint8Array) =>
  tlv(0xa1, tlv(0x30, tlv(0xa0, tlv(0x0a, 1)), tlv(0xa1, objectId(NTLMSSP)), tlv(0xa2, tlv(4, token))));

interface Smb2Header {
  readonly command: number;
  readonly messageId: number;
  readonly response?: boolean;
  readonly status?: number;
  readonly session?: bigint;
}

/** An SMB2 message behind its four octets of NetBIOS session header. */
function smb2(header: Smb2Header, ...pieces: readonly Piece[]): Buffer {
  const message = octets(
    ...[0xfe, 'SMB', u16le(64), u16le(1), u32le(header.status ?? 0), u16le(header.command), u16le(1)],
    ...[u32le(header.response ? 1 : 0), u32le(0), u64le(BigInt(header.messageId))],
    ...[u32le(0xfeff), u32le(0), u64le(header.session ?? 0n), zeros(16), ...pieces],
  );
  return octets(0, u24(message.length), message);
}

/** Pre-authentication integrity with SHA-512, the one context that version 3.1.1 demands. */
const integrityContext = (label: string) => {
  const data = octets(u16le(1), u16le(32), u16le(1), noise(label, 32));
  return octets(u16le(1), u16le(data.length), u32le(0), data);
};

export function smb2NegotiateRequest(clientLabel: string): Buffer {
  const dialects = [0x0202, 0x0210, 0x0300, 0x0302, 0x0311];
  const contextOffset = 112; // 64 header, 36 fixed, 10 of dialects, filled to a multiple of eight
  return smb2(
    { command: NEGOTIATE, messageId: 0 },
    ...[u16le(36), u16le(dialects.length), u16le(1), u16le(0), u32le(0x7f), noise(clientLabel, 16)],
    ...[u32le(contextOffset), u16le(1), u16le(0), ...dialects.map(u16le), zeros(2)],
    integrityContext(`${clientLabel} salt`),
  );
}

/** Answer of version 3.1.1 with signing required, as a domain controller gives it. */
export function smb2NegotiateResponse(serverLabel: string, micros: number): Buffer {
  const blob = spnegoHints();
  const padding = zeros((8 - ((128 + blob.length) % 8)) % 8);
  const contextOffset = 128 + blob.length + padding.length;
  const time = BigInt(micros) * 10n + FILETIME_OF_1970;
  return smb2(
    { command: NEGOTIATE, messageId: 0, response: true },
    ...[u16le(65), u16le(3), u16le(0x0311), u16le(1), noise(serverLabel, 16), u32le(0x2f)],
    ...[u32le(8_388_608), u32le(8_388_608), u32le(8_388_608), u64le(time), u64le(0n)],
    ...[u16le(128), u16le(blob.length), u32le(contextOffset), blob, padding],
    integrityContext(`${serverLabel} salt`),
  );
}

export function smb2SetupRequest(client: WindowsVersion): Buffer {
  const blob = spnegoInit(ntlmNegotiate(client));
  return smb2(
    { command: SESSION_SETUP, messageId: 1 },
    ...[u16le(25), 0, 1, u32le(1), u32le(0), u16le(88), u16le(blob.length), u64le(0n), blob],
  );
}

export function smb2SetupChallenge(server: NtlmServer): Buffer {
  const blob = spnegoResponse(ntlmChallenge(server));
  const session = 0x0000_0400_0000_0011n;
  const header = { command: SESSION_SETUP, messageId: 1, response: true, status: MORE_PROCESSING_REQUIRED };
  return smb2({ ...header, session }, u16le(9), u16le(0), u16le(72), u16le(blob.length), blob);
}
