/**
 * What a sensor delivers: lines of JSON, compressed with gzip. The first line is the header, each further one a device or a
 * conversation. Packets and octets are those since the batch that named the device last, so that a batch counts once.
 */

import { z } from 'zod';

export const BATCH_SCHEMA = 'wardlight.batch/1';
/** Octets of a batch as it is sent, and of its text. */
export const BATCH_OCTETS_LIMIT = 8 << 20;
export const BATCH_TEXT_LIMIT = 64 << 20;
/** Octets of one line, and lines of a batch. */
export const BATCH_LINE_LIMIT = 4 << 20;
export const BATCH_LINES_LIMIT = 100_000;

const TEXT_LIMIT = 1_024;
/** Without control characters, which a sensor has taken out and the database would not take. */
const Text = z
  .string()
  .max(TEXT_LIMIT)
  .regex(/^\P{Cc}*$/u);
const Words = (limit: number) => z.array(Text).max(limit);
const Count = z.int().min(0);
const Instant = z.iso.datetime();
const Confidence = z.int().min(0).max(100);
const Port = z.int().min(0).max(65_535);

/** Limits of one device; a running inventory keeps less. */
const ADDRESSES = 4_096;
const VALUES = 512;

const Evidence = z.object({
  protocol: Text,
  field: Text,
  value: Text,
  capture: Count,
  packet: Count,
  at: Instant,
  fingerprint: Text.optional(),
});

const AttributeValue = z.object({
  value: Text,
  normal: Text.optional(),
  product: Text.optional(),
  region: z.enum(['US', 'other']).optional(),
  confidence: Confidence,
  evidence: z.array(Evidence).max(VALUES),
});

/** A device as the inventory of the sensor shows it. */
export const DeliveredDevice = z.object({
  id: Text.min(1),
  macs: z.array(z.string().regex(/^[0-9a-f]{2}(?::[0-9a-f]{2}){5}$/)).max(ADDRESSES),
  ips: z.array(z.union([z.ipv4(), z.ipv6()])).max(ADDRESSES),
  vlans: z.array(z.int().min(0).max(4_095)).max(4_096),
  hostnames: z.array(z.object({ value: Text, protocol: Text })).max(VALUES),
  category: z.object({ value: Text, confidence: Confidence, reasons: Words(VALUES) }),
  attributes: z.record(Text, z.array(AttributeValue).max(VALUES)),
  services: z
    .array(
      z.object({
        transport: z.enum(['tcp', 'udp']),
        port: Port,
        protocol: Text,
        role: z.enum(['server', 'client']),
      }),
    )
    .max(VALUES),
  firstAt: Instant,
  lastAt: Instant,
  packets: Count,
  octets: Count,
  peers: Count,
  conversations: z.object({ bothWays: Count, oneWay: Count }),
  viaGateway: Text.nullable(),
  seenAs: z.enum(['sender', 'peer', 'named']),
  decisions: z
    .array(
      z.object({
        kind: z.enum(['joined', 'kept-apart', 'split', 'interface-moved', 'addresses', 'value-set']),
        by: z.literal('inference'),
        reason: Text,
        about: Words(ADDRESSES),
      }),
    )
    .max(VALUES),
  profile: Text.nullable(),
});
export type DeliveredDevice = z.output<typeof DeliveredDevice>;

const Micros = z.number().min(0).max(8.64e18);
const End = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('device'), device: Text.min(1) }),
  z.object({ kind: z.literal('address'), ip: z.union([z.ipv4(), z.ipv6()]) }),
  z.object({ kind: z.literal('other') }),
]);

/**
 * Who talked with whom over what in one hour, since the last batch: the form in which the server sums conversations. Devices
 * by the id under which this batch or an earlier one told them.
 */
export const DeliveredConversation = z.object({
  initiator: End,
  responder: End,
  transport: Text.nullable(),
  port: Port.min(1).nullable(),
  protocol: Text.nullable(),
  hour: Micros.describe('Begin of the hour in microseconds since 1970, as all instants here.'),
  connections: Count,
  failed: Count,
  packetsOut: Count,
  packetsIn: Count,
  octetsOut: Count,
  octetsIn: Count,
  firstAt: Micros,
  lastAt: Micros,
});
export type DeliveredConversation = z.output<typeof DeliveredConversation>;

/** How the sensor is; what it does not know is null. */
export const SensorHealth = z
  .object({
    version: Text,
    source: z.object({ kind: z.enum(['interface', 'folder', 'files']), name: Text }),
    problem: Text.nullable().describe('Why nothing is captured, for people.'),
    periodSeconds: z.number().positive().max(86_400).describe('How often it delivers.'),
    seconds: z.number().min(0).describe('Time that the counts are of.'),
    packets: Count,
    octets: Count,
    dropped: Count.nullable().describe('Packets that the kernel or the interface lost; null when not told.'),
    lastPacketAt: Instant.nullable(),
    vlans: z.array(z.int().min(0).max(4_095)).max(4_096),
    protocols: Words(256).describe('Protocols that were read.'),
    unread: z
      .array(z.object({ transport: z.enum(['tcp', 'udp']), port: Port, servers: Count }))
      .max(64)
      .describe('Ports that accept connections whose protocol was not recognised, most servers first.'),
    devices: Count,
    memory: z.number().min(0).max(1).describe('How full the fullest of its tables is.'),
    spool: z.object({ batches: Count, octets: Count, limit: Count }),
    lost: z
      .object({ batches: Count, devices: Count, packets: Count })
      .describe('What it had to drop in all while the server was away.'),
  })
  .meta({ id: 'SensorHealth' });
export type SensorHealth = z.output<typeof SensorHealth>;

export const BatchHeader = z.object({
  schema: z.literal(BATCH_SCHEMA),
  madeAt: Instant,
  /** With the first batch of a period. */
  health: SensorHealth.optional(),
});
export type BatchHeader = z.output<typeof BatchHeader>;

/** A further line of a batch. */
export const BatchLine = z.union([
  z.object({ device: DeliveredDevice }),
  z.object({ conversation: DeliveredConversation }),
]);
export type BatchLine = z.output<typeof BatchLine>;
