import { sql } from 'kysely';
import { beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import {
  addOrganisation,
  addPerson,
  METRICS_TOKEN,
  stranger,
  type TestPerson,
  useTestServer,
} from '../../../test/support/test-server.ts';
import { writeCatalogueState } from '../../store/feeds-state.ts';
import type { CatalogueFeed } from '../../vulnerability/catalogue.ts';
import { PRINCIPAL_REQUESTS } from '../request-limits.ts';

const test = useTestServer();
let admin: TestPerson;
let organisation: string;
let other: string;

beforeAll(async () => {
  organisation = await addOrganisation(test().database, 'St. Ann');
  other = await addOrganisation(test().database, 'St. Bob');
  admin = await addPerson(test(), organisation, 'Ada', ['platform-administrator']);
  await addPerson(test(), other, 'Eve', ['platform-administrator']);
  for (const of of [organisation, other])
    await test().database.asOrganisation(of, (t) =>
      sql`insert into sensor (organisation_id, name) values (${of}, 'ward')`.execute(t),
    );
});

describe('GET /metrics', () => {
  it('shows the process, the queue, and the own organisation alone', async () => {
    await admin.get('/api/devices/6f9619ff-8b86-4d01-b42d-00cf4fc964ff');
    const { status, text } = await admin.get('/metrics');
    expect(status).toBe(200);
    expect(text).toMatch(/^process_cpu_seconds_total /m);
    expect(text).toMatch(
      /^wardlight_http_request_duration_seconds_count\{method="GET",route="\/api\/devices\/:id",status="4xx"\} 1$/m,
    );
    expect(text).toMatch(/^wardlight_jobs\{state="failed"\} 0$/m);
    expect(text).toMatch(/^wardlight_database_octets [1-9]/m);
    expect(text).toContain(`wardlight_devices{organisation="${organisation}"} 0`);
    expect(text).toContain(`wardlight_sensors{organisation="${organisation}",state="never-connected"} 1`);
    expect(text).not.toContain(other);
  });

  it('has no line for what is not known', async () => {
    const { text } = await admin.get('/metrics');
    expect(text).not.toMatch(/^wardlight_(?:feed_age|sensor_last_batch|jobs_oldest)_seconds/m);
  });

  it('shows how old each feed is that says so', async () => {
    const nowMicros = Date.now() * 1_000;
    const feed = (id: string, more: object) =>
      ({ feed: id, title: id, items: 3, documents: 1, skipped: {}, ...more }) as CatalogueFeed;
    const hour = 3_600e6;
    await writeCatalogueState(test().database, {
      ...{ revision: 'r1', compiledAt: new Date(), records: 9 },
      feeds: [
        feed('kev', { newestMicros: nowMicros - 2 * hour, checkedMicros: nowMicros - hour }),
        feed('nvd', { newestMicros: nowMicros - 48 * hour }),
        feed('csaf', {}),
        feed('epss', { items: 0, newestMicros: nowMicros }),
      ],
    });
    const { text } = await admin.get('/metrics');
    const ages = [...text.matchAll(/^wardlight_feed_age_seconds\{feed="(.*)"\} ([\d.]+)$/gm)];
    expect(ages.map(([, id, seconds]) => [id, Math.floor(Number(seconds) / 3_600)])).toEqual([
      ['kev', 1],
      ['nvd', 48],
    ]);
  });

  it('shows all to the token of the operator, and nothing to another', async () => {
    const nobody = stranger(test().server);
    const { status, text } = await nobody.get('/metrics', { authorization: `Bearer ${METRICS_TOKEN}` });
    expect(status).toBe(200);
    expect(text).toContain(organisation);
    expect(text).toContain(other);
    expect((await nobody.get('/metrics', { authorization: `Bearer ${METRICS_TOKEN}x` })).status).toBe(401);
    expect((await nobody.get('/api/devices', { authorization: `Bearer ${METRICS_TOKEN}` })).status).toBe(401);
  });
});

describe('GET /api/health/details', () => {
  it('says how everything is, and what to do', async () => {
    const before = await admin.get('/api/health/details');
    expect(before).toMatchObject({ status: 200, body: { uptimeSeconds: expect.any(Number) } });
    const names = before.body.checks.map(({ name }: { name: string }) => name);
    expect(names).toEqual(['database', 'jobs', 'failed-jobs', 'disk', 'sensors', 'folders', 'outputs']);
    await test().database.asOrganisation(organisation, (t) =>
      t.updateTable('sensor').set({ state: 'silent' }).execute(),
    );
    const { body } = await admin.get('/api/health/details');
    expect(body.status).not.toBe('ok');
    expect(body.checks).toContainEqual({
      ...{ name: 'sensors', status: 'attention', detail: 'Silent: ward.' },
      action: expect.stringContaining('Look'),
    });
  });
});

describe('requests of one person', () => {
  it('are so many in a minute, wherever they come from', async () => {
    const busy = await addPerson(test(), organisation, 'Busy', ['auditor']);
    const statuses = new Set<number>();
    // The minute stands still, however long a busy machine takes for so many.
    vi.useFakeTimers({ toFake: ['Date'] });
    onTestFinished(() => {
      vi.useRealTimers();
    });
    for (let count = 0; count < PRINCIPAL_REQUESTS + 5; count += 25) {
      const answers = await Promise.all(Array.from({ length: 25 }, () => busy.get('/api/sessions')));
      for (const { status } of answers) statuses.add(status);
    }
    expect([...statuses].sort()).toEqual([200, 429]);
    expect((await busy.get('/api/sessions')).body).toMatchObject({ code: 'too-many-requests' });
    expect((await admin.get('/api/sessions')).status).toBe(200);
  }, 120_000);
});
