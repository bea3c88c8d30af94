/**
 * Build information of a server: a client reads nodes of the server object, the answer holds the values in the same
 * order. Other nodes are passed over. OPC 10000-4 5.10.2 (Read), OPC 10000-5 6.3.1 and 12.4, OPC 10000-6 5.2.2.16.
 *
 *   request   age8 timestamps4 nodes[]{ node-id attribute4 range data-encoding{ ns2 name } }
 *   answer    results[]{ mask1 [variant] [status4] [time8] [picoseconds2] [time8] [picoseconds2] }
 */

import type { OctetReader } from '../../wire/octet-reader.ts';
import type { FactSink } from '../dissector.ts';
import {
  arrayLength,
  openExtension,
  readNodeId,
  readString,
  skipString,
  skipValue,
  TYPE_EXTENSION_OBJECT,
  TYPE_STRING,
} from './binary.ts';

/** Nodes of one request and values of one array that are walked. */
export const NODE_LIMIT = 256;

const ATTRIBUTE_VALUE = 13;
const SERVER_STATUS = 2256;
const BUILD_INFO = 2260;
const TYPE_BUILD_INFO = 340;
const TYPE_SERVER_STATUS = 864;
/** Start time, current time and state before the build information of a server status. */
const STATUS_HEAD_OCTETS = 20;

const FIELDS: ReadonlyMap<number, string> = new Map([
  [2261, 'product-name'],
  [2262, 'product-uri'],
  [2263, 'manufacturer-name'],
  [2264, 'software-version'],
  [2265, 'build-number'],
]);

/** The wanted nodes of a request by their place: node number, or 0 for others. Undefined when none is wanted. */
export function wantedNodes(octets: OctetReader): readonly number[] | undefined {
  octets.skip(12);
  const count = arrayLength(octets);
  if (count > NODE_LIMIT) return undefined;
  const nodes: number[] = [];
  for (let index = 0; index < count; index++) {
    const node = readNodeId(octets);
    const isValue = octets.u32le() === ATTRIBUTE_VALUE;
    skipString(octets);
    octets.skip(2);
    skipString(octets);
    if (octets.failed) return undefined;
    nodes.push(isValue && (FIELDS.has(node) || node === BUILD_INFO || node === SERVER_STATUS) ? node : 0);
  }
  return nodes.some((node) => node > 0) ? nodes : undefined;
}

/** Reads the values of the wanted nodes. */
export function readValues(octets: OctetReader, nodes: readonly number[], out: FactSink): void {
  const count = arrayLength(octets);
  if (count !== nodes.length) return;
  for (const node of nodes) {
    const mask = octets.u8();
    if ((mask & 0x01) !== 0 && !readVariant(octets, node, out)) return;
    if ((mask & 0x02) !== 0) octets.skip(4);
    if ((mask & 0x04) !== 0) octets.skip(8);
    if ((mask & 0x10) !== 0) octets.skip(2);
    if ((mask & 0x08) !== 0) octets.skip(8);
    if ((mask & 0x20) !== 0) octets.skip(2);
    if (octets.failed) return;
  }
}

/** Reads one value; false when the walk cannot go on behind it. */
function readVariant(octets: OctetReader, node: number, out: FactSink): boolean {
  const encoding = octets.u8();
  const type = encoding & 0x3f;
  if ((encoding & 0xc0) !== 0) return skipArray(octets, type, (encoding & 0x40) !== 0);
  const field = FIELDS.get(node);
  if (field !== undefined && type === TYPE_STRING) {
    out.fact(field, readString(octets));
    return !octets.failed;
  }
  if (type === TYPE_EXTENSION_OBJECT && (node === BUILD_INFO || node === SERVER_STATUS)) {
    const extension = openExtension(octets);
    if (extension.type === TYPE_SERVER_STATUS) octets.skip(STATUS_HEAD_OCTETS);
    if (extension.type === TYPE_SERVER_STATUS || extension.type === TYPE_BUILD_INFO)
      readBuildInfo(octets, out);
    octets.seek(extension.end);
    return !octets.failed;
  }
  return skipValue(octets, type);
}

function readBuildInfo(octets: OctetReader, out: FactSink): void {
  const productUri = readString(octets);
  const manufacturer = readString(octets);
  const product = readString(octets);
  const version = readString(octets);
  const build = readString(octets);
  if (octets.failed) return;
  out.fact('product-uri', productUri);
  out.fact('manufacturer-name', manufacturer);
  out.fact('product-name', product);
  out.fact('software-version', version);
  out.fact('build-number', build);
}

function skipArray(octets: OctetReader, type: number, hasDimensions: boolean): boolean {
  const count = arrayLength(octets);
  if (count > NODE_LIMIT) return false;
  for (let index = 0; index < count; index++) if (!skipValue(octets, type)) return false;
  if (hasDimensions) octets.skip(4 * arrayLength(octets));
  return !octets.failed;
}
