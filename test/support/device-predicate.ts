/** What a filter means for one device, told a second time without SQL: the store must agree with it. */

import { parseIpv4, parseIpv6 } from '../../src/base/ip-address.ts';
import type { Attribute } from '../../src/dissectors/dissector.ts';
import { PLURAL_ATTRIBUTES } from '../../src/identify/attributes.ts';
import type { FieldName } from '../../src/query/device-fields.ts';
import type { Condition, Filter, FilterValue } from '../../src/query/filter.ts';
import type { StoredDevice } from '../../src/store/device-page.ts';

export interface Places {
  /** Names of sites and units by id. */
  readonly names: ReadonlyMap<string, string>;
}

const ATTRIBUTES: Partial<Record<FieldName, Attribute>> = {
  ...{ vendor: 'vendor', model: 'model', serial: 'serialNumber', software: 'softwareVersion', udi: 'udi' },
  ...{ firmware: 'firmwareVersion', hardware: 'hardwareVersion', os: 'os', 'os-version': 'osVersion' },
  ...{ hostname: 'hostname', 'ae-title': 'dicomAeTitle', app: 'appName', function: 'function' },
  application: 'application',
};

/** All values that the device has for the field; empty when it is not known. */
function known(device: StoredDevice, field: FieldName, { names }: Places): readonly (string | number)[] {
  const attribute = ATTRIBUTES[field];
  if (attribute) {
    const all = device.values.filter((value) => value.attribute === attribute).map(({ value }) => value);
    return PLURAL_ATTRIBUTES.has(attribute) ? all : all.slice(0, 1);
  }
  const { place, category } = device;
  const said = (value: string | number | null | undefined) =>
    value === null || value === undefined ? [] : [value];
  const named = (id: string | null) => (id === null ? [] : [names.get(id) ?? '', id]);
  switch (field) {
    case 'id':
      return [device.id];
    case 'category':
      return category.value === 'unknown' ? [] : [category.value];
    case 'confidence':
      return category.value === 'unknown' ? [] : [category.confidence];
    case 'address':
      return device.ips;
    case 'mac':
      return device.macs;
    case 'vlan':
      return device.vlans;
    case 'port':
      return device.services.filter(({ role }) => role === 'server').map(({ port }) => port);
    case 'service':
      return device.services.filter(({ role }) => role === 'server').map(({ protocol }) => protocol);
    case 'protocol':
      return device.services.map(({ protocol }) => protocol);
    case 'site':
      return named(place.site);
    case 'unit':
      return named(place.unit);
    case 'room':
      return said(place.room);
    case 'zone':
      return said(place.zone);
    case 'owner':
      return said(place.owner);
    case 'asset-tag':
      return said(place.assetTag);
    case 'criticality':
      return said(place.criticality ?? place.categoryCriticality);
    case 'sensitivity':
      return said(place.sensitivity);
    case 'use':
      return said(place.use);
    case 'contract':
      return said(place.contract);
    case 'support-ends':
      return place.supportEnds === null ? [] : [Date.parse(place.supportEnds)];
    case 'seen':
      return [Date.parse(device.lastAt)];
    case 'first':
      return [Date.parse(device.firstAt)];
    case 'seen-as':
      return [device.seenAs];
    case 'profile':
      return said(device.profile);
    case 'packets':
      return [device.packets];
    case 'octets':
      return [device.octets];
    case 'peers':
      return [device.peers];
    default:
      return searched(device);
  }
}

/** The lines in which free text is looked for. */
function searched({ values, category, macs, ips, place }: StoredDevice): string[] {
  const first = new Set<string>();
  const shown = values.filter(({ attribute }) => {
    const isFirst = !first.has(attribute);
    first.add(attribute);
    return isFirst || PLURAL_ATTRIBUTES.has(attribute);
  });
  const said = [place.room, place.owner, place.assetTag, place.contract, place.zone].filter(
    (text) => text !== null,
  );
  return [...shown.map(({ value }) => value), category.value, ...macs, ...ips, ...said];
}

export function fits(device: StoredDevice, filter: Filter, now: number, places: Places): boolean {
  return filter.every((condition) => holds(device, condition, now, places));
}

function holds(device: StoredDevice, condition: Condition, now: number, places: Places): boolean {
  const { field, negated, operator, values } = condition;
  const all = known(device, field, places);
  const any = values.some((value) =>
    value.kind === 'unknown' ? all.length === 0 : all.some((one) => isOne(one, field, operator, value, now)),
  );
  return any !== negated;
}

const TEXTS: ReadonlySet<FieldName> = new Set<FieldName>([
  ...(Object.keys(ATTRIBUTES) as FieldName[]),
  ...(['text', 'room', 'owner', 'asset-tag', 'contract', 'site', 'unit'] as const),
]);

function isOne(
  one: string | number,
  field: FieldName,
  operator: Condition['operator'],
  value: FilterValue,
  now: number,
): boolean {
  switch (value.kind) {
    case 'text': {
      const [text, part] = [String(one).toLowerCase(), value.text.toLowerCase()];
      const isId = (field === 'site' || field === 'unit') && /^[0-9a-f-]{36}$/.test(text);
      return operator === ':' && TEXTS.has(field) && !isId ? text.includes(part) : text === part;
    }
    case 'numbers':
      if (operator === ':' || operator === '=') return Number(one) >= value.from && Number(one) <= value.to;
      return compare(Number(one), operator, value.from);
    case 'span':
      return field === 'support-ends'
        ? compare(Number(one), operator, dayOf(now + value.seconds * 1_000))
        : compare(now - Number(one), operator, value.seconds * 1_000);
    case 'instant':
      return compare(Number(one), operator, field === 'support-ends' ? dayOf(value.at) : value.at);
    case 'network':
      return isWithin(String(one), value.address, value.bits);
    case 'mac':
      return String(one).startsWith(value.prefix);
    default:
      return false;
  }
}

const dayOf = (at: number) => Date.parse(new Date(at).toISOString().slice(0, 10));

function compare(a: number, operator: string, b: number): boolean {
  if (operator === '<') return a < b;
  if (operator === '<=') return a <= b;
  return operator === '>' ? a > b : a >= b;
}

function isWithin(address: string, network: string, bits: number): boolean {
  const [a, b] = [bitsOf(address), bitsOf(network)];
  return a.length === b.length && a.slice(0, bits) === b.slice(0, bits);
}

function bitsOf(address: string): string {
  const ipv4 = parseIpv4(address);
  const words = ipv4 === undefined ? (parseIpv6(address) ?? []) : [ipv4];
  return words.map((word) => (word >>> 0).toString(2).padStart(32, '0')).join('');
}
