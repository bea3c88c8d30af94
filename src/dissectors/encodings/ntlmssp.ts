/**
 * NTLMSSP messages (MS-NLMP 2.2.1), which SMB, HTTP, RDP, TDS and IMAP carry. User names are never read.
 *
 *   negotiate     "NTLMSSP\0" 1 flags4 domain8 workstation8 [version8] …                      names in the OEM code page
 *   challenge     "NTLMSSP\0" 2 target8 flags4 challenge8 context8 info8 [version8] …         info = pairs {id2 len2 value}
 *   authenticate  "NTLMSSP\0" 3 lm8 nt8 domain8 user8 workstation8 key8 [flags4 [version8]] …
 *
 * A field of eight octets is length2 allocated2 offset4, little-endian, the offset counted from the signature.
 */

import type { OctetReader } from '../../wire/octet-reader.ts';

const SIGNATURE = 'NTLMSSP\0';
const TYPE_NEGOTIATE = 1; // MS-NLMP 2.2.1.1
const TYPE_CHALLENGE = 2; // MS-NLMP 2.2.1.2
const TYPE_AUTHENTICATE = 3; // MS-NLMP 2.2.1.3

// MS-NLMP 2.2.2.5
const NEGOTIATE_UNICODE = 0x0000_0001;
const TARGET_TYPE_DOMAIN = 0x0001_0000;
const NEGOTIATE_VERSION = 0x0200_0000;

// MS-NLMP 2.2.2.1
const AV_END = 0;
const AV_NETBIOS_COMPUTER = 1;
const AV_NETBIOS_DOMAIN = 2;
const AV_DNS_COMPUTER = 3;
const AV_DNS_DOMAIN = 4;

/** MS-NLMP 2.2.2.10: the only revision; it follows three reserved octets of zero. */
const NTLMSSP_REVISION_W2K3 = 0x0f;
const VERSION_OCTETS = 8;

/** Longest name in octets: a DNS name of 255 characters in UTF-16. A longer one is no name. */
export const NTLM_NAME_LIMIT_OCTETS = 512;
/** Attribute pairs of a challenge that are looked at; MS-NLMP defines eleven. */
export const NTLM_PAIR_LIMIT = 16;

/** What a message says about the machine that sent it. An absent name is the empty string. */
export interface NtlmMessage {
  readonly type: 'negotiate' | 'challenge' | 'authenticate';
  /** NetBIOS name of the answering computer (challenge). */
  readonly computer: string;
  /** NetBIOS domain or workgroup: of the computer (challenge, negotiate) or of the account (authenticate). */
  readonly domain: string;
  /** DNS name of the answering computer (challenge). */
  readonly dnsComputer: string;
  /** DNS name of its domain (challenge). */
  readonly dnsDomain: string;
  /**
   * Windows version as `major.minor.build`. Absent when the message states none or build 0: Samba answers 6.1 with
   * build 0, which is no Windows version.
   */
  readonly version?: string;
  /** NetBIOS name of the calling computer (negotiate, authenticate). */
  readonly workstation?: string;
}

/**
 * Reads the message that starts at the next octet; undefined when none does or its fixed part is cut. A name whose
 * range lies outside the reader is left out. Leaves the reader anywhere.
 */
export function readNtlmMessage(octets: OctetReader): NtlmMessage | undefined {
  if (octets.remaining < 16 || !octets.startsWith(SIGNATURE)) return undefined;
  const start = octets.position;
  octets.skip(SIGNATURE.length);
  switch (octets.u32le()) {
    case TYPE_NEGOTIATE:
      return readNegotiate(octets, start);
    case TYPE_CHALLENGE:
      return readChallenge(octets, start);
    case TYPE_AUTHENTICATE:
      return readAuthenticate(octets, start);
    default:
      return undefined;
  }
}

/**
 * Reads the first message within the next `limit` octets: the token of SPNEGO (RFC 4178) or CredSSP holds it as it
 * stands, so no ASN.1 need be taken apart. Undefined when there is none.
 */
export function findNtlmMessage(octets: OctetReader, limit: number): NtlmMessage | undefined {
  const distance = octets.distanceToText(SIGNATURE, limit);
  if (distance < 0) return undefined;
  const rest = octets.sub(Math.min(limit, octets.remaining));
  rest.skip(distance);
  return readNtlmMessage(rest);
}

function readNegotiate(octets: OctetReader, start: number): NtlmMessage {
  const flags = octets.u32le();
  const domain = readName(octets, start, 16, false);
  const workstation = readName(octets, start, 24, false);
  const version = readVersion(octets, start, 32, flags);
  return message('negotiate', { domain, workstation, version });
}

function readChallenge(octets: OctetReader, start: number): NtlmMessage | undefined {
  octets.seek(start + 20);
  const flags = octets.u32le();
  if (octets.failed) return undefined;
  const pairs = readPairs(octets, start);
  const target =
    (flags & TARGET_TYPE_DOMAIN) !== 0 ? readName(octets, start, 12, (flags & NEGOTIATE_UNICODE) !== 0) : '';
  return message('challenge', {
    computer: pairs.computer,
    domain: pairs.domain === '' ? target : pairs.domain,
    dnsComputer: pairs.dnsComputer,
    dnsDomain: pairs.dnsDomain,
    version: readVersion(octets, start, 48, flags),
  });
}

function readAuthenticate(octets: OctetReader, start: number): NtlmMessage | undefined {
  if (start + 52 > octets.length) return undefined;
  const payload = firstPayloadOffset(octets, start);
  // Clients before Windows 2000 leave out key, flags and version; their names are then where the flags would be.
  let flags = NEGOTIATE_UNICODE;
  if (payload >= 64 && start + 64 <= octets.length) {
    octets.seek(start + 60);
    flags = octets.u32le();
  }
  const unicode = (flags & NEGOTIATE_UNICODE) !== 0;
  return message('authenticate', {
    domain: readName(octets, start, 28, unicode),
    workstation: readName(octets, start, 44, unicode),
    version: payload >= 64 + VERSION_OCTETS ? readVersion(octets, start, 64, flags) : undefined,
  });
}

/** Where the variable part of an authenticate message starts: the lowest offset of a field that is not empty. */
function firstPayloadOffset(octets: OctetReader, start: number): number {
  let lowest = Number.POSITIVE_INFINITY;
  for (let field = 12; field <= 44; field += 8) {
    octets.seek(start + field);
    const length = octets.u16le();
    octets.skip(2);
    const offset = octets.u32le();
    if (length > 0 && offset < lowest) lowest = offset;
  }
  return lowest;
}

interface PairNames {
  computer: string;
  domain: string;
  dnsComputer: string;
  dnsDomain: string;
}

/** The names of the target information (MS-NLMP 2.2.2.1): complete pairs are kept, the first incomplete one ends. */
function readPairs(octets: OctetReader, start: number): PairNames {
  const names: PairNames = { computer: '', domain: '', dnsComputer: '', dnsDomain: '' };
  if (start + 48 > octets.length) return names;
  octets.seek(start + 40);
  const length = octets.u16le();
  octets.skip(2);
  const at = start + octets.u32le();
  if (length === 0 || at > octets.length) return names;
  const end = Math.min(octets.length, at + length);
  octets.seek(at);
  for (let count = 0; count < NTLM_PAIR_LIMIT && octets.position + 4 <= end; count++) {
    const id = octets.u16le();
    const size = octets.u16le();
    if (id === AV_END || octets.position + size > end) break;
    const wanted = id >= AV_NETBIOS_COMPUTER && id <= AV_DNS_DOMAIN && size <= NTLM_NAME_LIMIT_OCTETS;
    if (!wanted) octets.skip(size);
    else if (id === AV_NETBIOS_COMPUTER) names.computer = octets.utf16le(size);
    else if (id === AV_NETBIOS_DOMAIN) names.domain = octets.utf16le(size);
    else if (id === AV_DNS_COMPUTER) names.dnsComputer = octets.utf16le(size);
    else names.dnsDomain = octets.utf16le(size);
  }
  return names;
}

/** The text that the field at `field` octets after the signature points to; empty when it is not all there. */
function readName(octets: OctetReader, start: number, field: number, unicode: boolean): string {
  if (start + field + 8 > octets.length) return '';
  octets.seek(start + field);
  const length = octets.u16le();
  octets.skip(2);
  const at = start + octets.u32le();
  if (length === 0 || length > NTLM_NAME_LIMIT_OCTETS || at + length > octets.length) return '';
  octets.seek(at);
  return unicode ? octets.utf16le(length) : octets.latin1(length);
}

function readVersion(octets: OctetReader, start: number, at: number, flags: number): string | undefined {
  if ((flags & NEGOTIATE_VERSION) === 0 || start + at + VERSION_OCTETS > octets.length) return undefined;
  octets.seek(start + at);
  const major = octets.u8();
  const minor = octets.u8();
  const build = octets.u16le();
  if (build === 0 || octets.u32() !== NTLMSSP_REVISION_W2K3) return undefined;
  return `${major}.${minor}.${build}`;
}

interface NtlmParts {
  readonly computer?: string;
  readonly domain: string;
  readonly dnsComputer?: string;
  readonly dnsDomain?: string;
  readonly version: string | undefined;
  readonly workstation?: string;
}

function message(type: NtlmMessage['type'], parts: NtlmParts): NtlmMessage {
  return {
    type,
    computer: parts.computer ?? '',
    domain: parts.domain,
    dnsComputer: parts.dnsComputer ?? '',
    dnsDomain: parts.dnsDomain ?? '',
    ...(parts.version === undefined ? {} : { version: parts.version }),
    ...(parts.workstation === undefined || parts.workstation === ''
      ? {}
      : { workstation: parts.workstation }),
  };
}
