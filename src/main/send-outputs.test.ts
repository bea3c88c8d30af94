import { createSocket, type Socket } from 'node:dgram';
import http from 'node:http';
import net, { type AddressInfo } from 'node:net';
import { sql } from 'kysely';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import {
  addOrganisation,
  addPerson,
  type TestPerson,
  useTestServer,
} from '../../test/support/test-server.ts';
import { isSignedBy } from '../outputs/webhook-message.ts';
import { listOutputs } from '../store/outputs.ts';
import { closeAlert, raiseAlert } from '../store/raise-alerts.ts';
import { DELIVERY_ATTEMPTS, dueDelivery, listDeliveries, noteTry } from '../store/webhook-deliveries.ts';
import { sendOutputs } from './send-outputs.ts';

/** How long a job may take to come to its turn. */
const WAIT_MS = 20_000;
const test = useTestServer();
let organisation: string;
let admin: TestPerson;
const closing: (() => unknown)[] = [];

beforeAll(async () => {
  organisation = await addOrganisation(test().database, 'St. Ann');
  admin = await addPerson(test(), organisation, 'Ada', ['platform-administrator']);
  await sql`update session set "factorAt" = now() where "userId" = ${admin.id}`.execute(
    test().database.kysely,
  );
});
afterEach(async () => {
  for (const close of closing.splice(0)) close();
  // Other tests do not wait for receivers that are gone.
  await test().database.asOrganisation(organisation, (t) => t.deleteFrom('output').execute());
});

const addDevice = (mac: string) =>
  test().database.asOrganisation(organisation, async (t) => {
    const { rows } = await sql<{ id: string }>`
      insert into device (organisation_id, macs, ips, vlans, category, category_confidence, category_reasons, hostnames, first_at, last_at, packets, octets, peers)
      values (${organisation}, array[${mac}]::macaddr[], '{10.0.0.7}', '{}', 'infusion-pump', 90, '[]', '[]', '2026-03-01', '2026-03-01', 1, 1, 0)
      returning id`.execute(t);
    return rows[0]?.id ?? '';
  });
const changeDevice = (id: string) =>
  test().database.asOrganisation(organisation, (t) =>
    t.updateTable('device').set({ packets: sql`packets + 1` }).where('id', '=', id).execute(),
  );

interface Received {
  readonly headers: http.IncomingHttpHeaders;
  readonly body: string;
}

/** Something that receives webhooks and answers what it is told to. */
async function hook(answer: (response: http.ServerResponse) => void) {
  const received: Received[] = [];
  const server = http.createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => {
      body += chunk;
    });
    request.on('end', () => {
      received.push({ headers: request.headers, body });
      answer(response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(() => server.close());
  return { received, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook` };
}

const addWebhook = async (url: string, kinds = ['device.new', 'device.changed', 'device.removed']) => {
  const { status, body } = await admin.post('/api/webhooks', { name: 'SIEM', url, kinds });
  expect(status).toBe(201);
  return body as { webhook: { id: string }; secret: string };
};

describe('a webhook', () => {
  it('is told what is new, signed, once, and what changed and went', async () => {
    const { received, url } = await hook((response) => response.writeHead(204).end());
    await addDevice('00:00:00:00:00:01');
    const { webhook, secret } = await addWebhook(url);
    const id = await addDevice('00:00:00:00:00:02');
    await changeDevice(id);
    await sendOutputs(test().jobContext);
    await vi.waitFor(() => expect(received).toHaveLength(1), 5_000);
    await sendOutputs(test().jobContext);
    const [first] = received;
    const { events, id: delivery } = JSON.parse(first?.body ?? '');
    expect(events).toMatchObject([
      { kind: 'device.new', device: { id, macs: ['00:00:00:00:00:02'], category: 'infusion-pump' } },
    ]);
    expect(first?.headers['wardlight-delivery']).toBe(delivery);
    const signature = String(first?.headers['wardlight-signature']);
    expect(isSignedBy(secret, signature, first?.body ?? '', Date.now() / 1_000)).toBe(true);
    await changeDevice(id);
    await sendOutputs(test().jobContext);
    await vi.waitFor(() => expect(received).toHaveLength(2), 5_000);
    await test().database.asOrganisation(organisation, (t) =>
      t.deleteFrom('device').where('id', '=', id).execute(),
    );
    await sendOutputs(test().jobContext);
    await vi.waitFor(() => expect(received).toHaveLength(3), 5_000);
    expect(received.slice(1).map(({ body }) => JSON.parse(body).events[0].kind)).toEqual([
      'device.changed',
      'device.removed',
    ]);
    await vi.waitFor(async () =>
      expect((await admin.get(`/api/webhooks/${webhook.id}/deliveries`)).body.deliveries).toMatchObject([
        { state: 'delivered', status: 204, error: null, attempts: 1 },
        { state: 'delivered' },
        { state: 'delivered' },
      ]),
    );
    expect((await admin.get('/api/webhooks')).body.webhooks).toMatchObject([{ sent: 3, failingSince: null }]);
    const { rows } = await sql<{ row: string }>`select output::text as row from output`.execute(
      test().database.kysely,
    );
    expect(JSON.stringify(rows)).not.toContain(secret);
  });

  it('is told of an alert when it is raised, and when it stands otherwise', async () => {
    const { received, url } = await hook((response) => response.writeHead(204).end());
    await addWebhook(url, ['alert.new', 'alert.changed']);
    const within = (work: Parameters<ReturnType<typeof test>['database']['asOrganisation']>[1]) =>
      test().database.asOrganisation(organisation, work);
    await within((t) =>
      raiseAlert(t, organisation, { kind: 'sensor-silent', about: 'x', text: 'The sensor x is silent.' }),
    );
    await sendOutputs(test().jobContext);
    await vi.waitFor(() => expect(received).toHaveLength(1), 5_000);
    await within((t) => closeAlert(t, 'sensor-silent', 'x', 'It is back.'));
    await sendOutputs(test().jobContext);
    await vi.waitFor(() => expect(received).toHaveLength(2), 5_000);
    expect(received.map(({ body }) => JSON.parse(body).events[0])).toMatchObject([
      { kind: 'alert.new', alert: { kind: 'sensor-silent', state: 'open', severity: 'high', count: 1 } },
      { kind: 'alert.changed', alert: { state: 'closed', reason: 'It is back.' } },
    ]);
  });

  it('that answers with a redirect or an error, or without an end, is tried again and not followed', async () => {
    const target = await hook((response) => response.writeHead(200).end());
    const answers = [
      (response: http.ServerResponse) => response.writeHead(302, { location: target.url }).end(),
      (response: http.ServerResponse) => response.writeHead(500).end('x'),
      (response: http.ServerResponse) => {
        response.writeHead(200);
        const more = () => response.destroyed || response.write('x'.repeat(65_536), more);
        more();
      },
    ];
    const { received, url } = await hook((response) => answers.shift()?.(response));
    const { webhook } = await addWebhook(url);
    await admin.post(`/api/webhooks/${webhook.id}/test`);
    await vi.waitFor(() => expect(received).toHaveLength(1), 5_000);
    await vi.waitFor(
      async () =>
        expect(await listDeliveries(test().database, organisation, webhook.id)).toMatchObject([
          { state: 'waiting', status: 302, attempts: 1 },
        ]),
      5_000,
    );
    // The queue waits e, then e² seconds.
    await vi.waitFor(
      async () =>
        expect(await listDeliveries(test().database, organisation, webhook.id)).toMatchObject([
          { state: 'delivered', status: 200, attempts: 3 },
        ]),
      { timeout: 25_000, interval: 100 },
    );
    expect(target.received).toEqual([]);
    expect(new Set(received.map(({ headers }) => headers['wardlight-delivery'])).size).toBe(1);
  }, 40_000);

  it('is given up after a day of tries, which shows', async () => {
    const { webhook } = await addWebhook('http://127.0.0.1:9/');
    const { body } = await admin.post(`/api/webhooks/${webhook.id}/test`);
    const job = { organisation, delivery: body.delivery };
    for (let tries = 0; tries < DELIVERY_ATTEMPTS; tries++)
      await noteTry(test().database, job, { status: null, error: 'Nothing listens there.' });
    expect(await listDeliveries(test().database, organisation, webhook.id)).toMatchObject([
      { state: 'dead' },
    ]);
    expect(await dueDelivery(test().database, job)).toBeUndefined();
    expect(await listOutputs(test().database, organisation)).toMatchObject([{ dropped: 1 }]);
  });

  it.each([
    ['https://169.254.169.254/latest', 'address-refused'],
    ['http://siem.hospital.example/', 'address-refused'],
    ['nonsense', 'address-refused'],
  ])('may not be %s', async (url, code) => {
    const request = { name: 'x', url, kinds: ['device.new'] };
    expect(await admin.post('/api/webhooks', request)).toMatchObject({ status: 400, body: { code } });
  });

  it('is nothing that other organisations see', async () => {
    const { webhook } = await addWebhook('http://127.0.0.1:9/');
    const other = await addOrganisation(test().database, 'St. Bob');
    const eve = await addPerson(test(), other, 'Eve', ['platform-administrator']);
    await sql`update session set "factorAt" = now() where "userId" = ${eve.id}`.execute(
      test().database.kysely,
    );
    expect((await eve.get('/api/webhooks')).body).toEqual({ webhooks: [] });
    for (const [method, path] of [
      ['GET', '/deliveries'],
      ['POST', '/test'],
      ['PATCH', ''],
      ['DELETE', ''],
    ] as const)
      expect(
        (await eve.ask(method, `/api/webhooks/${webhook.id}${path}`, method === 'GET' ? {} : { body: {} }))
          .status,
      ).toBe(404);
  });
});

describe('a receiver of syslog', () => {
  const addReceiver = async (transport: string, port: number, more: object = {}) => {
    const answer = await admin.post('/api/syslog-destinations', {
      ...{ name: 'SIEM', host: '127.0.0.1', port, transport, format: 'cef' },
      ...{ kinds: ['device.new', 'device.changed', 'audit.act'], ...more },
    });
    expect(answer.status).toBe(201);
  };
  /** A stream that is cut into the messages that its lengths announce. */
  async function tcpReceiver() {
    const received: string[] = [];
    const server = net.createServer((socket) => {
      const chunks: Buffer[] = [];
      socket.on('data', (chunk) => chunks.push(chunk));
      socket.on('end', () => {
        let rest = Buffer.concat(chunks);
        while (rest.length > 0) {
          const space = rest.indexOf(' ');
          const length = Number(rest.subarray(0, space).toString());
          received.push(rest.subarray(space + 1, space + 1 + length).toString());
          rest = rest.subarray(space + 1 + length);
        }
        socket.end();
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    closing.push(() => server.close());
    return { received, server, port: (server.address() as AddressInfo).port };
  }

  it('over TCP gets devices and audit entries, each once', async () => {
    const { received, port } = await tcpReceiver();
    await addReceiver('tcp', port);
    const id = await addDevice('00:00:00:00:00:03');
    await sendOutputs(test().jobContext);
    await sendOutputs(test().jobContext);
    await vi.waitFor(() => expect(received).toHaveLength(2));
    expect(received[0]).toMatch(
      /^<109>1 \S+ \S+ wardlight \d+ device\.new \[origin [^\]]+\] CEF:0\|Wardlight\|/,
    );
    expect(received[0]).toContain(`cs6=${id}`);
    expect(received[1]).toContain('act=syslog-destination.add');
  });

  it('gets a test when a person asks for one, and says how that went', async () => {
    const { received, server, port } = await tcpReceiver();
    await addReceiver('tcp', port);
    const [output] = await listOutputs(test().database, organisation);
    const path = `/api/syslog-destinations/${output?.id}`;
    expect(await admin.post(`${path}/test`)).toMatchObject({ status: 202, body: { id: output?.id } });
    await vi.waitFor(() => expect(received).toHaveLength(1), WAIT_MS);
    expect(received[0]).toContain('A test that a person asked for.');
    const listed = async () => (await admin.get('/api/syslog-destinations')).body.destinations[0];
    await vi.waitFor(async () => expect(await listed()).toMatchObject({ sent: 1, lastError: null }), WAIT_MS);
    server.close();
    await admin.post(`${path}/test`);
    await vi.waitFor(async () => expect((await listed()).lastError).not.toBeNull(), WAIT_MS);
    expect(
      (await admin.post('/api/syslog-destinations/00000000-0000-4000-8000-000000000000/test')).status,
    ).toBe(404);
  });

  it('over UDP gets OCSF', async () => {
    const socket: Socket = createSocket('udp4');
    const received: string[] = [];
    socket.on('message', (message) => received.push(message.toString()));
    await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
    closing.push(() => socket.close());
    await addReceiver('udp', socket.address().port, { format: 'ocsf', kinds: ['device.new'] });
    await addDevice('00:00:00:00:00:04');
    await sendOutputs(test().jobContext);
    await vi.waitFor(() => expect(received).toHaveLength(1));
    expect(JSON.parse(received[0]?.replace(/^[^{]*/, '') ?? '')).toMatchObject({ class_uid: 5001 });
  });

  it('that was away gets everything later, but for what was too much, which is counted exactly', async () => {
    const gone = await tcpReceiver();
    gone.server.close();
    await addReceiver('tcp', gone.port, { kinds: ['device.new'] });
    const ids: string[] = [];
    for (let count = 0; count < 12; count++) ids.push(await addDevice(`00:00:00:00:01:${count + 10}`));
    await sendOutputs(test().jobContext, 5);
    const [failing] = await listOutputs(test().database, organisation);
    expect(failing).toMatchObject({
      dropped: 7,
      sent: 0,
      failures: 1,
      lastError: expect.stringContaining('nothing listens'),
    });
    const { received, port } = await tcpReceiver();
    await admin.ask('PATCH', `/api/syslog-destinations/${failing?.id}`, { body: { port } });
    await sendOutputs(test().jobContext, 5);
    await vi.waitFor(() => expect(received).toHaveLength(5));
    expect(received.map((line) => /cs6=(\S+)/.exec(line)?.[1])).toEqual(ids.slice(7));
    expect(await listOutputs(test().database, organisation)).toMatchObject([
      { sent: 5, dropped: 7, failingSince: null },
    ]);
  });

  it('that wants what is there already gets that too', async () => {
    const { received, port } = await tcpReceiver();
    await addReceiver('tcp', port, { kinds: ['device.new'], fromStart: true });
    await sendOutputs(test().jobContext);
    await vi.waitFor(() => expect(received.length).toBeGreaterThan(5));
  });
});
