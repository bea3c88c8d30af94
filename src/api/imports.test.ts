import { setTimeout as delay } from 'node:timers/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { keptRows } from '../../test/support/kept-rows.ts';
import {
  addOrganisation,
  addPerson,
  type TestPerson,
  useTestServer,
} from '../../test/support/test-server.ts';
import { IMPORT_COLUMNS } from '../contract/import.ts';
import { loadDeviceRules } from '../main/load-knowledge.ts';
import { readImport } from '../main/read-import-job.ts';
import { COLUMN_FIELDS } from '../records/cmms/columns.ts';
import { CaptureFiles } from '../store/capture-files.ts';

const LIMIT_MS = 120_000;
const MAC = '00:09:fb:3a:10:15';
const ZEEK = [
  `{"_path":"dhcp","ts":1795334400,"mac":"${MAC}","host_name":"MX800-04","assigned_addr":"10.20.20.21"}`,
  '{"_path":"software","ts":1795334401,"host":"10.20.10.8","software_type":"HTTP::SERVER","unparsed_version":"Orthanc/1.12.1"}',
].join('\n');
const REGISTER = `Asset Tag,Manufacturer,Model,Serial No.,MAC Address,IP Address,Room
4711,Baxter,Sigma Spectrum,SN-55217,${MAC},10.20.20.99,2.114
4712,Acme,Pump,SN-99999,,,2.115
`;
const LATER = `Asset Tag,Manufacturer,Model,Serial No.,Room
4711,Baxter,Spectrum IQ,SN-55217,3.001
`;

const test = useTestServer();
let ann: TestPerson;
let auditor: TestPerson;

beforeAll(async () => {
  const organisation = await addOrganisation(test().database, 'St. Ann');
  ann = await addPerson(test(), organisation, 'Ann', ['biomedical-engineer']);
  auditor = await addPerson(test(), organisation, 'Paul', ['auditor']);
}, LIMIT_MS);

/** Sends a file in two parts and waits until it is read. */
async function send(text: string, rest: object = {}) {
  const octets = Buffer.from(text);
  const begun = await ann.post('/api/imports', {
    file: 'f',
    octets: octets.length,
    ...rest,
  });
  expect(begun.text).toContain('received');
  const upload = begun.body;
  const half = octets.length >> 1;
  const first = await ann.ask('PATCH', `/api/uploads/${upload.id}?offset=0`, {
    body: octets.subarray(0, half),
  });
  expect(first.body).toEqual({ received: half, capture: null, import: null, document: null });
  const { body } = await ann.ask('PATCH', `/api/uploads/${upload.id}?offset=${half}`, {
    body: octets.subarray(half),
  });
  for (;;) {
    const { body: found } = await ann.get(`/api/imports/${body.import.id}`);
    if (found.state === 'read' || found.state === 'failed') return found;
    await delay(20);
  }
}

const deviceOf = async (text: string) => {
  const { body } = await ann.get(`/api/devices?text=${text}`);
  expect(body.devices).toHaveLength(1);
  return (await ann.get(`/api/devices/${body.devices[0].id}`)).body;
};

describe('imports', () => {
  it('take of an asset register what the contract says that a column can hold', () => {
    expect([...IMPORT_COLUMNS].sort()).toEqual([...COLUMN_FIELDS].sort());
  });

  it('become devices, each value with the line of the import that it came from', async () => {
    const made = await send(ZEEK);
    expect(made).toMatchObject({
      ...{ state: 'read', format: 'zeek-json', read: 2, devices: 2, conflicts: 0, unmatched: 0 },
      firstAt: '2026-11-22T08:00:00.000Z',
    });
    const { attributes, ips } = await deviceOf('10.20.20.21');
    expect(ips).toEqual(['10.20.20.21']);
    expect(attributes.hostname[0].evidence[0]).toMatchObject({
      ...{ protocol: 'dhcp', field: 'host-name', packet: 1, source: { kind: 'import', id: made.id } },
    });
    expect((await deviceOf('10.20.10.8')).attributes.model[0].value).toBe('Orthanc');
  });

  it('of documents contradict nothing silently, and are no sighting', async () => {
    const before = await deviceOf(MAC);
    const made = await send(REGISTER);
    expect(made).toMatchObject({ state: 'read', format: 'cmms-csv', read: 2, devices: 1, unmatched: 1 });
    const device = await deviceOf(MAC);
    expect(device).toMatchObject({ ips: ['10.20.20.21'], lastAt: before.lastAt, id: before.id });
    expect(device.attributes.model[0]).toMatchObject({ value: 'Sigma Spectrum', confidence: 70 });
    const { body } = await ann.get(`/api/imports/${made.id}/conflicts`);
    expect(body).toMatchObject({
      conflicts: expect.arrayContaining([
        expect.objectContaining({
          ...{
            device: device.id,
            attribute: 'ip',
            kept: 'known',
            known: { value: '10.20.20.21', confidence: null },
          },
          import: { value: '10.20.20.99', confidence: null, line: 2 },
        }),
      ]),
      next: null,
    });
    expect(made.conflicts).toBe(body.conflicts.length);
  });

  it('find a device without an address by its serial number, and note the contradiction', async () => {
    const made = await send(LATER);
    expect(made).toMatchObject({ devices: 1, unmatched: 0, conflicts: 1 });
    const { body } = await ann.get(`/api/imports/${made.id}/conflicts`);
    expect(body.conflicts[0]).toMatchObject({
      ...{
        attribute: 'model',
        import: { value: 'Spectrum IQ', line: 2 },
        known: { value: 'Sigma Spectrum' },
      },
    });
    expect(body.conflicts[0].why).toContain('70 against 70');
    const { attributes } = await deviceOf(MAC);
    expect(attributes.model.map(({ value }: { value: string }) => value)).toEqual([
      'Sigma Spectrum',
      'Spectrum IQ',
    ]);
  });

  it('are applied once, and the same file again is the same import', async () => {
    const before = (await ann.get('/api/imports')).body.imports;
    const again = await send(ZEEK);
    const { body } = await ann.get('/api/imports');
    expect(body.imports).toEqual(before);
    expect(body.imports.map(({ id }: { id: string }) => id)).toContain(again.id);
    const { database, folder } = test();
    const device = await deviceOf('10.20.20.21');
    await readImport(
      { database, files: new CaptureFiles(folder), deviceRules: loadDeviceRules() },
      { organisation: ann.organisation, import: again.id },
    );
    expect(await deviceOf('10.20.20.21')).toEqual(device);
    // Under other columns the same octets say something else.
    expect((await send(REGISTER, { columns: { Room: 'unit' } })).id).not.toBe(again.id);
  });

  it('of no known format fail with a sentence that says what to do', async () => {
    const made = await send('nothing that anybody knows\n');
    expect(made).toMatchObject({ state: 'failed', devices: null });
    expect(made.problem).toContain('is of no format that is known');
    expect((await send('a,b\n1,2\n', { columns: { a: 'nonsense' } })).problem).toContain(
      'A column cannot hold',
    );
  });

  it('leave nothing of persons in any table', async () => {
    const ends = {
      'id.orig_h': '10.20.20.21',
      'id.orig_p': 4_001,
      'id.resp_h': '10.20.10.5',
      'id.resp_p': 80,
    };
    const lines = [
      {
        _path: 'http',
        ts: 1_795_334_400,
        ...ends,
        uri: '/planted',
        user_agent: 'x patient=planted',
        username: 'planted',
      },
      {
        _path: 'dns',
        ts: 1_795_334_400,
        ...ends,
        query: 'planted.example',
        qtype_name: 'A',
        answers: ['192.0.2.1'],
      },
      {
        _path: 'dicom',
        ts: 1_795_334_400,
        ...ends,
        calling_ae_title: 'PLANTED^JANE',
        patient_name: 'planted',
      },
    ];
    expect(await send(lines.map((line) => JSON.stringify(line)).join('\n'))).toMatchObject({ read: 3 });
    const kept = await keptRows(test().database, ann.organisation);
    expect(kept.get('device')?.length).toBeGreaterThan(0);
    for (const [name, rows] of kept)
      expect([name, rows.filter((row) => /planted/i.test(row))]).toEqual([name, []]);
  });

  it('are begun by those who may edit the inventory, and seen by those who may view it', async () => {
    expect((await auditor.post('/api/imports', { file: 'f', octets: 1 })).status).toBe(403);
    const { body } = await auditor.get('/api/imports');
    expect(body.imports.length).toBeGreaterThan(2);
    expect((await auditor.get(`/api/imports/${body.imports[0].id}/conflicts`)).status).toBe(200);
    expect((await ann.get('/api/imports/00000000-0000-4000-8000-000000000000')).status).toBe(404);
  });
});
