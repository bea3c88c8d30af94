/** Documents through the API: sent, read, listed, given back, removed; refused, bounded, kept apart; and what follows of them. */

import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { sql } from 'kysely';
import { beforeAll, describe, expect, it } from 'vitest';
import { PUMP_CVE, writeFeedFolder } from '../../../test/support/feed-folder.ts';
import { asOwner } from '../../../test/support/test-database.ts';
import {
  addOrganisation,
  addPerson,
  type TestPerson,
  useTestServer,
} from '../../../test/support/test-server.ts';
import { storedZip } from '../../../test/support/zip-writer.ts';
import { updateServerFeeds } from '../../main/update-feeds-job.ts';

const LONG = 120_000;
const SAMPLE = fs.readFileSync(new URL('../../../sample/small-hospital.pcap', import.meta.url));
const test = useTestServer({ withFindings: true });
let ann: TestPerson;
let viewer: TestPerson;
let eve: TestPerson;
let monitor = '';
let pump = '';

beforeAll(async () => {
  const alpha = await addOrganisation(test().database, 'Alpha');
  ann = await addPerson(test(), alpha, 'Ann', ['biomedical-engineer', 'security-analyst']);
  viewer = await addPerson(test(), alpha, 'Vic', ['auditor']);
  eve = await addPerson(test(), await addOrganisation(test().database, 'Beta'), 'Eve', [
    'biomedical-engineer',
  ]);
  const { body: upload } = await ann.post('/api/uploads', { file: 'a.pcap', octets: SAMPLE.length });
  const { body } = await ann.ask('PATCH', `/api/uploads/${upload.id}?offset=0`, { body: SAMPLE });
  while ((await ann.get(`/api/captures/${body.capture.id}`)).body.state !== 'read') await delay(50);
  [monitor, pump] = [await deviceOf('M8004A'), await deviceOf('Plum 360')];
}, LONG);

async function deviceOf(model: string): Promise<string> {
  const { body } = await ann.get(`/api/devices?query=${encodeURIComponent(`model:"${model}"`)}`);
  return body.devices[0].id;
}

async function send(of: object, octets: Buffer | string, file = 'bill.json', person = ann) {
  const bytes = Buffer.from(octets);
  const begun = await person.post('/api/documents', { file, octets: bytes.length, ...of });
  if (begun.status !== 201) return begun;
  return person.ask('PATCH', `/api/uploads/${begun.body.id}?offset=0`, { body: bytes });
}

async function read(of: object, octets: Buffer | string, file?: string) {
  const { body } = await send(of, octets, file);
  for (;;) {
    const { body: found } = await ann.get(`/api/documents/${body.document.id}`);
    if (found.state === 'read' || found.state === 'failed') return found;
    await delay(50);
  }
}

const bill = (extra: object = {}) =>
  JSON.stringify({
    ...{ bomFormat: 'CycloneDX', specVersion: '1.5', version: 1, ...extra },
    metadata: {
      component: { type: 'device', name: 'M8004A', version: 'B.01.00', supplier: { name: 'Philips' } },
    },
    components: [
      { type: 'firmware', name: 'Plum 360', version: '15.1.0', supplier: { name: 'ICU Medical' } },
      { type: 'library', name: 'zlib', version: '1.3.1', purl: 'pkg:generic/zlib@1.3.1' },
    ],
  });

const FORM = [
  ['DOC-1', 'Manufacturer Name', 'ICU Medical'],
  ['DOC-3', 'Device Model', 'Plum 360'],
  ['MPII-1', 'Can this device display … ?', 'No'],
  ...Array.from({ length: 12 }, (_, at) => [`SAHD-${at + 1}`, 'Hardened?', 'Yes']),
];
const FORM_CSV = FORM.map((row) => row.join(',')).join('\n');

function workbook(rows: readonly (readonly string[])[]): Buffer {
  const cells = (row: readonly string[]) =>
    row.map((text) => `<c t="inlineStr"><is><t>${text}</t></is></c>`).join('');
  return storedZip({
    'xl/workbook.xml': '<workbook/>',
    'xl/vbaProject.bin': 'macros that nobody runs',
    'xl/worksheets/sheet1.xml':
      '<worksheet><sheetData><row><c><v>About</v></c></row></sheetData></worksheet>',
    'xl/worksheets/sheet2.xml': `<worksheet>${rows.map((row) => `<row>${cells(row)}</row>`).join('')}</worksheet>`,
  });
}

describe('a document', () => {
  it('of a device is sent, read, listed, given back and removed', { timeout: LONG }, async () => {
    const octets = bill();
    const found = await read({ device: monitor, note: 'from the maker' }, octets, 'Stückliste "B".json');
    expect(found).toMatchObject({
      ...{
        state: 'read',
        kind: 'sbom',
        format: 'CycloneDX SBOM and VEX',
        items: 2,
        skipped: 0,
        problem: null,
      },
      ...{ names: 'Philips M8004A B.01.00', device: monitor, product: null, addedBy: 'Ann' },
      ...{ note: 'from the maker', octets: Buffer.byteLength(octets) },
    });
    const { body: list } = await viewer.get(`/api/documents?device=${monitor}&kind=sbom`);
    expect(list.documents.map(({ id }: { id: string }) => id)).toEqual([found.id]);
    const { body: parts } = await viewer.get(`/api/documents/${found.id}/components?limit=1`);
    expect(parts.components).toMatchObject([
      { name: 'Plum 360', version: '15.1.0', supplier: 'ICU Medical' },
    ]);
    const next = await viewer.get(`/api/documents/${found.id}/components?after=${parts.next}`);
    expect(next.body.components.map(({ name }: { name: string }) => name)).toEqual(['zlib']);
    const searched = await viewer.get(`/api/documents/${found.id}/components?text=ZLIB`);
    expect(searched.body.components).toHaveLength(1);
    const file = await viewer.get(`/api/documents/${found.id}/octets`);
    expect(file.text).toBe(octets);
    expect(file.headers).toMatchObject({
      'content-type': 'application/octet-stream',
      'x-content-type-options': 'nosniff',
      'content-disposition':
        'attachment; filename="St_ckliste _B_.json"; filename*=UTF-8\'\'St%C3%BCckliste%20%22B%22.json',
    });
    // The same again is the same document.
    expect((await send({ device: monitor }, octets)).body.document.id).toBe(found.id);
    expect((await viewer.ask('DELETE', `/api/documents/${found.id}`)).status).toBe(403);
    expect((await eve.ask('DELETE', `/api/documents/${found.id}`)).status).toBe(404);
    expect((await eve.get(`/api/documents/${found.id}/octets`)).status).toBe(404);
    expect((await ann.ask('DELETE', `/api/documents/${found.id}`)).status).toBe(200);
    expect((await ann.get(`/api/documents/${found.id}`)).status).toBe(404);
    const left = await test().database.asOrganisation(ann.organisation, (t) =>
      t.selectFrom('document_octets').select('part').where('document_id', '=', found.id).execute(),
    );
    expect(left).toEqual([]);
  });

  it('is a PDF that is kept as it is, in more than one part', { timeout: LONG }, async () => {
    const octets = `%PDF-1.7\n${'manual '.repeat(100_000)}`;
    const found = await read({ product: { model: 'plum 360' } }, octets, 'manual.pdf');
    expect(found).toMatchObject({ state: 'read', kind: 'other', format: null, items: null });
    expect((await ann.get(`/api/documents/${found.id}/octets`)).text).toBe(octets);
  });

  it.each([
    ['CSV', FORM_CSV, 'form.csv'],
    ['a workbook', workbook(FORM), 'form.xlsx'],
  ])('is a disclosure form as %s, whose answers are kept', { timeout: LONG }, async (_, octets, file) => {
    const found = await read({ product: { vendor: 'ICU Medical', model: 'PLUM 360' } }, octets, file);
    expect(found).toMatchObject({
      kind: 'mds2',
      format: 'MDS2 2019',
      names: 'ICU Medical Plum 360',
      items: 15,
    });
    const { body } = await viewer.get(`/api/documents/${found.id}/answers?after=2&limit=1`);
    expect(body).toEqual({
      answers: [
        {
          ...{ position: 3, question: 'MPII-1', text: 'Can this device display … ?', answer: 'no' },
          ...{ said: 'No', note: null },
        },
      ],
      next: 3,
    });
  });

  it.each([
    ['JSON that is no bill', '{"a":1}', 'This JSON is no bill of materials'],
    ['JSON that is cut', '{"bomFormat":"CycloneDX","comp', 'This JSON is no bill of materials'],
    [
      'a bill without components',
      bill({ components: undefined }).replace(/"components":\[.*/, '"x":1}'),
      'This JSON is no bill',
    ],
    ['text that is no form', 'a,b\n1,2', 'This is no form that is known'],
    ['a workbook that is no form', workbook([['a', 'b']]), 'This is no form that is known'],
    ['a damaged zip', Buffer.from('PK\x03\x04 and then nothing'), 'The spreadsheet is damaged'],
  ])('says why nothing is read of %s', { timeout: LONG }, async (_, octets, problem) => {
    const found = await read({ device: pump }, octets);
    expect(found).toMatchObject({ state: 'failed', kind: null, items: null });
    expect(found.problem).toContain(problem);
  });

  it('is refused when it is none, is too long, or is of nothing that one may edit', async () => {
    expect(await send({ device: pump }, '<script>alert(1)</script>', 'a.html')).toMatchObject({
      status: 415,
      body: { code: 'document-refused' },
    });
    expect((await ann.post('/api/documents', { file: 'a', octets: 2 ** 40, device: pump })).status).toBe(400);
    expect((await ann.post('/api/documents', { file: 'a', octets: 1 })).status).toBe(400);
    expect((await send({ device: pump }, '{}', 'a', viewer)).status).toBe(403);
    expect((await send({ device: pump }, '{}', 'a', eve)).status).toBe(404);
  });
});

describe('what follows of a document', () => {
  it('is that its components are looked for, until it is removed', { timeout: LONG }, async () => {
    const { jobContext, folder } = test();
    writeFeedFolder(path.join(folder, 'feeds'));
    await updateServerFeeds(jobContext, {});
    await settled();
    expect(await findingsOf(monitor)).not.toContain(PUMP_CVE);
    const found = await read({ device: monitor }, bill());
    await settled();
    expect(await findingsOf(monitor)).toContain(PUMP_CVE);
    const { body } = await ann.get(`/api/devices/${monitor}/findings`);
    const finding = body.findings.find(({ cve }: { cve: string }) => cve === PUMP_CVE);
    expect(finding.because).toContain('its component Plum 360 15.1.0 is affected');
    expect(finding.source.input).toBe('component Plum 360 15.1.0 of the bill of materials bill.json');
    await ann.ask('DELETE', `/api/documents/${found.id}`);
    await settled();
    expect(await findingsOf(monitor)).not.toContain(PUMP_CVE);
  });

  it('is that a claim of the maker changes the worth of all devices of the model', {
    timeout: LONG,
  }, async () => {
    await settled();
    const { body: documents } = await ann.get('/api/documents?kind=mds2');
    for (const { id } of documents.documents) await ann.ask('DELETE', `/api/documents/${id}`);
    await settled();
    const before = (await ann.get(`/api/devices/${pump}/risk`)).body.score;
    const form = await read({ product: { model: 'Plum 360', version: '15.1.0' } }, FORM_CSV, 'form.csv');
    await settled();
    expect((await ann.get(`/api/documents/${form.id}`)).body.devices).toBeGreaterThan(0);
    expect((await ann.get(`/api/devices/${pump}/risk`)).body.score).toBeLessThan(before);
  });
});

async function findingsOf(device: string): Promise<string[]> {
  const { body } = await ann.get(`/api/devices/${device}/findings`);
  return body.findings.map(({ cve }: { cve: string }) => cve);
}

/** Until no job waits that ever will run, and no device. */
async function settled(): Promise<void> {
  for (;;) {
    const left = sql<{ waiting: number }>`
      select (select count(*) from graphile_worker.jobs where attempts < max_attempts and run_at <= now())
           + (select count(*) from device_to_match) + (select count(*) from device_to_score) as waiting`;
    const { rows } = await asOwner(test().database, ann.organisation, left);
    if (rows[0]?.waiting === 0) return;
    await delay(100);
  }
}
