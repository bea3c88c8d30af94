/** What the picture and the panel are made of: places, devices in them, edges between them. */

import { type MapAnswer, type MapEdge, type MapNode, placeLook } from '../../components/traffic-words.ts';
import { mapText } from '../../text/map.ts';
import type { Placing } from './map-state.ts';

export interface Place {
  readonly id: string;
  readonly name: string;
  readonly isUnknown: boolean;
  readonly reason: string | undefined;
  /** Devices there, whether they talked in the window or not. */
  readonly count: number;
  /** Those that are known one by one; empty while its box is closed. */
  readonly devices: readonly MapNode[];
  /** Nothing was seen there, and why as far as it is known. */
  readonly silent: string | undefined;
}

/** The place of a single node, as the summed map names places; undefined when the answer does not tell. */
export function placeOfNode({ id, end }: Pick<MapNode, 'id' | 'end'>, by: Placing): string | undefined {
  if (id.startsWith('ip:')) return 'internal';
  if (!id.startsWith('device:')) return id;
  if (!end?.device || by === 'site') return undefined;
  return by === 'vlan' ? `vlan:${end.device.vlan ?? 'unknown'}` : `category:${end.device.category}`;
}

export interface SilentPlace {
  readonly id: string;
  readonly why: string;
}

export function placesOf(
  map: MapAnswer,
  single: MapAnswer | undefined,
  {
    by,
    sites,
    silent,
  }: {
    readonly by: Placing;
    readonly sites: ReadonlyMap<string, string>;
    readonly silent: readonly SilentPlace[];
  },
): Place[] {
  const inside = Map.groupBy(
    (single?.nodes ?? []).filter(({ id }) => id.startsWith('device:')),
    (node) => placeOfNode(node, by) ?? '',
  );
  const seen = map.nodes.map(({ id, devices }): Place => {
    const look = placeLook(id, sites);
    const known = [...(inside.get(id) ?? [])].sort((a, b) => (a.id < b.id ? -1 : 1));
    return { ...look, reason: look.reason, id, count: devices, devices: known, silent: undefined };
  });
  const dark = silent
    .filter(({ id }) => !map.nodes.some((node) => node.id === id))
    .map(({ id, why }): Place => {
      const { name } = placeLook(id, sites);
      return { id, name, isUnknown: true, reason: why, count: 0, devices: [], silent: why };
    });
  return [...seen, ...dark];
}

/** Edges between the same two places, both ways, whose traffic is known. */
export interface KnownLine {
  readonly ends: readonly [string, string];
  readonly octets: number;
}

/** One line for two places however they talk; new ones come on top, each way by itself. */
export function knownLines(edges: readonly MapEdge[]): KnownLine[] {
  const lines = new Map<string, KnownLine>();
  for (const { from, to, octets, conversations, newConversations } of edges) {
    if (from === to || conversations === newConversations) continue;
    const ends: readonly [string, string] = from < to ? [from, to] : [to, from];
    const key = ends.join('>');
    lines.set(key, { ends, octets: octets + (lines.get(key)?.octets ?? 0) });
  }
  return [...lines.values()];
}

/** Lines of known traffic, and new ways, that are drawn at a time: more of them cover each other and what they join. */
const KNOWN_DRAWN = 150;
const FRESH_DRAWN = 60;

export interface DrawnWays {
  readonly known: readonly KnownLine[];
  readonly fresh: readonly MapEdge[];
  /** Lines and ways that there are, drawn or not. */
  readonly all: number;
}

/**
 * The ways that are drawn. Of too many those of the chosen place, or else those with most traffic and most that is new; a
 * chosen way is always among them.
 */
export function drawnWays(edges: readonly MapEdge[], pick: string | undefined): DrawnWays {
  const known = knownLines(edges);
  const fresh = edges.filter(({ newConversations }) => newConversations > 0);
  const isOfPick = (one: string, other: string) => one === pick || other === pick;
  return {
    all: known.length + fresh.length,
    known: most(
      known,
      KNOWN_DRAWN,
      ({ ends: [one, other] }) => isOfPick(one, other),
      ({ octets }) => octets,
    ),
    fresh: most(
      fresh,
      FRESH_DRAWN,
      (edge) => isOfPick(edge.from, edge.to) || edgeId(edge) === pick,
      ({ newConversations }) => newConversations,
    ),
  };
}

function most<Way>(
  ways: readonly Way[],
  limit: number,
  isChosen: (way: Way) => boolean,
  weight: (way: Way) => number,
): readonly Way[] {
  if (ways.length <= limit) return ways;
  const chosen = ways.filter(isChosen);
  const several = chosen.length > 1 ? chosen : ways;
  return several
    .toSorted((a, b) => Number(isChosen(b)) - Number(isChosen(a)) || weight(b) - weight(a))
    .slice(0, limit);
}

/** Different places that each one talks with. */
export function neighboursOf(edges: readonly MapEdge[]): ReadonlyMap<string, number> {
  const found = new Map<string, Set<string>>();
  const note = (one: string, other: string) => found.set(one, (found.get(one) ?? new Set()).add(other));
  for (const { from, to } of edges) {
    if (from === to) continue;
    note(from, to);
    note(to, from);
  }
  return new Map([...found].map(([id, others]) => [id, others.size]));
}

/** Edges as if nothing were new: for a time before which nothing is known. */
export function withoutNew(map: MapAnswer): MapAnswer {
  return { ...map, edges: map.edges.map((edge) => ({ ...edge, newConversations: 0 })) };
}

/** An edge in words, by the names of its ends. */
export const edgeName = (
  { from, to }: Pick<MapEdge, 'from' | 'to'>,
  nameOf: (id: string) => string,
): string => (from === to ? mapText.inside(nameOf(from)) : mapText.edge(nameOf(from), nameOf(to)));

export const edgeId = ({ from, to }: Pick<MapEdge, 'from' | 'to'>): string => `${from}>${to}`;
