/** Events of Suricata (EVE): one JSON object a line, told by `event_type`. */

import { isObject, type JsonObject } from '../../base/json-object.ts';
import { countOf, ipOf, jsonObject, macOf, microsOfIso, portOf, textOf, valueAt } from '../reading/fields.ts';
import { firstLines, Lines } from '../reading/lines.ts';
import { namesInSubject } from '../reading/safe-text.ts';
import type { Party, RecordReader, RecordSink } from '../record-reader.ts';
import { APPLICATIONS, EVENT_RULES, type EventRule } from './event-rules.ts';

class EveEvents {
  private readonly sink: RecordSink;

  constructor(sink: RecordSink) {
    this.sink = sink;
  }

  line(text: string, number: number): void {
    if (text === '') return;
    const event = jsonObject(text);
    const kind = event && textOf(event['event_type']);
    if (!event || kind === undefined) this.sink.skip('not-a-record');
    else this.event(event, kind, number);
  }

  private event(event: JsonObject, kind: string, number: number): void {
    const { sink } = this;
    const rule = Object.hasOwn(EVENT_RULES, kind) ? EVENT_RULES[kind] : undefined;
    if (!rule && kind !== 'flow' && kind !== 'dhcp') {
      sink.skip('kind-not-read');
      return;
    }
    sink.at(number, microsOfIso(event['timestamp']));
    if (kind === 'dhcp') {
      this.lease(event);
      return;
    }
    const [from, to] = [ipOf(event['src_ip']), ipOf(event['dest_ip'])];
    if (from === undefined || to === undefined) {
      sink.skip('address-invalid');
      return;
    }
    sink.read();
    if (rule) this.application(event, rule, { ip: from }, { ip: to });
    else this.flow(event, { ip: from }, { ip: to });
  }

  private flow(event: JsonObject, from: Party, to: Party): void {
    const flow = isObject(event['flow']) ? event['flow'] : {};
    const name = textOf(event['app_proto']) ?? '';
    this.sink.traffic({
      ...{ transport: transportOf(event['proto']), from, to, toPort: portOf(event['dest_port']) },
      protocol: Object.hasOwn(APPLICATIONS, name) ? APPLICATIONS[name] : undefined,
      packets: countOf(flow['pkts_toserver']) ?? 0,
      octets: countOf(flow['bytes_toserver']) ?? 0,
      packetsBack: refuses(event) ? 0 : (countOf(flow['pkts_toclient']) ?? 0),
      octetsBack: refuses(event) ? 0 : (countOf(flow['bytes_toclient']) ?? 0),
    });
    if (refuses(event)) this.sink.present(to);
    const ether = isObject(event['ether']) ? event['ether'] : {};
    this.frames(ether['src_macs'] ?? ether['src_mac'], from);
    if ((countOf(flow['pkts_toclient']) ?? 0) > 0) this.frames(ether['dest_macs'] ?? ether['dest_mac'], to);
  }

  /** A direction of which frames came from several stations says nothing of whose they are. */
  private frames(macs: unknown, { ip }: Party): void {
    const [first, ...others] = Array.isArray(macs) ? macs : [macs];
    const mac = macOf(first);
    if (others.length === 0 && mac !== undefined && ip !== undefined) this.sink.framed(mac, ip);
  }

  private application(event: JsonObject, rule: EventRule, from: Party, to: Party): void {
    const { sink } = this;
    sink.present(from);
    sink.present(to);
    const transport = transportOf(event['proto']);
    const port = portOf(event['dest_port']);
    if (rule.protocol !== undefined && transport && port !== undefined) {
      sink.serves(to, transport, port, rule.protocol);
      sink.uses(from, transport, port, rule.protocol);
    }
    for (const { path, about, protocol, field, read } of rule.paths) {
      const value = textOf(valueAt(event, path));
      if (value === undefined) continue;
      const party = about === 'from' ? from : to;
      if (field === 'certificate-subject') {
        for (const [part, name] of namesInSubject(value)) sink.fact(party, protocol, part, name);
        continue;
      }
      const said = read ? read(value) : value;
      if (said !== undefined) sink.fact(party, protocol, field, said);
    }
    const body = textOf(event['event_type']) ?? '';
    const members = event[body];
    if (!isObject(members)) return;
    for (const name of Object.keys(members))
      if (!rule.paths.some(({ path }) => path.startsWith(`${body}.${name}`))) sink.ignore(`${body}.${name}`);
  }

  private lease(event: JsonObject): void {
    const { sink } = this;
    const dhcp = isObject(event['dhcp']) ? event['dhcp'] : {};
    const mac = macOf(dhcp['client_mac']);
    if (mac === undefined) {
      sink.skip('address-invalid');
      return;
    }
    sink.read();
    const isAck = dhcp['dhcp_type'] === 'ack';
    const party = { mac, ip: isAck ? ipOf(dhcp['assigned_ip']) : undefined };
    sink.present(party);
    const say = (field: string, value: unknown) => {
      const text = textOf(value);
      if (text !== undefined) sink.fact({ mac }, 'dhcp', field, text);
    };
    // What a server sends repeats or adds options of its own: only requests speak of the client.
    if (dhcp['type'] === 'request') {
      say('host-name', dhcp['hostname']);
      say('vendor-class', dhcp['vendor_class_identifier']);
      const list = Array.isArray(dhcp['params']) ? dhcp['params'] : [];
      if (list.length > 0 && list.every((code) => Number.isInteger(code)))
        say('parameter-request-list', list.slice(0, 256).join(','));
    } else if (isAck) {
      const server = ipOf(event['src_ip']);
      if (server !== undefined && event['src_port'] === 67) sink.serves({ ip: server }, 'udp', 67, 'dhcp');
    }
  }
}

/** A TCP flow that was reset before it was established. */
function refuses(event: JsonObject): boolean {
  return valueAt(event, 'tcp.state') === 'closed' && valueAt(event, 'flow.state') === 'new';
}

function transportOf(value: unknown): 'tcp' | 'udp' | undefined {
  const name = typeof value === 'string' ? value.toLowerCase() : '';
  return name === 'tcp' || name === 'udp' ? name : undefined;
}

export const suricataEve: RecordReader = {
  format: 'suricata-eve',
  title: 'Suricata events (EVE JSON)',
  tells: 'observations',
  recognises: (head) => {
    const event = jsonObject(firstLines(head, 1)[0] ?? '');
    return event !== undefined && typeof event['event_type'] === 'string' && 'timestamp' in event;
  },
  open: (sink) => {
    const events = new EveEvents(sink);
    return new Lines(sink, (text, number) => events.line(text, number));
  },
};
