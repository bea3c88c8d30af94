/**
 * Reads a collection of published feeds that is not part of the repository, by the counts of its manifest.json. The
 * folder is that of WARDLIGHT_VULNERABILITY_DATA, else `shared/data/vulnerability` beside the repository.
 */

import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CatalogueFile } from './catalogue/catalogue-file.ts';
import { openCatalogue } from './open-catalogue.ts';

const FOLDER =
  process.env['WARDLIGHT_VULNERABILITY_DATA'] ??
  path.join(import.meta.dirname, '..', '..', '..', 'shared', 'data', 'vulnerability');

interface ManifestItem {
  readonly file: string;
  readonly count: number | null;
}

const present = fs.existsSync(path.join(FOLDER, 'manifest.json'));
if (!present) process.stderr.write(`SKIPPED: no feeds in ${FOLDER}; set WARDLIGHT_VULNERABILITY_DATA.\n`);

describe.skipIf(!present)('published feeds', { timeout: 300_000 }, () => {
  let root: string;
  let catalogue: CatalogueFile;
  let items: readonly ManifestItem[];

  beforeAll(async () => {
    root = fs.mkdtempSync(path.join(os.tmpdir(), 'wardlight-real-feeds-'));
    items = (
      JSON.parse(fs.readFileSync(path.join(FOLDER, 'manifest.json'), 'utf8')) as { items: ManifestItem[] }
    ).items;
    const folders = ['csaf', 'csaf-revisions', 'kev', 'epss', 'cve5', 'sbom', 'attack', 'fda'];
    catalogue = await openCatalogue(
      folders.map((name) => path.join(FOLDER, name)),
      { cacheFolder: root, nowMicros: Date.now() * 1_000 },
    );
  }, 300_000);

  afterAll(() => {
    catalogue?.close();
    if (root !== undefined) fs.rmSync(root, { recursive: true });
  });

  const feed = (id: string) => catalogue.feeds.find((its) => its.feed === id);
  const filesOf = (pattern: RegExp) => items.filter(({ file }) => pattern.test(file));
  const newestOf = (pattern: RegExp) =>
    filesOf(pattern)
      .sort((a, b) => (a.file < b.file ? -1 : 1))
      .at(-1);

  it('reads every CSAF advisory of CISA, and of each the newest revision alone', () => {
    const advisories = filesOf(/^csaf\/(?:icsa|icsma|va)\//);
    const refused = catalogue.header.notes.filter((note) => note.refused && /csaf/.test(note.path));
    expect(refused.map((note) => path.basename(note.path))).toEqual(['index.json']);
    expect(feed('csaf')?.documents).toBe(advisories.length + filesOf(/^csaf-revisions\//).length);
    const documents = new Set<string>();
    const revisions = new Set<string>();
    for (let row = 0; row < catalogue.recordCount; row++) {
      const { source } = catalogue.record(row);
      if (source.feed !== 'csaf') continue;
      documents.add(source.document);
      revisions.add(`${source.document} ${source.revision}`);
    }
    expect(documents.size).toBe(advisories.length);
    expect(revisions.size).toBe(documents.size);
  });

  it('takes the newest KEV and EPSS whole', () => {
    expect(feed('kev')?.items).toBe(newestOf(/^kev\/kev-\d.*\.json$/)?.count);
    expect(feed('epss')?.items).toBe(newestOf(/^epss\//)?.count);
    expect(feed('epss')?.skipped).toEqual({});
  });

  it('reads every CVE record, product code and BOM', () => {
    expect(feed('cve-list')?.documents).toBe(newestOf(/^cve5\//)?.count);
    expect(feed('fda-classification')?.items).toBe(newestOf(/^fda\//)?.count);
    expect(feed('cyclonedx')?.documents).toBe(filesOf(/^sbom\//).length);
    expect(catalogue.itemsOf('attack-technique').length).toBeGreaterThan(500);
  });
});
