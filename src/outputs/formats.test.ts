import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AuditEntry } from '../audit/entry.ts';
import { cefHeader, cefOf, cefValue } from './cef.ts';
import { ocsfOf } from './ocsf.ts';
import type { OutputAlert, OutputEvent } from './output-event.ts';
import { DATAGRAM_LIMIT, datagram, framed, parameter, syslogMessage } from './syslog-message.ts';
import { isSignedBy, webhookBody, webhookSignature } from './webhook-message.ts';

const BASE = { id: 'o.change.7', organisation: 'o', at: '2026-03-01T08:00:00.000Z' };
const SENDER = { host: 'ward light', process: 42, version: '1.0' };
const DEVICE: OutputEvent = {
  ...BASE,
  kind: 'device.new',
  device: {
    ...{ id: 'd', macs: ['00:11:22:33:44:55'], ips: ['fe80::1', '10.0.0.7'], hostnames: ['pump=7'] },
    ...{ category: 'infusion-pump', firstAt: BASE.at, lastAt: BASE.at },
    attributes: { vendor: 'A|B', model: 'x\\y', serialNumber: '1\n2' },
  },
};
const KEYS_OF_ALERTS = [
  ...['rt', 'externalId', 'msg', 'cat', 'outcome', 'cnt', 'start', 'end', 'cs6', 'cs6Label'],
  ...['flexString1Label', 'flexString1'],
];
const ALERT: OutputAlert = {
  ...{ id: 'a', kind: 'sensor-silent', severity: 'high', text: 'x', state: 'open', count: 1 },
  ...{ firstAt: BASE.at, lastAt: BASE.at, cve: null, reason: null },
};
const ENTRY: AuditEntry = {
  ...{ organisation: 'o', sequence: 3, at: BASE.at, roles: ['ciso'], action: 'session.begin' },
  who: { kind: 'person', id: 'u', name: 'Ann' },
  ...{ target: null, result: 'refused', code: 'wrong-password', reason: null, change: null },
  ...{ ip: '10.1.1.1', session: null },
};

/** What a reader of CEF makes of a line: header fields, and values by key. */
function readCef(line: string) {
  const fields: string[] = [''];
  let at = 0;
  for (; at < line.length && fields.length < 8; at++) {
    const char = line[at] ?? '';
    if (char === '|') fields.push('');
    else fields.push(`${fields.pop() ?? ''}${char === '\\' ? (line[++at] ?? '') : char}`);
  }
  const values = new Map<string, string>();
  const keys = [...line.slice(at).matchAll(/(?:^| )([\w]+)=/g)];
  for (const [index, key] of keys.entries()) {
    const from = key.index + key[0].length;
    const text = line.slice(at).slice(from, keys[index + 1]?.index);
    values.set(
      key[1] ?? '',
      text.replace(/\\([\\=nr])/g, (_, c) => (c === 'n' ? '\n' : c === 'r' ? '\r' : c)),
    );
  }
  return { fields, values };
}

describe('CEF', () => {
  it('escapes as the specification says', () => {
    expect(cefHeader('a|b\\c=d\ne')).toBe('a\\|b\\\\c=d e');
    expect(cefValue('a=b\\c|d\ne\rf')).toBe('a\\=b\\\\c|d\\ne\\rf');
  });

  it('holds a device', () => {
    const { fields, values } = readCef(cefOf(DEVICE, '1|0'));
    expect(fields.slice(0, 7)).toEqual([
      'CEF:0',
      'Wardlight',
      'Wardlight',
      '1|0',
      'device.new',
      'New device',
      '3',
    ]);
    expect(Object.fromEntries(values)).toMatchObject({
      ...{ rt: '1772352000000', externalId: BASE.id, dst: '10.0.0.7', c6a3: 'fe80::1', dhost: 'pump=7' },
      ...{ cs2Label: 'vendor', cs2: 'A|B', cs3: 'x\\y', cs4: '1\n2', cs6: 'd', dmac: '00:11:22:33:44:55' },
    });
    expect(values.has('cs5')).toBe(false);
  });

  it('is one line whose values no text can leave', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 60 }), (text) => {
        const line = cefOf({ ...BASE, kind: 'alert.new', alert: { ...ALERT, text } }, text);
        expect(line).not.toMatch(/[\r\n]/);
        // Every key that stands there is one of ours: no text made another.
        const keys = [...line.matchAll(/(?<=[| ])(\w+)(?<!\\)=/g)].map(([, key]) => key);
        expect(keys.every((key) => KEYS_OF_ALERTS.includes(key ?? ''))).toBe(true);
      }),
    );
  });
});

describe('OCSF', () => {
  it.each([
    ['alert.new', 'open', 1, 1],
    ['alert.changed', 'acknowledged', 2, 2],
    ['alert.changed', 'closed', 3, 4],
  ] as const)('holds %s that is %s as Detection Finding', (kind, state, activity, status) => {
    const alert = { ...ALERT, state, cve: 'CVE-2026-1', reason: 'Done.' };
    expect(ocsfOf({ ...BASE, kind, alert }, '1.0')).toMatchObject({
      ...{ class_uid: 2004, category_uid: 2, activity_id: activity, type_uid: 200_400 + activity },
      ...{ severity_id: 4, status_id: status, status_detail: 'Done.', message: 'x', count: 1 },
      finding_info: { uid: 'a', title: 'x', types: ['sensor-silent'], first_seen_time: 1_772_352_000_000 },
      vulnerabilities: [{ cve: { uid: 'CVE-2026-1' } }],
    });
  });

  it('holds a device as Device Inventory Info, and nothing that is not known', () => {
    expect(ocsfOf(DEVICE, '1.0')).toMatchObject({
      ...{ class_uid: 5001, category_uid: 5, activity_id: 1, type_uid: 500_101, severity_id: 2 },
      time: 1_772_352_000_000,
      metadata: { uid: BASE.id, version: expect.stringMatching(/^1\./), tenant_uid: 'o' },
      device: { uid: 'd', type_id: 99, type: 'infusion-pump', hw_info: { vendor_name: 'A|B' } },
    });
    const unknown = { ...DEVICE, device: { ...DEVICE.device, category: 'unknown', attributes: {}, ips: [] } };
    const { device } = ocsfOf(unknown, '1.0') as { device: object };
    expect(device).not.toHaveProperty('hw_info');
    expect(device).not.toHaveProperty('ip');
    expect(device).toMatchObject({ type_id: 0 });
  });

  it.each([
    ['session.begin', 3002, 1],
    ['session.end', 3002, 2],
    ['second-factor.confirm', 3002, 99],
    ['grant.withdraw', 6003, 4],
    ['upload.begin', 6003, 1],
    ['device.view-evidence', 6003, 2],
    ['GET /api/audit', 6003, 2],
    ['role.set', 6003, 3],
    ['place.tidy', 6003, 99],
  ])('maps %s to class %i, activity %i, with what the class requires', (action, classUid, activity) => {
    const kind = classUid === 3002 ? 'audit.sign-in' : 'audit.act';
    const entry = { ...ENTRY, action };
    const mapped = ocsfOf({ ...BASE, kind, entry }, '1.0');
    expect(mapped).toMatchObject({
      ...{ class_uid: classUid, activity_id: activity, type_uid: classUid * 100 + activity },
      ...{ category_uid: Math.floor(classUid / 1000), status_id: 2, status_code: 'wrong-password' },
    });
    const required = classUid === 3002 ? ['user', 'service'] : ['actor', 'api', 'src_endpoint'];
    for (const name of required) expect(mapped).toHaveProperty(name);
  });
});

describe('syslog', () => {
  it('begins with the header of RFC 5424', () => {
    const message = syslogMessage({ ...BASE, kind: 'audit.sign-in', entry: ENTRY }, 'cef', SENDER);
    expect(message).toMatch(
      /^<108>1 2026-03-01T08:00:00\.000Z wardlight wardlight 42 audit\.sign-in \[origin software="Wardlight" swVersion="1\.0"\] CEF:0\|/,
    );
  });

  it('escapes values of structured data', () => {
    expect(parameter('a"b\\c]d[e')).toBe('a\\"b\\\\c\\]d[e');
  });

  it('counts octets, not characters', () => {
    expect(framed('ä').toString('latin1')).toBe('2 Ã¤');
  });

  it('marks UTF-8 in JSON, which stays readable', () => {
    const alert = { ...ALERT, text: 'Überprüfung' };
    const message = syslogMessage({ ...BASE, kind: 'alert.new', alert }, 'ocsf', SENDER);
    const at = message.indexOf('\uFEFF');
    expect(JSON.parse(message.slice(at + 1))).toMatchObject({ message: 'Überprüfung' });
  });

  it('cuts a datagram between characters', () => {
    fc.assert(
      fc.property(fc.nat(5), (shift) => {
        const cut = datagram(`${'x'.repeat(shift)}${'ä€😀'.repeat(1_500)}`);
        expect(cut.length).toBeLessThanOrEqual(DATAGRAM_LIMIT);
        expect(cut.length).toBeGreaterThan(DATAGRAM_LIMIT - 4);
        expect(cut.toString('utf8')).not.toContain('\uFFFD');
      }),
    );
  });
});

describe('a webhook', () => {
  const body = webhookBody('id', [{ ...BASE, kind: 'test' }]);
  const signature = webhookSignature('secret', 1_000, body);

  it('is signed over time and body', () => {
    expect(isSignedBy('secret', signature, body, 1_000)).toBe(true);
    expect(isSignedBy('other', signature, body, 1_000)).toBe(false);
    expect(isSignedBy('secret', signature, `${body} `, 1_000)).toBe(false);
    expect(isSignedBy('secret', signature.replace('t=1000', 't=1001'), body, 1_001)).toBe(false);
    expect(isSignedBy('secret', signature, body, 1_301)).toBe(false);
    expect(isSignedBy('secret', 'v1=zz', body, 1_000)).toBe(false);
  });
});
