/**
 * MQTT 3.1, 3.1.1 and 5.0 in clear text: who the client is, whether credentials pass, identity that sensors publish.
 * OASIS MQTT 3.1.1 and 5.0, sections 2 and 3.
 *
 *   control packet   type4 flags4 remaining-length{1..4} variable-header payload
 */

import type { OctetReader } from '../../wire/octet-reader.ts';
import {
  defineDissector,
  type FactSink,
  type FlowContext,
  NEED_MORE,
  type Progress,
  type Recognition,
  STOP_DIRECTION,
  STOP_FLOW,
} from '../dissector.ts';
import { type Client, readConnect, readVariableInteger } from './connect.ts';
import {
  CONNACK,
  CONNECT,
  DISCONNECT,
  LENGTH_OCTETS_LIMIT,
  LEVEL_3_1,
  LEVEL_3_1_1,
  LEVEL_5_0,
  LEVEL_BITS,
  MQTT_PORT,
  PACKET_COUNT_LIMIT,
  PACKET_LIMIT,
  PING_REQUEST,
  PING_RESPONSE,
  PUBLISH,
  PUBLISH_LIMIT,
  REFUSED_CREDENTIALS,
  TOPIC_MINIMUM_OCTETS,
} from './constants.ts';
import { attributeFacts } from './device-attributes.ts';
import { readPublish } from './publish.ts';

const PLUS = 0x2b;
const NUMBER_SIGN = 0x23;

interface MqttState {
  /** The direction that connects, -1 before any CONNECT. */
  clientDirection: number;
  client: Client | undefined;
  published: number;
}

type MqttFlow = FlowContext<MqttState>;

export const mqtt = defineDissector<MqttState>({
  id: 'mqtt',
  title: 'MQTT 3.1, 3.1.1 and 5.0 (OASIS)',
  carriers: ['tcp'],
  hints: [MQTT_PORT],
  facts: {
    version: {
      label: 'MQTT version',
      help: 'Protocol level of CONNECT (MQTT 5.0 3.1.2.2): 3.1, 3.1.1 or 5.0.',
    },
    'client-id': {
      label: 'MQTT client identifier',
      help: 'Client identifier of CONNECT (MQTT 5.0 3.1.3.1); many makers put product, serial number or MAC into it.',
    },
    'client-mac': {
      label: 'MAC in the client identifier',
      help: 'MAC address that the client identifier holds.',
      binds: 'mac-address',
    },
    'will-topic': {
      label: 'Shape of the will topic',
      help: 'Will topic of CONNECT (MQTT 5.0 3.1.3.3) with all levels but words of products and conventions replaced.',
    },
    'clear-text-credential': {
      label: 'Clear-text credential',
      help: 'password or user-name when CONNECT carries them without TLS; never their content.',
    },
    'login-outcome': {
      label: 'Login outcome',
      help: 'accepted, accepted-without-credentials or rejected, by the return code of CONNACK (MQTT 5.0 3.2.2.2).',
    },
    role: { label: 'MQTT role', help: 'Set to broker for who answers CONNECT.' },
    ...attributeFacts('property', 'User property', 'in a user property of CONNECT (MQTT 5.0 3.1.2.11.8).'),
    ...attributeFacts('published', 'Published', 'that a client publishes beside its measurements, in JSON.'),
  },
  anomalies: ['malformed-connect', 'malformed-packet'],
  limits: { messagesPerFlow: PACKET_COUNT_LIMIT, heldOctets: PACKET_LIMIT + 1 + LENGTH_OCTETS_LIMIT },

  recognise(octets, flow) {
    const type = octets.peek() >> 4;
    if (type === PUBLISH) return recognisePublish(octets);
    const ownPort = flow.sourcePort === MQTT_PORT || flow.destinationPort === MQTT_PORT;
    if (ownPort && (type === PING_REQUEST || type === PING_RESPONSE)) return recognisePing(octets);
    return recogniseConnect(octets);
  },

  begin: () => ({ clientDirection: -1, client: undefined, published: 0 }),

  dissect(octets, flow, out) {
    const first = octets.u8();
    const length = readVariableInteger(octets);
    if (length < 0) {
      if (octets.position <= LENGTH_OCTETS_LIMIT) return NEED_MORE;
      out.anomaly('malformed-packet');
      return STOP_DIRECTION;
    }
    const header = octets.position;
    const type = first >> 4;
    // A connection that was there before the capture: who speaks was said then, and is not said again.
    if (type !== CONNECT && type !== CONNACK && flow.state.clientDirection < 0) {
      tellServerByPort(flow, out);
      return STOP_FLOW;
    }
    const kept = isRead(type, length, flow) ? Math.min(length, PACKET_LIMIT) : 0;
    if (octets.remaining < kept) return NEED_MORE;
    if (kept > 0) return readPacket(type, first, octets.sub(kept), length, flow, out) || header + length;
    if (type === DISCONNECT || isDone(flow)) return STOP_DIRECTION;
    return header + length;
  },

  dissectCut(octets, flow, out) {
    const type = octets.u8() >> 4;
    if (type !== CONNECT || flow.state.client || readVariableInteger(octets) < 0) return;
    flow.state.client = readConnect(octets.sub(octets.remaining), false, out);
  },
});

/**
 * PUBLISH, as it comes first in a capture that begins in mid-stream: a topic of printable text without wildcards, of less
 * than 256 octets, so that its length begins with a zero, which no text protocol has there (MQTT 5.0 3.3.1, 3.3.2).
 */
function recognisePublish(octets: OctetReader): Recognition {
  const flags = octets.u8() & 0x0f;
  const quality = (flags >> 1) & 3;
  if (quality === 3 || (quality === 0 && (flags & 8) !== 0)) return 'no';
  const length = readVariableInteger(octets);
  if (length < 0) return octets.position <= LENGTH_OCTETS_LIMIT ? 'need-more' : 'no';
  const high = octets.peek();
  const topic = octets.peek(1);
  if (high > 0) return 'no';
  if (topic < 0) return 'need-more';
  if (topic < TOPIC_MINIMUM_OCTETS || length < 2 + topic + (quality > 0 ? 2 : 0)) return 'no';
  for (let at = 2; at < 2 + topic; at++) {
    const octet = octets.peek(at);
    if (octet < 0) return 'need-more';
    if (octet < 0x20 || octet > 0x7e || octet === PLUS || octet === NUMBER_SIGN) return 'no';
  }
  return 'yes';
}

/** PINGREQ and PINGRESP have neither flags nor content (MQTT 5.0 3.12, 3.13). */
function recognisePing(octets: OctetReader): Recognition {
  if ((octets.peek() & 0x0f) !== 0) return 'no';
  const length = octets.peek(1);
  if (length < 0) return 'need-more';
  return length === 0 ? 'yes' : 'no';
}

function tellServerByPort(flow: MqttFlow, out: FactSink): void {
  if (flow.destinationPort === MQTT_PORT) out.serverIs('receiver');
  else if (flow.sourcePort === MQTT_PORT) out.serverIs('sender');
}

/** CONNECT and its protocol name and level; all octets that are there must fit. */
function recogniseConnect(octets: OctetReader): Recognition {
  const first = octets.peek();
  if (first < 0) return 'need-more';
  if (first !== CONNECT << 4) return 'no';
  octets.skip(1);
  const length = readVariableInteger(octets);
  if (length < 0) return octets.position <= LENGTH_OCTETS_LIMIT ? 'need-more' : 'no';
  // Name, level, flags, keep-alive and an empty client identifier.
  if (length < 12) return 'no';
  const named = recogniseName(octets, '\x00\x04MQTT', LEVEL_3_1_1, LEVEL_5_0);
  return named === 'no' ? recogniseName(octets, '\x00\x06MQIsdp', LEVEL_3_1, LEVEL_3_1) : named;
}

function recogniseName(octets: OctetReader, name: string, lowest: number, highest: number): Recognition {
  for (let index = 0; index < name.length; index++) {
    const octet = octets.peek(index);
    if (octet < 0) return 'need-more';
    if (octet !== name.charCodeAt(index)) return 'no';
  }
  const octet = octets.peek(name.length);
  if (octet < 0) return 'need-more';
  const level = octet & LEVEL_BITS;
  return level >= lowest && level <= highest ? 'yes' : 'no';
}

const isClient = (flow: MqttFlow) => flow.direction === flow.state.clientDirection;

/** Whether anything of this packet is read; all others are passed over unseen. */
function isRead(type: number, length: number, flow: MqttFlow): boolean {
  if (type === CONNECT) return flow.state.clientDirection < 0 || isClient(flow);
  if (type === CONNACK) return flow.state.clientDirection >= 0 && !isClient(flow);
  return type === PUBLISH && isClient(flow) && !isDone(flow) && length <= PACKET_LIMIT;
}

/** Nothing more is read of the client once it has published a few times. */
const isDone = (flow: MqttFlow) => isClient(flow) && flow.state.published >= PUBLISH_LIMIT;

/** Reads one packet; 0, or how the direction goes on. */
function readPacket(
  type: number,
  first: number,
  body: OctetReader,
  length: number,
  flow: MqttFlow,
  out: FactSink,
): Progress {
  const { state } = flow;
  if (type === CONNECT) {
    state.clientDirection = flow.direction;
    state.client = readConnect(body, body.length === length, out);
    out.serverIs('receiver');
  } else if (type === CONNACK) {
    readOutcome(body, state, out);
    return STOP_DIRECTION;
  } else if (state.client) {
    state.published++;
    readPublish(body, first & 0x0f, state.client, flow.sourceMac, out);
  }
  return 0;
}

function readOutcome(body: OctetReader, state: MqttState, out: FactSink): void {
  body.skip(1);
  const code = body.u8();
  if (body.failed) return;
  out.fact('role', 'broker');
  if (code === 0)
    out.fact('login-outcome', state.client?.credentials ? 'accepted' : 'accepted-without-credentials');
  else if (REFUSED_CREDENTIALS.has(code)) out.fact('login-outcome', 'rejected');
}
