/** Active queries from a person's word to what is known afterwards, against devices on the loopback interface. */

import { sql } from 'kysely';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { keptRows } from '../../test/support/kept-rows.ts';
import {
  DEVICE,
  DEVICES,
  type LoopbackDevice,
  PLANTED_PERSON,
  SETTINGS,
  streamDevice,
} from '../../test/support/loopback-devices.ts';
import {
  addOrganisation,
  addPerson,
  type TestPerson,
  useTestServer,
} from '../../test/support/test-server.ts';
import { runActiveQueries } from '../main/run-active-queries.ts';
import { whileNobodyAsks } from '../store/active-queries/runs.ts';

/** Reading an answer starts a thread that loads all fingerprints. */
const LIMIT_MS = 120_000;
const HOUR = 3_600_000;
const test = useTestServer();
let organisation: string;
let bob: TestPerson; // biomedical engineer: may send
let sara: TestPerson; // security analyst: may ask
let clara: TestPerson; // clinical manager: may approve
let nick: TestPerson; // network engineer: may send
let chief: TestPerson; // CISO: the switch
const open: LoopbackDevice[] = [];

beforeAll(async () => {
  organisation = await addOrganisation(test().database, 'St. Ann');
  bob = await addPerson(test(), organisation, 'Bob', ['biomedical-engineer']);
  sara = await addPerson(test(), organisation, 'Sara', ['security-analyst']);
  clara = await addPerson(test(), organisation, 'Clara', ['clinical-manager']);
  nick = await addPerson(test(), organisation, 'Nick', ['network-engineer']);
  chief = await addPerson(test(), organisation, 'Chief', ['ciso']);
}, LIMIT_MS);

afterEach(async () => {
  for (const device of open.splice(0)) await device.close();
  // Each test has the address of this machine for its own device.
  await test().database.asOrganisation(organisation, async (t) => {
    await t.deleteFrom('device').execute();
    await t.deleteFrom('active_policy').execute();
  });
});

const switchTo = (enabled: boolean) =>
  chief.ask('PATCH', '/api/active-queries/policy', { body: { enabled } });
const soon = () => new Date(Date.now() + HOUR).toISOString();
const run = () => runActiveQueries({ ...test().jobContext, exchange: { paceMillis: 1 } });

async function started(device: Promise<LoopbackDevice> | undefined): Promise<LoopbackDevice> {
  const found = await device;
  if (!found) throw new Error('no such device');
  open.push(found);
  return found;
}

interface Made {
  readonly category?: string;
  readonly confidence?: number;
  readonly use?: string;
  readonly ports?: readonly (readonly [transport: string, port: number])[];
}

/** A device with the address of this machine that was seen a moment ago. */
function addDevice({ category = 'printer', confidence = 90, use, ports = [] }: Made = {}): Promise<string> {
  const { deviceRules } = test().jobContext;
  return test().database.asOrganisation(organisation, async (t) => {
    const criticality = deviceRules.criticalityOf.get(category) ?? null;
    const { rows } = await sql<{ id: string }>`
      insert into device (organisation_id, macs, ips, vlans, category, category_confidence, category_reasons, category_criticality,
                          hostnames, use_state, first_at, last_at, packets, octets, peers)
      values (${organisation}, '{00:11:22:33:44:55}', '{127.0.0.1}', '{}', ${category}, ${confidence}, '[]', ${criticality}, '[]',
              ${use ?? null}, now(), now(), 1, 1, 0)
      returning id`.execute(t);
    const id = rows[0]?.id ?? '';
    await sql`insert into device_key (organisation_id, key, device_id)
      values (${organisation}, 'mac:00:11:22:33:44:55', ${id})`.execute(t);
    for (const [transport, port] of ports)
      await sql`insert into device_service (organisation_id, device_id, transport, port, protocol, role)
        values (${organisation}, ${id}, ${transport}, ${port}, '', 'server')`.execute(t);
    return id;
  });
}

const ask = (person: TestPerson, device: string, probe: string, rest: object = {}) =>
  person.post('/api/active-queries', {
    device,
    probe,
    until: soon(),
    reason: 'inventory of printers',
    ...rest,
  });

/** What a probe must be told. */
const NEEDED: Readonly<Record<string, object>> = {
  'snmp-get': { community: SETTINGS.community },
  'dicom-echo': { calledAe: SETTINGS.calledAe, callingAe: SETTINGS.callingAe },
};

describe('the switch', () => {
  it('is off until somebody who may switches it on', async () => {
    const device = await addDevice();
    const { body } = await bob.get('/api/active-queries/policy');
    expect(body).toMatchObject({ enabled: false, changedAt: null, barredMakers: [] });
    expect(body.neverAsked).toContain('infusion-pump');
    expect(body.neverAsked).not.toContain('printer');
    expect(body.probes).toHaveLength(6);
    expect(await ask(bob, device, 'http-head')).toMatchObject({
      status: 409,
      body: { code: 'query-refused' },
    });
    expect((await bob.ask('PATCH', '/api/active-queries/policy', { body: { enabled: true } })).status).toBe(
      403,
    );
    expect((await switchTo(true)).body).toMatchObject({ enabled: true, changedBy: 'Chief' });
    expect((await ask(bob, device, 'http-head')).status).toBe(201);
  });

  it('is thrown by anybody who sees it, and ends what is not sent yet', async () => {
    await switchTo(true);
    const device = await addDevice();
    const { body } = await ask(bob, device, 'http-head');
    expect((await sara.post('/api/active-queries/stop')).body.enabled).toBe(false);
    expect((await bob.get(`/api/active-queries/${body.id}`)).body).toMatchObject({
      ...{ state: 'stopped', note: 'Sara switched active queries off.', run: null, packets: [] },
    });
  });
});

describe('a query', () => {
  it.each(Object.keys(DEVICES))(
    '%s is sent once, kept packet by packet, and tells what the device is',
    async (probe) => {
      await switchTo(true);
      const { port, heard } = await started(DEVICES[probe]?.());
      const transport = ['snmp-get', 'bacnet-read-property', 'enip-list-identity'].includes(probe)
        ? 'udp'
        : 'tcp';
      const device = await addDevice({ ports: [[transport, port]] });
      const asked = await ask(bob, device, probe, { port, ...NEEDED[probe] });
      expect(asked).toMatchObject({ status: 201, body: { state: 'allowed', missing: null, run: null } });
      await run();
      await run();
      const { body } = await bob.get(`/api/active-queries/${asked.body.id}`);
      expect(body).toMatchObject({
        state: 'done',
        run: { outcome: 'answered', address: '127.0.0.1', port, remark: null },
      });
      expect(body.run.answerMillis).toBeGreaterThan(0);
      expect(body.run.facts).toBeGreaterThan(0);
      expect(body.packets[0]).toMatchObject({ number: 1, direction: 'sent' });
      expect(body.packets.some((packet: { direction: string }) => packet.direction === 'received')).toBe(
        true,
      );
      if (heard.length > 0) {
        const [first] = heard;
        expect(body.packets[0].octets).toBe(first?.length);
        expect(first?.toString('hex').startsWith(body.packets[0].head)).toBe(true);
      }
      const sources = await evidenceOf(device);
      expect(sources).toContain(`active-query ${body.run.id}`);
      const everything = await everythingKept();
      for (const secret of [PLANTED_PERSON, SETTINGS.community]) expect(everything).not.toContain(secret);
    },
    LIMIT_MS,
  );

  it('gives its values to the device that was asked, with the packet that states them', {
    timeout: LIMIT_MS,
  }, async () => {
    await switchTo(true);
    const { port } = await started(DEVICES['snmp-get']?.());
    const device = await addDevice({ ports: [['udp', port]] });
    await ask(bob, device, 'snmp-get', { port, ...NEEDED['snmp-get'] });
    await run();
    const { body } = await bob.get(`/api/devices/${device}`);
    expect(body.attributes.serialNumber[0]).toMatchObject({ value: DEVICE.serial });
    expect(body.attributes.serialNumber[0].evidence[0]).toMatchObject({
      ...{ protocol: 'snmp', packet: 2, source: { kind: 'active-query' } },
    });
    expect(body.macs).toEqual(['00:11:22:33:44:55']);
    expect((await bob.get('/api/devices')).body.devices).toHaveLength(1);
    const learnt = { attribute: 'serialNumber', to: DEVICE.serial };
    const source = expect.objectContaining({ kind: 'active-query' });
    expect(body.history).toContainEqual(expect.objectContaining({ ...learnt, source }));
  });

  it('is written down when it is allowed, sent and over', { timeout: LIMIT_MS }, async () => {
    await switchTo(true);
    const { port } = await started(DEVICES['http-head']?.());
    const device = await addDevice({ ports: [['tcp', port]] });
    await ask(bob, device, 'http-head', { port });
    await run();
    const auditor = await addPerson(test(), organisation, 'Paul', ['auditor']);
    const { body } = await auditor.get(`/api/audit?targetKind=device&targetId=${device}`);
    const actions = body.entries.map((entry: { action: string; who: { kind: string } }) => [
      entry.action,
      entry.who.kind,
    ]);
    expect(actions).toEqual([
      ['active-query.end', 'system'],
      ['active-query.send', 'system'],
      ['active-query.permit', 'person'],
    ]);
  });

  it.each<[string, Made, RegExp]>([
    [
      'a device that is only listened to',
      { category: 'infusion-pump', use: 'spare' },
      /only ever listened to/,
    ],
    ['a device that nobody knows', { category: 'unknown', confidence: 0 }, /Nobody knows what kind/],
    ['a device whose kind is a guess', { confidence: 40 }, /not certain enough/],
  ])('is refused for %s, and the refusal written down', async (_name, made, why) => {
    await switchTo(true);
    const device = await addDevice(made);
    const refused = await ask(bob, device, 'http-head');
    expect(refused).toMatchObject({ status: 409, body: { code: 'query-refused' } });
    expect(refused.body.detail).toMatch(why);
    const auditor = await addPerson(test(), organisation, 'Paul', ['auditor']);
    const { body } = await auditor.get(`/api/audit?targetKind=device&targetId=${device}`);
    expect(body.entries[0]).toMatchObject({
      ...{ action: 'active-query.permit', result: 'refused', code: 'query-refused' },
    });
    const { body: shown } = await bob.get(`/api/devices/${device}/active-queries`);
    expect(shown.probes[0].shut[0].why).toMatch(why);
  });

  it.each<[string, object, RegExp]>([
    ['without what the probe needs', { probe: 'snmp-get' }, /State the SNMP community/],
    ['without an agreed title', { probe: 'dicom-echo', calledAe: 'LP200' }, /under which Wardlight asks/],
    ['in the past', { until: new Date(0).toISOString() }, /end after it begins/],
    ['for two days', { until: new Date(Date.now() + 49 * HOUR).toISOString() }, /at most 24 hours/],
  ])('is refused %s', async (_name, rest, why) => {
    await switchTo(true);
    const refused = await ask(bob, await addDevice(), 'http-head', rest);
    expect(refused).toMatchObject({ status: 400, body: { code: 'invalid-request' } });
    expect(refused.body.detail).toMatch(why);
  });

  it('is not sent to a port that nobody saw the device serve', async () => {
    await switchTo(true);
    const refused = await ask(bob, await addDevice(), 'http-head', { port: 8_081 });
    expect(refused.body.detail).toMatch(/ports are not tried out/);
  });

  it('waits for its window and lapses with it', async () => {
    await switchTo(true);
    const { port, heard } = await started(streamDevice(() => undefined));
    const device = await addDevice({ ports: [['tcp', port]] });
    const from = new Date(Date.now() + HOUR).toISOString();
    const until = new Date(Date.now() + 2 * HOUR).toISOString();
    const { body } = await ask(bob, device, 'http-head', { port, from, until });
    await run();
    expect((await bob.get(`/api/active-queries/${body.id}`)).body).toMatchObject({
      state: 'allowed',
      run: null,
    });
    await test().database.asOrganisation(organisation, (t) =>
      sql`update active_permit set from_at = now() - interval '2 hours', until_at = now() - interval '1 hour'`.execute(
        t,
      ),
    );
    await run();
    expect((await bob.get(`/api/active-queries/${body.id}`)).body).toMatchObject({
      ...{ state: 'lapsed', note: 'Its window ended before it was sent.' },
    });
    expect(heard).toEqual([]);
  });

  it('waits while a gate is shut, and says which', async () => {
    await switchTo(true);
    const device = await addDevice();
    const { body } = await ask(bob, device, 'http-head');
    await test().database.asOrganisation(organisation, (t) =>
      sql`update device set last_at = now() - interval '25 hours'`.execute(t),
    );
    await run();
    const { body: found } = await bob.get(`/api/active-queries/${body.id}`);
    expect(found).toMatchObject({ state: 'allowed', run: null });
    expect(found.note).toMatch(/not seen for more than 24 hours/);
  });

  it('is not sent while another server asks', async () => {
    await switchTo(true);
    const device = await addDevice();
    const { body } = await ask(bob, device, 'http-head');
    await whileNobodyAsks(test().database, run);
    expect((await bob.get(`/api/active-queries/${body.id}`)).body.run).toBeNull();
  });

  it('is not sent a second time when a server died while it asked', async () => {
    await switchTo(true);
    const { port, heard } = await started(streamDevice(() => undefined));
    const device = await addDevice({ ports: [['tcp', port]] });
    const { body } = await ask(bob, device, 'http-head', { port });
    await test().database.asOrganisation(organisation, async (t) => {
      await sql`insert into active_run (organisation_id, permit_id, device_id, probe, address, port, begun_at)
        values (${organisation}, ${body.id}, ${device}, 'http-head', '127.0.0.1', ${port}, now())`.execute(t);
      await sql`update active_permit set state = 'running'`.execute(t);
    });
    await run();
    expect((await bob.get(`/api/active-queries/${body.id}`)).body).toMatchObject({
      ...{ state: 'done', run: { outcome: 'broken-off', remark: 'The server ended meanwhile.' } },
    });
    expect(heard).toEqual([]);
  });
});

describe('a device that does not bear it', () => {
  it('is left alone after a reset: what else was permitted ends, and a pause begins', async () => {
    await switchTo(true);
    const { port } = await started(streamDevice((socket) => socket.resetAndDestroy()));
    const device = await addDevice({ ports: [['tcp', port]] });
    const first = await ask(bob, device, 'http-head', { port });
    const later = { from: new Date(Date.now() + HOUR / 2).toISOString() };
    const second = await ask(bob, device, 'tls-handshake', { port, ...later });
    await run();
    expect((await bob.get(`/api/active-queries/${first.body.id}`)).body.run.outcome).toBe('reset');
    expect((await bob.get(`/api/active-queries/${second.body.id}`)).body).toMatchObject({
      ...{ state: 'stopped', note: 'The device broke the connection (TCP reset).' },
    });
    const { body } = await bob.get(`/api/devices/${device}/active-queries`);
    const gates = body.probes[0].shut.map(({ gate }: { gate: string }) => gate);
    expect(gates).toEqual(['pause', 'seen-since']);
  });
});

describe('another person', () => {
  const CT: Made = { category: 'ct' };

  it('must agree when the asker may not send, and when the device matters more', async () => {
    await switchTo(true);
    const printer = await addDevice();
    const { body: asked } = await ask(sara, printer, 'http-head');
    expect(asked).toMatchObject({ state: 'waiting', approvals: [] });
    expect(asked.missing).toMatch(/Another person/);
    const own = await sara.post(`/api/active-queries/${asked.id}/approve`, { verdict: 'agree' });
    expect(own.body.code).toBe('not-allowed');
    const agreed = await clara.post(`/api/active-queries/${asked.id}/approve`, { verdict: 'agree' });
    expect(agreed.body).toMatchObject({ state: 'allowed', missing: null, approvals: [{ name: 'Clara' }] });
    const again = await nick.post(`/api/active-queries/${asked.id}/approve`, { verdict: 'agree' });
    expect(again.body.code).toBe('query-over');
  });

  it('is never the one who asked', async () => {
    await switchTo(true);
    const { body: asked } = await ask(bob, await addDevice(CT), 'http-head');
    expect(asked.state).toBe('waiting');
    const own = await bob.post(`/api/active-queries/${asked.id}/approve`, { verdict: 'agree' });
    expect(own.body.code).toBe('separation-of-duties');
    await run();
    expect((await bob.get(`/api/active-queries/${asked.id}`)).body.run).toBeNull();
    const declined = await clara.post(`/api/active-queries/${asked.id}/approve`, {
      ...{ verdict: 'decline', note: 'stroke unit is full' },
    });
    expect(declined.body).toMatchObject({ state: 'declined', note: 'stroke unit is full' });
  });

  it('is not enough for a device that sustains life: two of different functions must agree', async () => {
    await switchTo(true);
    const device = await addDevice({ use: 'spare' });
    await test().database.asOrganisation(organisation, (t) =>
      sql`update device set criticality = 5`.execute(t),
    );
    const { body: asked } = await ask(sara, device, 'http-head');
    const first = await clara.post(`/api/active-queries/${asked.id}/approve`, { verdict: 'agree' });
    expect(first.body.state).toBe('waiting');
    expect(first.body.missing).toMatch(/second person of another function/);
    const second = await nick.post(`/api/active-queries/${asked.id}/approve`, { verdict: 'agree' });
    expect(second.body.state).toBe('allowed');
  });

  it('may withdraw what somebody asked for, as the asker may', async () => {
    await switchTo(true);
    const device = await addDevice();
    const { body: one } = await ask(bob, device, 'http-head');
    expect((await sara.ask('DELETE', `/api/active-queries/${one.id}`)).status).toBe(403);
    expect((await clara.ask('DELETE', `/api/active-queries/${one.id}`)).body).toMatchObject({
      ...{ state: 'withdrawn', note: 'Clara withdrew it.' },
    });
    const { body: list } = await bob.get('/api/active-queries?state=open');
    expect(list).toEqual({ queries: [], next: null });
    expect((await bob.get('/api/active-queries')).body.queries).toHaveLength(1);
  });

  it('sees who may do what on the page of the device', async () => {
    await switchTo(true);
    const device = await addDevice(CT);
    const of = async (person: TestPerson) => {
      const { mayAsk, maySend, needsAnother } = (await person.get(`/api/devices/${device}/active-queries`))
        .body;
      return { mayAsk, maySend, needsAnother };
    };
    expect(await of(bob)).toEqual({ mayAsk: true, maySend: true, needsAnother: true });
    expect(await of(sara)).toEqual({ mayAsk: true, maySend: false, needsAnother: true });
    expect(await of(clara)).toEqual({ mayAsk: false, maySend: false, needsAnother: true });
    const { body } = await bob.get(`/api/devices/${device}/active-queries`);
    expect(body.probes.map(({ shut }: { shut: object[] }) => shut.length)).toEqual([0, 0, 0, 0, 0, 0]);
  });
});

it('is nothing to somebody of another organisation', async () => {
  await switchTo(true);
  const device = await addDevice();
  const { body: asked } = await ask(bob, device, 'http-head');
  const elsewhere = await addOrganisation(test().database, 'St. Eve');
  const eve = await addPerson(test(), elsewhere, 'Eve', ['biomedical-engineer', 'clinical-manager', 'ciso']);
  expect((await eve.get('/api/active-queries')).body).toEqual({ queries: [], next: null });
  expect((await eve.get('/api/active-queries/policy')).body).toMatchObject({
    enabled: false,
    changedBy: null,
  });
  await eve.ask('PATCH', '/api/active-queries/policy', { body: { enabled: true } });
  const tried = [
    await eve.get(`/api/active-queries/${asked.id}`),
    await eve.get(`/api/devices/${device}/active-queries`),
    await ask(eve, device, 'http-head'),
    await eve.post(`/api/active-queries/${asked.id}/approve`, { verdict: 'decline', note: 'not mine' }),
    await eve.ask('DELETE', `/api/active-queries/${asked.id}`),
  ];
  expect(tried.map(({ status }) => status)).toEqual([404, 404, 404, 404, 404]);
  await eve.post('/api/active-queries/stop');
  expect((await bob.get(`/api/active-queries/${asked.id}`)).body.state).toBe('allowed');
});

/** `kind id` of every source of evidence of a device. */
async function evidenceOf(device: string): Promise<string[]> {
  const { body } = await bob.get(`/api/devices/${device}`);
  const found: string[] = [];
  JSON.stringify(body, (key, value) => {
    if (key === 'source') found.push(`${value.kind} ${value.id}`);
    return value;
  });
  return found;
}

/** Every row of every table of the database, as text. */
async function everythingKept(): Promise<string> {
  const kept = await keptRows(test().database, organisation);
  expect(kept.get('active_packet')?.length).toBeGreaterThan(0);
  return [...kept.values()].flat().join('\n');
}
