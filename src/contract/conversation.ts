/** Conversations: who talks with whom over what. */

import { z } from 'zod';
import { NAME_LIMIT, PAGE_LIMIT, PageLimit } from './limits.ts';

/** Nodes and edges that a map tells at most. */
export const MAP_NODES_LIMIT = 400;
export const MAP_EDGES_LIMIT = 2_000;
/** Longest window by hour, in days. */
export const HOURS_WINDOW_DAYS = 31;

const Count = z.int();
const Octets = z.int().describe('On the wire.');
const At = z.iso.datetime();

const EndKind = z
  .enum(['device', 'internal', 'outside', 'group', 'other'])
  .describe(
    '`internal`: an address that is no device; `outside`: a public one; `group`: multicast or broadcast; `other`: several that are summed.',
  );

export const ConversationEnd = z
  .object({
    kind: EndKind,
    device: z
      .object({
        id: z.uuid(),
        category: z.string(),
        name: z.string().nullable().describe('Best host name, else model.'),
        ip: z.string().nullable(),
        mac: z.string().nullable(),
        vlan: z.int().nullable(),
      })
      .nullable(),
    ip: z.string().nullable(),
  })
  .meta({ id: 'ConversationEnd' });

const Carrier = {
  transport: z.string().nullable().describe('`tcp`, `udp`, …; null when several are summed.'),
  port: z.int().nullable().describe('Of who answers; null when there is none, or several are summed.'),
  protocol: z.string().nullable().describe('Null when none was recognised.'),
};

const window = {
  from: At.optional(),
  to: At.optional().describe('Now when absent.'),
};
const newSince = At.optional().describe(
  'What was first seen since then is new; a day before `to` when absent.',
);
const Window = { from: At.describe('As widened to whole hours or days.'), to: At };

export const PeersQuery = z.object({
  ...window,
  newSince,
  limit: PageLimit,
});

export const Peers = z
  .object({
    ...Window,
    peers: z
      .array(
        z.object({
          end: ConversationEnd,
          ...{ connections: Count, failed: Count, packetsSent: Count, packetsReceived: Count },
          ...{ octetsSent: Octets, octetsReceived: Octets },
          firstAt: At.describe('First seen with this device, ever.'),
          lastAt: At.describe('Last seen in the window.'),
          isNew: z.boolean(),
          services: z.array(
            z.object({
              began: z.boolean().describe('Whether the device asked for began.'),
              ...Carrier,
              ...{ connections: Count, failed: Count, octetsSent: Octets, octetsReceived: Octets },
              ...{ firstAt: At, lastAt: At },
            }),
          ),
          moreServices: Count.describe('Services that are not listed.'),
        }),
      )
      .describe('Most octets first.'),
    count: Count.describe('Peers in the window, listed or not.'),
    newCount: Count,
    octets: Octets.describe('With all of them.'),
  })
  .meta({ id: 'Peers' });
export type Peers = z.input<typeof Peers>;

const Width = z.enum(['hour', 'day']);

export const TrafficQuery = z.object({ ...window, bin: Width.default('hour') });

export const Traffic = z
  .object({
    ...Window,
    bin: Width,
    points: z
      .array(
        z.object({
          at: At.describe('When the hour or day (UTC) begins.'),
          ...{ connections: Count, failed: Count, packetsSent: Count, packetsReceived: Count },
          ...{ octetsSent: Octets, octetsReceived: Octets, peers: Count },
        }),
      )
      .describe('Hours or days in which something was seen. Of others nothing is known: absent, not zero.'),
  })
  .meta({ id: 'Traffic' });

const Placing = z
  .enum(['vlan', 'site', 'category', 'device'])
  .describe('What devices are summed by; `device` tells each by itself.');

const MapFilters = {
  ...window,
  newSince,
  vlan: z.coerce.number().int().min(0).max(4_095).optional(),
  site: z.uuid().optional(),
  category: z.string().max(NAME_LIMIT).optional(),
  device: z.uuid().optional(),
  protocol: z.string().max(NAME_LIMIT).optional(),
  port: z.coerce.number().int().min(1).max(65_535).optional(),
  onlyNew: z.stringbool().default(false).describe('Tells edges with something new alone.'),
};

export const MapQuery = z.object({
  by: Placing.default('vlan'),
  ...MapFilters,
  nodes: z.coerce.number().int().min(2).max(MAP_NODES_LIMIT).default(MAP_NODES_LIMIT),
  edges: z.coerce.number().int().min(1).max(MAP_EDGES_LIMIT).default(MAP_EDGES_LIMIT),
});

const EdgeSums = {
  conversations: Count.describe('Different ones: ends, port and protocol.'),
  newConversations: Count,
  ...{ connections: Count, failed: Count, octets: Octets },
};

const asOf = At.describe(
  'When it was summed: one that took seconds is told again for up to ten minutes, while a new one is made.',
);
const knownSince = At.nullable().describe('First conversation of all; whatever was before is not known.');

export const TrafficMap = z
  .object({
    ...Window,
    nodes: z.array(
      z.object({
        id: z.string().describe('`vlan:30`, `category:ct`, `device:…`, `ip:…`, or a kind of end.'),
        end: ConversationEnd.nullable().describe('For single ends.'),
        devices: Count,
        octets: Octets.describe('Of the edges that are told.'),
      }),
    ),
    edges: z.array(z.object({ from: z.string().describe('Who began.'), to: z.string(), ...EdgeSums })),
    rest: z
      .object({ ...EdgeSums, nodes: Count.describe('At least so many.'), edges: Count })
      .describe('What is not told for its number, or for the filter of new ones.'),
    ...{ asOf, knownSince },
  })
  .meta({ id: 'TrafficMap' });
export type TrafficMap = z.input<typeof TrafficMap>;

export const MatrixQuery = z.object({
  by: z.enum(['vlan', 'site', 'category']).default('vlan'),
  ...MapFilters,
});

export const TrafficMatrix = z
  .object({
    ...Window,
    places: z.array(z.object({ id: z.string(), devices: Count })),
    cells: z
      .array(z.object({ from: z.string(), to: z.string(), ...EdgeSums }))
      .describe('Only those in which something was seen.'),
    rest: z.object({ ...EdgeSums, places: Count, cells: Count }),
    ...{ asOf, knownSince },
  })
  .meta({ id: 'TrafficMatrix' });

/** Steps of the longest way that is looked for. */
const STEPS_LIMIT = 6;

export const ReachQuery = z.object({
  from: z.uuid(),
  steps: z.coerce.number().int().min(1).max(STEPS_LIMIT).default(STEPS_LIMIT),
  limit: z.coerce.number().int().min(1).max(PAGE_LIMIT).default(PAGE_LIMIT),
});

export const ObservedReach = z
  .object({
    complete: z
      .boolean()
      .describe('Whether all that was seen was looked at. If not, more may be reached all the same.'),
    perStep: z.array(z.object({ steps: z.int(), devices: Count })).describe('All devices, counted.'),
    devices: z
      .array(
        z.object({
          end: ConversationEnd,
          steps: z.int().describe('Of a shortest way.'),
          through: ConversationEnd.describe('The device before it on that way.'),
          criticality: z
            .int()
            .nullable()
            .describe('1 administrative to 5 life-sustaining, as stated or by its category.'),
        }),
      )
      .describe('Those on which most depends first, then the nearest.'),
  })
  .meta({ id: 'ObservedReach' });

export const PathQuery = z.object({ from: z.uuid(), to: z.uuid() });

export const ObservedPath = z
  .object({
    observed: z.boolean(),
    complete: z
      .boolean()
      .describe('Whether all that was seen was looked at. If not, there may be a way all the same.'),
    steps: z.array(
      z.object({
        from: ConversationEnd,
        to: ConversationEnd,
        evidence: z.array(z.object({ ...Carrier, firstAt: At, lastAt: At })),
      }),
    ),
  })
  .meta({ id: 'ObservedPath' });

const EndText = z.union([z.uuid(), z.ipv4(), z.ipv6()]).describe('Id of a device, or an address.');

export const ConversationsQuery = z.object({
  ...window,
  bin: Width.default('hour'),
  device: EndText.optional(),
  peer: EndText.optional(),
  transport: z.string().max(NAME_LIMIT).optional(),
  port: z.coerce.number().int().min(1).max(65_535).optional(),
  protocol: z.string().max(NAME_LIMIT).optional(),
  cursor: z.string().max(NAME_LIMIT).optional().describe('`next` of the page before.'),
  limit: PageLimit,
});

export const Conversations = z
  .object({
    ...Window,
    conversations: z.array(
      z.object({
        id: z.int().describe('The same for the same ends, port and protocol.'),
        at: At.describe('When the hour or day (UTC) begins.'),
        ...{ initiator: ConversationEnd, responder: ConversationEnd },
        ...Carrier,
        ...{ connections: Count, failed: Count, packetsOut: Count, packetsIn: Count },
        ...{ octetsOut: Octets, octetsIn: Octets, firstAt: At, lastAt: At },
      }),
    ),
    next: z.string().nullable().describe('Null on the last page.'),
  })
  .meta({ id: 'Conversations' });
