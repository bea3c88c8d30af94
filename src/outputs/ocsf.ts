/** Open Cybersecurity Schema Framework: one JSON object for each event. What is not known is absent. */

import type { AuditEntry } from '../audit/entry.ts';
import { auditKind, type OutputAlert, type OutputDevice, type OutputEvent } from './output-event.ts';

export const OCSF_VERSION = '1.3.0';
/** A class number is the number of its category times this, plus its own. */
const CATEGORY_STEP = 1_000;
const TYPE_STEP = 100;
const [INFORMATIONAL, LOW, MEDIUM, HIGH, CRITICAL] = [1, 2, 3, 4, 5] as const;
const [LOG, OTHER] = [1, 99] as const;
const [SUCCESS, FAILURE] = [1, 2] as const;
const TYPE_UNKNOWN = 0;
const TYPE_OTHER = 99;

interface Mapping {
  readonly className: string;
  readonly classUid: number;
  readonly activityId: number;
  readonly activityName: string;
  readonly severityId: number;
  readonly message?: string;
  readonly fields: object;
}

export function ocsfOf(event: OutputEvent, version: string): object {
  const { className, classUid, activityId, activityName, severityId, message, fields } = mappingOf(event);
  return {
    ...{ class_uid: classUid, class_name: className, category_uid: Math.floor(classUid / CATEGORY_STEP) },
    ...{ activity_id: activityId, activity_name: activityName },
    ...{ type_uid: classUid * TYPE_STEP + activityId, severity_id: severityId },
    time: Date.parse(event.at),
    metadata: {
      version: OCSF_VERSION,
      product: { name: 'Wardlight', vendor_name: 'Wardlight', version },
      ...{ uid: event.id, event_code: event.kind, tenant_uid: event.organisation },
    },
    ...(message !== undefined && { message }),
    ...fields,
  };
}

function mappingOf(event: OutputEvent): Mapping {
  switch (event.kind) {
    case 'device.new':
      return inventory(event.device, 'New device', LOW);
    case 'device.changed':
      return inventory(event.device, 'Device changed', INFORMATIONAL);
    case 'device.removed':
      return {
        ...{ className: 'Device Inventory Info', classUid: 5001, activityId: OTHER, activityName: 'Removed' },
        ...{ severityId: INFORMATIONAL, message: 'Device removed' },
        fields: { device: { uid: event.device.id, type_id: TYPE_UNKNOWN } },
      };
    case 'alert.new':
    case 'alert.changed':
      return detection(event.alert, event.kind === 'alert.new');
    case 'audit.sign-in':
    case 'audit.act':
      return auditKind(event.entry) === 'audit.sign-in' ? signIn(event.entry) : act(event.entry);
    case 'test':
      return { ...base('Test', INFORMATIONAL, 'A test that a person asked for.'), fields: {} };
  }
}

const ALERT_SEVERITY = { critical: CRITICAL, high: HIGH, medium: MEDIUM, low: LOW } as const;
/** Activities and states of a finding: made, changed, closed; new, in progress, resolved. */
const [CREATE, UPDATE, CLOSE] = [1, 2, 3] as const;
const FINDING_STATE = { open: 1, acknowledged: 2, closed: 4 } as const;

/** An alert as a Detection Finding (2004). */
function detection(alert: OutputAlert, isNew: boolean): Mapping {
  const { id, kind, severity, text, state, count, firstAt, lastAt, cve, reason } = alert;
  const activity = isNew ? CREATE : state === 'closed' ? CLOSE : UPDATE;
  return {
    ...{ className: 'Detection Finding', classUid: 2_004, activityId: activity },
    activityName: isNew ? 'Create' : state === 'closed' ? 'Close' : 'Update',
    ...{ severityId: ALERT_SEVERITY[severity], message: text },
    fields: {
      ...{ count, status_id: FINDING_STATE[state], ...(reason !== null && { status_detail: reason }) },
      finding_info: {
        ...{ uid: id, title: text, types: [kind] },
        ...{ first_seen_time: Date.parse(firstAt), last_seen_time: Date.parse(lastAt) },
      },
      ...(cve !== null && { vulnerabilities: [{ cve: { uid: cve } }] }),
    },
  };
}

/** The class of what has no class of its own. */
const base = (activityName: string, severityId: number, message: string) => ({
  ...{ className: 'Base Event', classUid: 0, activityId: OTHER, activityName, severityId, message },
});

function inventory(device: OutputDevice, message: string, severityId: number): Mapping {
  const { id, ips, macs, hostnames, category, attributes, firstAt, lastAt } = device;
  const { vendor, serialNumber, ...rest } = attributes;
  const hardware = {
    ...(vendor !== undefined && { vendor_name: vendor }),
    ...(serialNumber !== undefined && { serial_number: serialNumber }),
  };
  return {
    ...{ className: 'Device Inventory Info', classUid: 5001, activityId: LOG, activityName: 'Log' },
    ...{ severityId, message },
    fields: {
      device: {
        uid: id,
        ...(category === 'unknown'
          ? { type_id: TYPE_UNKNOWN, type: 'Unknown' }
          : { type_id: TYPE_OTHER, type: category }),
        ...(hostnames[0] !== undefined && { hostname: hostnames[0] }),
        ...(ips[0] !== undefined && { ip: ips[0] }),
        ...(macs[0] !== undefined && { mac: macs[0] }),
        ...(Object.keys(hardware).length > 0 && { hw_info: hardware }),
        ...{ first_seen_time: Date.parse(firstAt), last_seen_time: Date.parse(lastAt) },
      },
      // What the schema has no place for.
      unmapped: { ...rest, ips, macs, hostnames },
    },
  };
}

function signIn(entry: AuditEntry): Mapping {
  const [activityId, activityName] =
    entry.action === 'session.end'
      ? [2, 'Logoff']
      : /^session\.(?:begin|password|second-factor)$/.test(entry.action)
        ? [1, 'Logon']
        : [OTHER, entry.action];
  return {
    ...{ className: 'Authentication', classUid: 3002, activityId, activityName },
    ...{ severityId: severityOf(entry), message: entry.action },
    fields: {
      ...outcome(entry),
      user: user(entry),
      service: { name: 'Wardlight' },
      ...(entry.ip !== null && { src_endpoint: { ip: entry.ip } }),
    },
  };
}

/** What a call does, by the verb of its name. */
const VERBS: readonly (readonly [pattern: RegExp, id: number, name: string])[] = [
  [/^(?:GET |.*\.(?:view|list|export|show)\b)/, 2, 'Read'],
  [/\.(?:add|begin|make|create|invite|enrol)\b/, 1, 'Create'],
  [/\.(?:remove|delete|withdraw|revoke|forget)\b/, 4, 'Delete'],
  [/\.(?:set|change|edit|append|review|decide|mark|see)\b/, 3, 'Update'],
];

function act(entry: AuditEntry): Mapping {
  const { action, target, ip } = entry;
  const [, activityId, activityName] = VERBS.find(([pattern]) => pattern.test(action)) ?? [
    /./,
    OTHER,
    action,
  ];
  return {
    ...{ className: 'API Activity', classUid: 6003, activityId, activityName },
    ...{ severityId: severityOf(entry), message: action },
    fields: {
      ...outcome(entry),
      actor: { user: user(entry) },
      api: { operation: action, service: { name: 'Wardlight' } },
      // Required also where nobody came over the network.
      src_endpoint: ip === null ? { name: 'server' } : { ip },
      ...(target && { resources: [{ uid: target.id, type: target.kind }] }),
      ...(entry.reason !== null && { unmapped: { reason: entry.reason } }),
    },
  };
}

function outcome({ result, code }: AuditEntry): object {
  return {
    status_id: result === 'done' ? SUCCESS : FAILURE,
    status: result === 'done' ? 'Success' : 'Failure',
    ...(code !== null && { status_code: code }),
  };
}

/** OCSF asks for a user wherever somebody acts; who is not known has no more than a type. */
function user({ who: { kind, id, name } }: AuditEntry): object {
  const types = { person: 1, 'api-key': 4, sensor: 4, system: 3, unknown: TYPE_UNKNOWN } as const;
  return {
    type_id: types[kind],
    type: kind,
    ...(id !== null && { uid: id }),
    ...(name !== null && { name }),
  };
}

const severityOf = ({ result }: AuditEntry): number => (result === 'done' ? INFORMATIONAL : MEDIUM);
