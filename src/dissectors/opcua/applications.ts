/**
 * Applications and endpoints: what a server says of itself in GetEndpoints, CreateSession and FindServers, a client of
 * itself in CreateSession. OPC 10000-4 5.4, 5.6.2, 7.2, 7.14.
 *
 *   application  uri product-uri name type4 gateway-uri profile-uri urls[]
 *   endpoint     url application certificate mode4 policy-uri tokens[]{ id type4 issued-type issuer policy-uri } profile level1
 */

import { parseIpv4 } from '../../base/ip-address.ts';
import type { OctetReader } from '../../wire/octet-reader.ts';
import { aboutIp, aboutNamed, type FactSink, SENDER, type Subject } from '../dissector.ts';
import { arrayLength, readLocalizedText, readString, skipString } from './binary.ts';

/** Endpoints or servers of one answer that are read. */
export const ENTRY_LIMIT = 64;
/** URLs of one application and tokens of one endpoint that are read. */
export const LIST_LIMIT = 32;

const APPLICATION_TYPES: readonly string[] = ['server', 'client', 'client-and-server', 'discovery-server'];
const SECURITY_MODES: readonly string[] = ['', 'none', 'sign', 'sign-and-encrypt'];
const USER_TOKENS: readonly string[] = ['anonymous', 'user-name', 'certificate', 'issued-token'];

interface Application {
  readonly uri: string;
  readonly productUri: string;
  readonly name: string;
  readonly type: string;
  readonly urls: readonly string[];
}

/** The part of a policy URI behind `#`: `None`, `Basic256Sha256`. */
export function policyName(uri: string): string {
  return uri.slice(uri.lastIndexOf('#') + 1);
}

/** Reads the endpoints of a server, all about the sender. */
export function readEndpoints(octets: OctetReader, out: FactSink): void {
  const count = Math.min(arrayLength(octets), ENTRY_LIMIT);
  for (let index = 0; index < count; index++) {
    const url = readString(octets);
    const application = readApplication(octets);
    skipString(octets);
    const mode = octets.u32le();
    const policy = policyName(readString(octets));
    if (!application || octets.failed) return;
    out.fact('endpoint-url', url);
    sayApplication(application, SENDER, out);
    out.fact('security-mode', SECURITY_MODES[mode] ?? '');
    out.fact('security-policy', policy);
    readTokens(octets, out);
    skipString(octets);
    octets.skip(1);
  }
}

function readTokens(octets: OctetReader, out: FactSink): void {
  const count = arrayLength(octets);
  for (let index = 0; index < count && index < LIST_LIMIT; index++) {
    skipString(octets);
    const type = octets.u32le();
    skipString(octets);
    skipString(octets);
    skipString(octets);
    if (octets.failed) return;
    out.fact('user-token', USER_TOKENS[type] ?? '');
  }
  if (count > LIST_LIMIT) octets.seek(-1);
}

/** Reads the application that the sender is. */
export function readOwnApplication(octets: OctetReader, out: FactSink): void {
  const application = readApplication(octets);
  if (application) sayApplication(application, SENDER, out);
}

/** Reads the servers that a discovery server knows: each is the host of its URLs, and the sender is one of them. */
export function readServers(octets: OctetReader, senderIp: string, out: FactSink): void {
  const count = Math.min(arrayLength(octets), ENTRY_LIMIT);
  for (let index = 0; index < count; index++) {
    const application = readApplication(octets);
    if (!application) return;
    sayApplication(application, subjectOf(application, count, senderIp), out);
  }
}

function subjectOf(application: Application, servers: number, senderIp: string): Subject {
  const hosts = application.urls.map((url) => /^[a-z.+]{1,16}:\/\/([^/:]{1,255})/i.exec(url)?.[1] ?? '');
  if (hosts.includes(senderIp)) return SENDER;
  const address = hosts.find((host) => parseIpv4(host) !== undefined);
  if (address !== undefined && !address.startsWith('127.')) return aboutIp(address);
  return servers === 1 || application.uri === '' ? SENDER : aboutNamed(`opcua:${application.uri}`);
}

function readApplication(octets: OctetReader): Application | undefined {
  const uri = readString(octets);
  const productUri = readString(octets);
  const name = readLocalizedText(octets);
  const type = octets.u32le();
  skipString(octets);
  skipString(octets);
  const urls: string[] = [];
  const count = arrayLength(octets);
  for (let index = 0; index < count; index++) {
    if (index < LIST_LIMIT) urls.push(readString(octets));
    else skipString(octets);
    if (octets.failed) return undefined;
  }
  const typeName = APPLICATION_TYPES[type];
  if (octets.failed || typeName === undefined) return undefined;
  return { uri, productUri, name, type: typeName, urls };
}

function sayApplication(application: Application, about: Subject, out: FactSink): void {
  out.fact('application-uri', application.uri, about);
  out.fact('product-uri', application.productUri, about);
  out.fact('application-name', application.name, about);
  out.fact('application-type', application.type, about);
}
