/** One entry of a Zeek log, whichever its notation, into statements. */

import { isPrivateIpv4, parseIpv4 } from '../../base/ip-address.ts';
import type { JsonObject } from '../../base/json-object.ts';
import { countOf, ipOf, macOf, microsOfIso, microsOfSeconds, portOf, textOf } from '../reading/fields.ts';
import { hostName, mayNamePerson, namesInSubject } from '../reading/safe-text.ts';
import type { Party, RecordSink } from '../record-reader.ts';
import {
  BACNET_PROPERTIES,
  type ColumnRule,
  LOG_RULES,
  type LogRule,
  MODBUS_OBJECTS,
  SERVICES,
  SOFTWARE_FACTS,
} from './log-rules.ts';

/** States of conn.log in which the responder never answered, or refused (REJ, and resets without an answer before). */
const NOT_SERVED: ReadonlySet<string> = new Set(['S0', 'REJ', 'SH', 'RSTOS0', 'RSTRH', 'SHR']);
const REFUSED = 'REJ';
/** Columns that every log may have and that say nothing of a device. */
const PLAIN_COLUMNS: ReadonlySet<string> = new Set([
  ...['ts', 'uid', 'uids', 'id.orig_h', 'id.orig_p', 'id.resp_h', 'id.resp_p', 'proto', '_path', '_write_ts'],
  ...[
    '_system_name',
    'host',
    'mac',
    'service',
    'duration',
    'orig_bytes',
    'resp_bytes',
    'conn_state',
    'orig_pkts',
  ],
  ...['resp_pkts', 'orig_l2_addr', 'resp_l2_addr', 'assigned_addr', 'client_addr', 'server_addr', 'port_num'],
  ...['port_proto', 'software_type', 'unparsed_version', 'query', 'answers', 'qtype_name', 'rcode_name'],
  ...['property', 'value', 'object_id_code', 'object_value', 'source_h', 'pdu_service'],
]);

/** Which log an entry with these columns is of; undefined when no rule knows them. */
export function logOfColumns(columns: ReadonlySet<string>): string | undefined {
  let best: string | undefined;
  let length = 0;
  for (const [log, { signature }] of Object.entries(LOG_RULES)) {
    if (signature.length > length && signature.every((name) => columns.has(name))) {
      best = log;
      length = signature.length;
    }
  }
  // `host` alone is a column of too many logs: known_hosts has nothing else.
  return best === 'known_hosts' && columns.size > 3 ? undefined : best;
}

export class LogEntries {
  private readonly sink: RecordSink;

  constructor(sink: RecordSink) {
    this.sink = sink;
  }

  /** Reads one entry of `log`; columns by name, values text, numbers or lists of them. */
  read(log: string, entry: JsonObject, line: number): void {
    const rule = Object.hasOwn(LOG_RULES, log) ? LOG_RULES[log] : undefined;
    if (!rule) {
      this.sink.skip('kind-not-read');
      return;
    }
    this.sink.at(line, microsOfSeconds(entry['ts']) ?? microsOfIso(entry['ts']));
    const parties = partiesOf(log, entry);
    if (!parties.from && !parties.to && !parties.host) {
      this.sink.skip('address-invalid');
      return;
    }
    this.sink.read();
    this.countIgnored(rule, entry);
    if (log === 'conn') this.readConnection(entry, parties);
    else this.readOther(log, rule, entry, parties);
  }

  private countIgnored({ columns }: LogRule, entry: JsonObject): void {
    for (const name of Object.keys(entry))
      if (!PLAIN_COLUMNS.has(name) && !columns.some(({ column }) => column === name)) this.sink.ignore(name);
  }

  private readConnection(entry: JsonObject, { from, to }: Parties): void {
    const { sink } = this;
    if (!from || !to) return;
    const state = textOf(entry['conn_state']) ?? '';
    const transport = transportOf(entry['proto']);
    const isServed = !NOT_SERVED.has(state);
    const responds = state === REFUSED ? 1 : (countOf(entry['resp_pkts']) ?? 0);
    if (state === REFUSED) sink.present(to);
    sink.traffic({
      ...{ transport: isServed ? transport : undefined, from, to, toPort: portOf(entry['id.resp_p']) },
      protocol: serviceOf(entry['service']),
      packets: countOf(entry['orig_pkts']) ?? 1,
      octets: countOf(entry['orig_ip_bytes']) ?? countOf(entry['orig_bytes']) ?? 0,
      packetsBack: responds > 0 ? responds : isServed && state !== 'OTH' ? 1 : 0,
      octetsBack: countOf(entry['resp_ip_bytes']) ?? countOf(entry['resp_bytes']) ?? 0,
    });
    const [fromMac, toMac] = [macOf(entry['orig_l2_addr']), macOf(entry['resp_l2_addr'])];
    if (fromMac !== undefined && from.ip !== undefined) sink.framed(fromMac, from.ip);
    if (toMac !== undefined && to.ip !== undefined && responds > 0) sink.framed(toMac, to.ip);
  }

  private readOther(log: string, rule: LogRule, entry: JsonObject, parties: Parties): void {
    const { sink } = this;
    const { from, to, host } = parties;
    for (const party of [from, to, host]) if (party) sink.present(party);
    const port = portOf(entry['id.resp_p']);
    const transport = rule.transport ?? transportOf(entry['proto']);
    if (rule.protocol !== undefined && transport && port !== undefined && from && to) {
      sink.serves(to, transport, port, rule.protocol);
      sink.uses(from, transport, port, rule.protocol);
    }
    for (const wanted of rule.columns) this.readColumn(wanted, entry, parties);
    if (log === 'dhcp') this.readServer(entry);
    else if (log === 'software' && host) this.readSoftware(entry, host);
    else if (log === 'known_services' && host) this.readService(entry, host);
    else if (log === 'dns') this.readAnswers(entry);
    else if (log === 'bacnet_property' && parties.source) this.readProperty(entry, parties.source);
    else if (log === 'modbus_read_device_identification' && to) this.readObject(entry, to);
  }

  private readColumn(rule: ColumnRule, entry: JsonObject, parties: Parties): void {
    const value = textOf(listText(entry[rule.column]));
    const party = parties[rule.about];
    if (value === undefined || !party) return;
    if (rule.field === 'certificate-subject') {
      for (const [field, name] of namesInSubject(value)) this.sink.fact(party, rule.protocol, field, name);
      return;
    }
    const said = rule.read ? rule.read(value) : value;
    if (said !== undefined) this.sink.fact(party, rule.protocol, rule.field, said);
  }

  private readServer(entry: JsonObject): void {
    const server = ipOf(entry['server_addr']);
    if (server !== undefined) this.sink.serves({ ip: server }, 'udp', 67, 'dhcp');
  }

  private readSoftware(entry: JsonObject, host: Party): void {
    const type = textOf(entry['software_type']) ?? '';
    const fact = Object.hasOwn(SOFTWARE_FACTS, type) ? SOFTWARE_FACTS[type] : undefined;
    const version = textOf(entry['unparsed_version']);
    if (fact && version !== undefined && !mayNamePerson(version)) this.sink.fact(host, ...fact, version);
  }

  private readService(entry: JsonObject, host: Party): void {
    const port = portOf(entry['port_num']);
    const transport = transportOf(entry['port_proto']);
    if (port !== undefined && transport) this.sink.serves(host, transport, port, serviceOf(entry['service']));
  }

  /** Names that answers give to addresses of the own network; what others look up is nobody's business. */
  private readAnswers(entry: JsonObject): void {
    const query = hostName(textOf(entry['query']));
    const type = textOf(entry['qtype_name']);
    if (query === undefined || mayNamePerson(query) || (type !== 'A' && type !== 'AAAA')) return;
    for (const answer of listOf(entry['answers']).slice(0, 8)) {
      const ip = ipOf(answer);
      const ipv4 = ip === undefined ? undefined : parseIpv4(ip);
      if (ip !== undefined && ipv4 !== undefined && isPrivateIpv4(ipv4))
        this.sink.fact({ ip }, 'dns', 'answer-name', query);
    }
  }

  private readProperty(entry: JsonObject, source: Party): void {
    const property = (textOf(entry['property']) ?? '').toLowerCase().replaceAll(/[-_ ]/g, '');
    const field = Object.hasOwn(BACNET_PROPERTIES, property) ? BACNET_PROPERTIES[property] : undefined;
    const value = textOf(entry['value']);
    if (field === undefined || value === undefined || mayNamePerson(value)) return;
    // Only an answer states what the device is; a request to write would state what somebody wants it to be.
    if (/ack/i.test(textOf(entry['pdu_service']) ?? '')) this.sink.fact(source, 'bacnet', field, value);
  }

  private readObject(entry: JsonObject, to: Party): void {
    const field = MODBUS_OBJECTS[String(countOf(entry['object_id_code']) ?? '')];
    const value = textOf(entry['object_value']);
    if (field !== undefined && value !== undefined) this.sink.fact(to, 'modbus', field, value);
  }
}

interface Parties {
  readonly from: Party | undefined;
  readonly to: Party | undefined;
  /** Of logs about one host. */
  readonly host: Party | undefined;
  /** Who sent the message of which the entry tells, where the log says so; who answered otherwise. */
  readonly source: Party | undefined;
}

function partiesOf(log: string, entry: JsonObject): Parties {
  const party = (value: unknown): Party | undefined => {
    const ip = ipOf(value);
    return ip === undefined ? undefined : { ip };
  };
  const to = party(entry['id.resp_h']);
  const mac = macOf(entry['mac']);
  const leased = ipOf(entry['assigned_addr']) ?? ipOf(entry['client_addr']);
  const host = log === 'dhcp' || log === 'known_devices' ? mac && { mac, ip: leased } : party(entry['host']);
  return {
    from: party(entry['id.orig_h']),
    to,
    host: host || undefined,
    source: party(entry['source_h']) ?? to,
  };
}

const transportOf = (value: unknown): 'tcp' | 'udp' | undefined =>
  value === 'tcp' || value === 'udp' ? value : undefined;

/** The dissector of the last service that is known: Zeek lists the layers from the outside in. */
function serviceOf(value: unknown): string | undefined {
  const names = listOf(value).flatMap((name) => name.toLowerCase().split(','));
  for (const name of names.slice(0, 8)) if (Object.hasOwn(SERVICES, name)) return SERVICES[name];
  return undefined;
}

function listOf(value: unknown): string[] {
  if (Array.isArray(value)) return value.filter((item) => typeof item === 'string');
  return typeof value === 'string' && value !== '' ? [value] : [];
}

/** A list of numbers as the dissectors write it. */
function listText(value: unknown): unknown {
  return Array.isArray(value) ? value.slice(0, 256).join(',') : value;
}
