/** How ends of conversations and places of the map are called: the same on the map and on a device's page. */

import type { z } from 'zod';
import type { Peers, TrafficMap } from '../../src/contract/conversation.ts';
import { wireText } from '../design/format/wire-text.ts';
import { categoryName } from '../text/categories.ts';
import { mapText } from '../text/map.ts';

export type PeersAnswer = z.output<typeof Peers>;
export type MapAnswer = z.output<typeof TrafficMap>;
export type MapNode = MapAnswer['nodes'][number];
export type MapEdge = MapAnswer['edges'][number];
export type ConversationEnd = PeersAnswer['peers'][number]['end'];

/** Host name, else an address, else what kind of end it is. */
export function endName({ kind, device, ip }: ConversationEnd): string {
  const known = device ? (device.name ?? device.ip ?? device.mac) : ip;
  if (known) return wireText(known);
  return kind === 'device' ? mapText.panel.unnamed : mapText.kinds[kind];
}

export interface PlaceLook {
  readonly name: string;
  /** It stands for what is not known: drawn dashed. */
  readonly isUnknown: boolean;
  /** Why it is not known, or what would tell. */
  readonly reason?: string;
}

/** The name of a place (`vlan:30`, `site:…`, `category:ct`, `outside`), with names of sites by their id. */
export function placeLook(id: string, sites: ReadonlyMap<string, string>): PlaceLook {
  const at = id.indexOf(':');
  const [by, value] = at === -1 ? [id, ''] : [id.slice(0, at), id.slice(at + 1)];
  const { vlanUnknown, vlanReason, siteUnknown, siteReason, categoryUnknown, categoryReason } = mapText;
  if (by === 'vlan')
    return value === 'unknown'
      ? { name: vlanUnknown, isUnknown: true, reason: vlanReason }
      : { name: mapText.vlan(value), isUnknown: false };
  if (by === 'site')
    return value === 'unknown'
      ? { name: siteUnknown, isUnknown: true, reason: siteReason }
      : { name: wireText(sites.get(value) ?? value), isUnknown: false };
  if (by === 'category')
    return value === 'unknown'
      ? { name: categoryUnknown, isUnknown: true, reason: categoryReason }
      : { name: categoryName(value), isUnknown: false };
  const kind = mapText.kinds[by as keyof typeof mapText.kinds];
  return { name: kind ?? wireText(value || id), isUnknown: by === 'internal' };
}

interface Carrier {
  readonly transport: string | null;
  readonly port: number | null;
  readonly protocol: string | null;
}

/** "DICOM, TCP 104": what carries a conversation, as far as it was recognised. */
export function carrierWords({ transport, port, protocol }: Carrier): string {
  const way = [transport?.toUpperCase(), port === null ? undefined : String(port)].filter(Boolean).join(' ');
  const what = protocol === null ? mapText.protocolUnknown : wireText(protocol.toUpperCase());
  return way === '' ? what : `${what}, ${way}`;
}
