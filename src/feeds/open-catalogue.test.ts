/** From files to answers: which documents count, what is refused, and when a catalogue is compiled again. */

import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import zlib from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { csafDocument, epssTable, kevCatalogue, nvdDocument } from '../../test/support/feed-documents.ts';
import { CRITERION_FLAGS } from '../vulnerability/catalogue.ts';
import { CatalogueFile } from './catalogue/catalogue-file.ts';
import { CatalogueDamagedError, FeedUnreadableError } from './feed-errors.ts';
import { openCatalogue, readChanges, revisionOf } from './open-catalogue.ts';

const NOW = Date.UTC(2026, 5, 1) * 1_000;

let root: string;
let feeds: string;
let cacheFolder: string;
let open: CatalogueFile[] = [];

beforeEach(() => {
  root = fs.mkdtempSync(path.join(os.tmpdir(), 'wardlight-feeds-'));
  feeds = path.join(root, 'feeds');
  cacheFolder = path.join(root, 'cache');
  fs.mkdirSync(feeds);
});

afterEach(() => {
  for (const catalogue of open) catalogue.close();
  open = [];
  fs.rmSync(root, { recursive: true });
});

function put(name: string, content: string | Buffer | object): string {
  const file = path.join(feeds, name);
  fs.mkdirSync(path.dirname(file), { recursive: true });
  const isText = typeof content === 'string' || Buffer.isBuffer(content);
  fs.writeFileSync(file, isText ? content : JSON.stringify(content));
  return file;
}

async function openFeeds(onProgress: (read: number) => void = () => {}): Promise<CatalogueFile> {
  const catalogue = await openCatalogue([feeds], { cacheFolder, nowMicros: NOW, onProgress });
  open.push(catalogue);
  return catalogue;
}

const lines = (...documents: readonly object[]) =>
  documents.map((document) => JSON.stringify(document)).join('\n');
const BILL = {
  bomFormat: 'CycloneDX',
  specVersion: '1.5',
  version: 1,
  metadata: { component: { type: 'device', name: 'Pump 8000', version: '2.6' } },
  components: [{ type: 'library', name: 'parts', version: '1.0', purl: 'pkg:generic/parts@1.0' }],
};
const MANY = Array.from({ length: 10_001 }, (_, index) => nvdDocument(`CVE-2027-${10_000 + index}`));
const reasonsOf = ({ header }: CatalogueFile) => header.notes.flatMap(({ reasons }) => reasons);

// The first CSAF document loads its validator, which takes seconds.
describe('openCatalogue', { timeout: 120_000 }, () => {
  it('reads a folder of mixed feeds and answers by id, product and name', async () => {
    put('nvd/a.jsonl.gz', zlib.gzipSync(lines(nvdDocument('CVE-2026-1001'), nvdDocument('CVE-2026-1002'))));
    put('csaf/ex.json', csafDocument('EX-1'));
    put('kev.json', kevCatalogue('2026-01-03', ['CVE-2026-1001']));
    put('epss.csv', epssTable('2026-01-04', { 'CVE-2026-1001': 0.25, 'CVE-2026-9999': 0.5 }));
    const catalogue = await openFeeds();
    expect(catalogue.feeds.map(({ feed, items }) => [feed, items]).sort()).toEqual([
      ['csaf', 1],
      ['epss', 2],
      ['kev', 1],
      ['nvd', 2],
    ]);
    const rows = [...catalogue.rowsOf('CVE-2026-1001')];
    expect(rows.map((row) => catalogue.record(row).source.feed).sort()).toEqual(['csaf', 'nvd']);
    expect(catalogue.knownExploited('CVE-2026-1001')?.vendor).toBe('Example');
    expect(catalogue.prediction('CVE-2026-9999')?.probability).toBe(0.5);
    expect(catalogue.prediction('CVE-2026-1002')).toBeUndefined();
    const described = [...catalogue.describedProducts()];
    expect(described.map(({ vendor, product }) => [vendor, product])).toEqual([
      ['Example Medical', 'Pump 8000'],
    ]);
    expect(catalogue.record(described[0]?.rows[0] ?? -1).source.document).toBe('EX-1');
  });

  it('keeps criteria in columns by product', async () => {
    put('nvd.jsonl', lines(nvdDocument('CVE-2026-1001'), nvdDocument('CVE-2026-1002')));
    const catalogue = await openFeeds();
    const product = catalogue.cpeProduct('o', 'example', 'pump_firmware');
    expect(product).toMatchObject({ firstCriterion: 0, endCriterion: 2 });
    const { criteria } = catalogue;
    expect(catalogue.record(criteria.recordRow[0] ?? -1).id).toBe('CVE-2026-1001');
    expect(catalogue.text(criteria.version[0] ?? 0)).toBe('*');
    expect(catalogue.text(criteria.low[0] ?? 0)).toBe('');
    expect(catalogue.text(criteria.high[0] ?? 0)).toBe('2.4');
    expect(catalogue.text(criteria.rest[0] ?? 0)).toBe('*:*:*:*:*:*:*');
    const { vulnerable, highExcluded, alone } = CRITERION_FLAGS;
    expect(criteria.flags[0]).toBe(vulnerable | highExcluded | alone);
    expect([...catalogue.cpeProducts()]).toEqual([product]);
    expect(catalogue.cpeProduct('a', 'example', 'pump_firmware')).toBeUndefined();
  });

  it('lets the newest revision of each document count, in whatever order files come', async () => {
    put('a.json', csafDocument('EX-1', { version: '2', date: '2026-02-01T00:00:00Z', cve: 'CVE-2026-2002' }));
    put('b.json', csafDocument('EX-1', { version: '1', cve: 'CVE-2026-1001' }));
    put(
      'c.jsonl',
      lines(
        nvdDocument('CVE-2026-3003', { vulnStatus: 'Received' }),
        nvdDocument('CVE-2026-3003', { vulnStatus: 'Analyzed', lastModified: '2026-03-01' }),
      ),
    );
    const catalogue = await openFeeds();
    // The older revision named another vulnerability, which the advisory has withdrawn since.
    expect(catalogue.rowsOf('CVE-2026-1001')).toHaveLength(0);
    expect(catalogue.rowsOf('CVE-2026-2002')).toHaveLength(1);
    const [row] = catalogue.rowsOf('CVE-2026-3003');
    expect(catalogue.record(row ?? -1).workState).toBe('Analyzed');
    expect(catalogue.recordCount).toBe(2);
    expect(catalogue.cpeProduct('o', 'example', 'pump_firmware')).toMatchObject({ endCriterion: 1 });
  });

  it('finds documents by their names, in the revision that counts', async () => {
    put('nvd.jsonl', lines(nvdDocument('CVE-2026-1001')));
    put('csaf/new.json', csafDocument('EX-1', { version: '2', date: '2026-02-01T00:00:00Z' }));
    put('csaf/old.json', csafDocument('EX-1', { version: '1', cve: 'CVE-2026-1002' }));
    put('csaf/other.json', csafDocument('EX-10'));
    const catalogue = await openFeeds();
    const { rows, advisories } = catalogue.namedDocuments('EX-1');
    expect(rows.map((row) => catalogue.record(row).id)).toEqual(['CVE-2026-1001']);
    expect(advisories).toMatchObject([
      { source: { revision: '2' }, history: [{ revision: '2', summary: 'A revision' }] },
    ]);
    const own = catalogue.namedDocuments('CVE-2026-1001');
    expect(own.rows.map((row) => catalogue.record(row).source.feed)).toEqual(['nvd']);
    expect(own.advisories).toEqual([]);
    expect(catalogue.namedDocuments('EX-9')).toEqual({ rows: [], advisories: [] });
    expect(catalogue.documentsFrom('EX-', 9)).toEqual(['EX-1', 'EX-10']);
    expect(catalogue.documentsFrom('EX-', 1)).toEqual(['EX-1']);
    expect(catalogue.documentsFrom('EX-2', 9)).toEqual([]);
    expect(catalogue.documentsFrom('CVE-', 9)).toEqual([]);
  });

  it('lets the newest snapshot replace the others whole', async () => {
    put('kev-1.json', kevCatalogue('2026-01-03', ['CVE-2026-1001']));
    put('kev-2.json', kevCatalogue('2026-02-03', ['CVE-2026-1002']));
    put('kev-3.json', kevCatalogue('2025-02-03', ['CVE-2026-1003']));
    put('epss-1.csv', epssTable('2026-02-01', { 'CVE-2026-1001': 0.1 }));
    put('epss-2.csv', epssTable('2026-01-01', { 'CVE-2026-1001': 0.9, 'CVE-2026-1002': 0.9 }));
    const catalogue = await openFeeds();
    const ids = ['CVE-2026-1001', 'CVE-2026-1002', 'CVE-2026-1003'];
    expect(ids.map((id) => catalogue.knownExploited(id)?.id)).toEqual([
      undefined,
      'CVE-2026-1002',
      undefined,
    ]);
    expect(ids.map((id) => catalogue.prediction(id)?.probability)).toEqual([0.1, undefined, undefined]);
  });

  it('believes no date that lies ahead', async () => {
    put('kev-1.json', kevCatalogue('2026-01-03', ['CVE-2026-1001']));
    put('kev-2.json', kevCatalogue('2999-01-03', ['CVE-2026-1002']));
    put(
      'nvd.jsonl',
      lines(nvdDocument('CVE-2026-1001'), nvdDocument('CVE-2026-1002', { lastModified: '2999-01-01' })),
    );
    const catalogue = await openFeeds();
    expect(catalogue.knownExploited('CVE-2026-1001')?.id).toBe('CVE-2026-1001');
    expect(
      catalogue.feeds.map(({ newestMicros }) => new Date((newestMicros ?? 0) / 1_000).getUTCFullYear()),
    ).toEqual([2026, 2026]);
  });

  it('takes the criteria of an override for those of NVD', async () => {
    const configurations = [
      { nodes: [{ cpeMatch: [{ criteria: 'cpe:2.3:a:null:null:*:*:*:*:*:*:*:*', vulnerable: false }] }] },
    ];
    put('nvd.jsonl', lines(nvdDocument('CVE-2026-1001'), nvdDocument('CVE-2026-1002')));
    put('overrides.jsonl', lines({ _annotation: { cve_id: 'CVE-2026-1001' }, cve: { configurations } }));
    const catalogue = await openFeeds();
    const { firstCriterion, endCriterion } = catalogue.cpeProduct('o', 'example', 'pump_firmware') ?? {};
    expect([firstCriterion, endCriterion].map((at) => (at ?? 0) - (firstCriterion ?? 0))).toEqual([0, 1]);
    expect(catalogue.record(catalogue.criteria.recordRow[firstCriterion ?? 0] ?? -1).id).toBe(
      'CVE-2026-1002',
    );
  });

  it('refuses a CSAF document that breaks the schema, with the reason', async () => {
    const { document, ...rest } = csafDocument('EX-1');
    put('bad.json', { ...rest, document: { ...document, title: 7 } });
    const catalogue = await openFeeds();
    expect(catalogue.recordCount).toBe(0);
    expect(catalogue.header.notes).toMatchObject([
      { document: 'EX-1', refused: true, reasons: ['/document/title: must be string'] },
    ]);
  });

  it.each([
    ['empty', '', 'The file is empty (1)'],
    ['no feed', '{"a":1}', 'It is of no feed that Wardlight reads (1)'],
    ['no JSON', '{"a":', 'It is no valid JSON (1)'],
    ['one bad line', `${JSON.stringify(nvdDocument('CVE-2026-1001'))}\n{"cve":`, 'It is no valid JSON (1)'],
    ['text', 'hello\nworld\n', 'It is of no feed that Wardlight reads (1)'],
    [
      'cut gzip',
      zlib.gzipSync(lines(nvdDocument('CVE-2026-1001'))).subarray(0, -9),
      'The compressed data ends early (1)',
    ],
    ['a zip that is none', Buffer.from('PK\u0003\u0004 and no more'), 'The zip is damaged (1)'],
  ])('names what is wrong with a file: %s', async (_, content, reason) => {
    put('file', content);
    expect(reasonsOf(await openFeeds())).toContain(reason);
  });

  it('names a folder that is not there', async () => {
    await expect(openCatalogue([path.join(root, 'none')], { cacheFolder, nowMicros: 0 })).rejects.toThrow(
      FeedUnreadableError,
    );
  });

  it('compiles once, and again when content has changed', async () => {
    const file = put('nvd.jsonl', lines(nvdDocument('CVE-2026-1001')));
    const compilations: number[] = [];
    const count = () => compilations.push(1);
    await openFeeds(count);
    await openFeeds(count);
    expect(compilations).toHaveLength(1);
    // The same content under a new time is still the same.
    fs.utimesSync(file, new Date(0), new Date(0));
    await openFeeds(count);
    expect(compilations).toHaveLength(1);
    put('nvd.jsonl', lines(nvdDocument('CVE-2026-1002')));
    const changed = await openFeeds(count);
    expect(compilations).toHaveLength(2);
    expect(changed.rowsOf('CVE-2026-1002')).toHaveLength(1);
  });

  it('keeps what a compilation changes against the one before', async () => {
    const update = async (...documents: readonly object[]) => {
      put('nvd.jsonl', lines(...documents));
      const catalogue = await openCatalogue([feeds], { cacheFolder, nowMicros: NOW, keepChanges: true });
      open.push(catalogue);
      return { changes: readChanges([feeds], cacheFolder), revision: revisionOf(catalogue) };
    };
    const [one, two] = [nvdDocument('CVE-2026-1001'), nvdDocument('CVE-2026-1002')];
    const first = await update(one, two);
    expect(first.changes, 'nothing to compare with').toBeUndefined();
    const other = [
      { operator: 'OR', cpeMatch: [{ vulnerable: true, criteria: 'cpe:2.3:h:example:scanner:-' }] },
    ];
    const second = await update(one, nvdDocument('CVE-2026-1003', { configurations: [{ nodes: other }] }));
    expect(second.changes).toMatchObject({
      from: first.revision,
      to: second.revision,
      ids: ['CVE-2026-1002', 'CVE-2026-1003'],
      former: [{ id: 'CVE-2026-1002' }],
      names: ['cpe\th\texample\tscanner'],
    });
    const third = await update(nvdDocument('CVE-2026-1001', { vulnStatus: 'Modified' }), two);
    expect(third.changes).toMatchObject({
      from: second.revision,
      ids: ['CVE-2026-1001', 'CVE-2026-1002', 'CVE-2026-1003'],
      former: [{ workState: 'Analyzed' }, { id: 'CVE-2026-1003' }],
    });
    put('kev.json', kevCatalogue('2026-01-03', ['CVE-2026-1001']));
    const listed = await update(nvdDocument('CVE-2026-1001', { vulnStatus: 'Modified' }), two);
    expect(listed.changes, 'lists of exploitation are no records').toMatchObject({ ids: [], names: [] });
  });

  it.each([
    ['a bill of materials', () => put('bom.json', BILL)],
    ['more than is worth telling apart', () => put('more.jsonl', lines(...MANY))],
  ])('keeps no changes of %s', async (_what, change) => {
    const options = { cacheFolder, nowMicros: NOW, keepChanges: true };
    put('nvd.jsonl', lines(nvdDocument('CVE-2026-1001')));
    open.push(await openCatalogue([feeds], options));
    put('nvd.jsonl', lines(nvdDocument('CVE-2026-1002')));
    open.push(await openCatalogue([feeds], options));
    expect(readChanges([feeds], cacheFolder)?.ids).toHaveLength(2);
    change();
    open.push(await openCatalogue([feeds], options));
    expect(readChanges([feeds], cacheFolder)).toBeUndefined();
  });

  it('compiles again what was cut short, and leaves no unfinished file', async () => {
    put('nvd.jsonl', lines(nvdDocument('CVE-2026-1001')));
    await openFeeds();
    const [name = ''] = fs.readdirSync(cacheFolder);
    const compiled = path.join(cacheFolder, name);
    const whole = fs.readFileSync(compiled);
    for (const length of [0, 7, 40, whole.length >> 1, whole.length - 1]) {
      fs.writeFileSync(compiled, whole.subarray(0, length));
      expect(() => CatalogueFile.open(compiled)).toThrow(CatalogueDamagedError);
    }
    expect((await openFeeds()).recordCount).toBe(1);
    expect(fs.readdirSync(cacheFolder)).toEqual([name]);
  });
});
