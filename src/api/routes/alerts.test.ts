/** Alerts, tasks and controls through the API: who may say what of them, and what is refused. */

import { beforeAll, describe, expect, it } from 'vitest';
import {
  addOrganisation,
  addPerson,
  type TestPerson,
  useTestServer,
} from '../../../test/support/test-server.ts';
import { raiseAlert } from '../../store/raise-alerts.ts';

const LONG = 60_000;
const CVE = 'CVE-2026-4001';
const test = useTestServer();
let organisation = '';
let analyst: TestPerson;
let engineer: TestPerson;
let auditor: TestPerson;
let network: TestPerson;
let eve: TestPerson;
let device = '';

beforeAll(async () => {
  const { database } = test();
  organisation = await addOrganisation(database, 'Alpha');
  analyst = await addPerson(test(), organisation, 'Ann', ['security-analyst']);
  engineer = await addPerson(test(), organisation, 'Ben', ['biomedical-engineer']);
  auditor = await addPerson(test(), organisation, 'Vic', ['auditor']);
  network = await addPerson(test(), organisation, 'Nia', ['network-engineer']);
  eve = await addPerson(test(), await addOrganisation(database, 'Beta'), 'Eve', ['security-analyst']);
  const row = {
    ...{ organisation_id: organisation, macs: [], ips: ['10.0.0.1'], vlans: [], category: 'infusion-pump' },
    ...{
      category_confidence: 90,
      category_reasons: '[]',
      hostnames: '[]',
      site_id: null,
      via_device_id: null,
    },
    ...{ first_at: '2026-03-01T08:00:00Z', last_at: '2026-03-01T09:00:00Z', packets: 1, octets: 1, peers: 0 },
  };
  await database.asOrganisation(organisation, async (t) => {
    ({ id: device } = await t.insertInto('device').values(row).returning('id').executeTakeFirstOrThrow());
    await raiseAlert(t, organisation, {
      ...{ kind: 'exploited-vulnerability', about: CVE, cve: CVE, devices: [device], severity: 'critical' },
      text: '=cmd|calc is exploited',
    });
    await raiseAlert(t, organisation, { kind: 'feed-stale', about: 'nvd', text: 'NVD is old.', lasts: true });
  });
}, LONG);

const alerts = async (person: TestPerson, query = '') =>
  (await person.get(`/api/alerts${query}`)).body.alerts;

describe('alerts', () => {
  it('are listed by filter and order, page by page', async () => {
    const [first] = await alerts(auditor, '?sort=-severity');
    expect(first).toMatchObject({
      severity: 'critical',
      devices: [device],
      deviceCount: 1,
      state: 'open',
      cve: CVE,
    });
    expect(await alerts(auditor, '?kind=feed-stale&kind=new-device&state=open')).toHaveLength(1);
    expect(await alerts(auditor, `?device=${device}`)).toHaveLength(1);
    const page = (await auditor.get('/api/alerts?sort=severity&limit=1')).body;
    expect(await alerts(auditor, `?sort=severity&limit=1&cursor=${page.next}`)).toMatchObject([{ cve: CVE }]);
    expect((await auditor.get('/api/alerts?sort=colour')).status).toBe(400);
    expect(await alerts(eve)).toEqual([]);
    expect((await eve.get(`/api/alerts/${first.id}`)).status).toBe(404);
  });

  it('are exported as CSV that no spreadsheet computes, and as NDJSON', async () => {
    const { text, headers } = await auditor.get('/api/alerts/export?sort=-severity');
    expect(headers['content-type']).toContain('text/csv');
    expect(text.split('\r\n')[0]).toContain('id,severity,kind,state,text');
    expect(text).not.toMatch(/(?:^|,)"?=cmd/m);
    const lines = (await auditor.get('/api/alerts/export?format=ndjson')).text.trim().split('\n');
    expect(lines.map((line) => JSON.parse(line).kind).sort()).toEqual([
      'exploited-vulnerability',
      'feed-stale',
    ]);
  });

  it('are acknowledged and closed with a reason, by who may', async () => {
    const [alert] = await alerts(analyst, `?cve=${CVE}`);
    const decide = (person: TestPerson, body: object) =>
      person.post('/api/alerts/decisions', { alerts: [alert.id], ...body });
    expect((await decide(auditor, { state: 'acknowledged' })).status).toBe(403);
    expect((await decide(analyst, { state: 'closed' })).status).toBe(400);
    expect((await decide(eve, { state: 'acknowledged' })).body).toEqual({ alerts: [] });
    expect((await decide(analyst, { state: 'acknowledged' })).body).toEqual({ alerts: [alert.id] });
    expect((await decide(analyst, { state: 'closed', reason: 'Patched.' })).body).toEqual({
      alerts: [alert.id],
    });
    const { body } = await auditor.get(`/api/alerts/${alert.id}`);
    expect(body).toMatchObject({ state: 'closed', reason: 'Patched.', decidedBy: 'Ann' });
    const log = await (await addPerson(test(), organisation, 'Otto', ['ciso'])).get(
      '/api/audit?action=alert.decide',
    );
    expect(log.text).toContain('Patched.');
  });

  it('that are addressed to a role are its notices', async () => {
    const { body } = await analyst.get('/api/notices?unseen=true');
    expect(body.notices).toMatchObject([{ kind: 'feed-stale', subject: null, seenAt: null }]);
    expect((await engineer.get('/api/notices')).body.notices).toEqual([]);
    expect((await analyst.post(`/api/notices/${body.notices[0].id}/seen`)).status).toBe(200);
    expect((await analyst.get('/api/notices?unseen=true')).body.notices).toEqual([]);
  });
});

describe('tasks', () => {
  const make = async (person: TestPerson, body: object) =>
    person.post('/api/tasks', { title: 'Ask the maker', ...body });

  it('are made for oneself, a person or a role, and found by whom they are for', async () => {
    const [alert] = await alerts(analyst);
    const { id: own } = (await make(analyst, { device, cve: CVE, due: '2030-01-31' })).body;
    const { id: theirs } = (await make(analyst, { role: 'biomedical-engineer', alert: alert.id })).body;
    const { id: person } = (await make(analyst, { assignee: network.id, due: '2029-01-31' })).body;
    const ids = async (of: TestPerson, query: string) =>
      (await of.get(`/api/tasks${query}`)).body.tasks.map(({ id }: { id: string }) => id);
    expect(await ids(auditor, '')).toEqual([person, own, theirs]);
    expect(await ids(engineer, '?mine=true')).toEqual([theirs]);
    expect(await ids(network, '?mine=true&state=open')).toEqual([person]);
    expect(await ids(auditor, `?device=${device}&cve=${CVE}`)).toEqual([own]);
    expect(await ids(auditor, '?mine=true')).toEqual([]);
    expect(await ids(eve, '')).toEqual([]);
    const next = (await auditor.get('/api/tasks?limit=1')).body.next;
    expect(await ids(auditor, `?limit=1&cursor=${next}`)).toEqual([own]);
    expect((await eve.ask('PATCH', `/api/tasks/${own}`, { body: { state: 'done' } })).status).toBe(404);
  });

  it.each([
    ['nobody', { assignee: 'nobody' }, 404],
    ['no role', { role: 'king' }, 404],
    ['a device of nobody', { device: '00000000-0000-4000-8000-000000000000' }, 404],
    ['an alert of nobody', { alert: '00000000-0000-4000-8000-000000000000' }, 404],
    ['two at once', { assignee: 'x', role: 'ciso' }, 400],
    ['no day', { due: '2026-02-30' }, 400],
    ['no title', { title: ' ' }, 400],
  ])('are refused for %s', async (_, body, status) => {
    expect((await make(analyst, body)).status).toBe(status);
  });

  it('are ended and given on by who made them, whose they are, and who may edit the inventory', async () => {
    const { id } = (await make(network, { role: 'network-engineer' })).body;
    const change = (person: TestPerson, body: object) => person.ask('PATCH', `/api/tasks/${id}`, { body });
    expect((await change(auditor, { state: 'done' })).status).toBe(403);
    expect((await change(network, { state: 'done', outcome: 'It is patched.' })).body).toMatchObject({
      ...{ state: 'done', endedBy: 'Nia', outcome: 'It is patched.', isMine: true },
    });
    expect((await change(analyst, { state: 'open', assignee: auditor.id })).body).toMatchObject({
      ...{ state: 'open', endedBy: null, endedAt: null, outcome: null, assigneeName: 'Vic', role: null },
    });
    expect((await change(auditor, { due: '2031-05-01' })).body).toMatchObject({
      due: '2031-05-01',
      isMine: true,
    });
    expect((await change(network, { title: 'x'.repeat(500) })).status).toBe(400);
  });
});

describe('controls', () => {
  const path = () => `/api/devices/${device}/controls`;
  const NOW = new Date(Date.now() - 1_000).toISOString();
  const CONTROL = { countermeasure: 'M3', validation: 'configured', since: NOW };

  it('say who recorded them, until when they count, and what proves them', async () => {
    const soon = new Date(Date.now() + 3_600_000).toISOString();
    const { body: made } = await engineer.post(path(), { ...CONTROL, expiresAt: soon, note: 'VLAN 30' });
    const { body } = await auditor.get(path());
    expect(body.controls).toMatchObject([
      { id: made.id, putBy: 'Ben', expiresAt: soon, counts: true, document: null, note: 'VLAN 30' },
    ]);
    const nowhere = { document: '00000000-0000-4000-8000-000000000000' };
    expect((await engineer.post(path(), { ...CONTROL, ...nowhere })).status).toBe(404);
    expect((await engineer.post(path(), { ...CONTROL, expiresAt: NOW })).status).toBe(400);
    expect((await eve.get(path())).status).toBe(404);
    expect((await eve.post(path(), CONTROL)).status).toBe(404);
    expect((await engineer.ask('DELETE', `${path()}/${made.id}`)).status).toBe(200);
    expect((await auditor.get(path())).body.controls).toEqual([]);
  });
});
