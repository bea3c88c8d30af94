import { describe, expect, it } from 'vitest';
import { DOCUMENT_READERS, TABLE_READERS } from '../../advisories/registry.ts';
import { isSafePath } from '../bundle/bundle-manifest.ts';
import { feedSources } from './feed-sources.ts';

const sources = feedSources(2004);
const files = sources.flatMap((source) => source.files);

describe('feedSources', () => {
  it('names each source and each file once, of a feed that is read', () => {
    expect(new Set(sources.map(({ id }) => id)).size).toBe(sources.length);
    expect(new Set(files.map(({ path }) => path)).size).toBe(files.length);
    const read = [...DOCUMENT_READERS, ...TABLE_READERS].map(({ feed }) => feed);
    for (const { feed } of sources) expect(read).toContain(feed);
  });

  it('fetches over HTTPS, into paths that stay inside the folder', () => {
    for (const { url, path, metaUrl = url } of files) {
      expect([new URL(url).protocol, new URL(metaUrl).protocol]).toEqual(['https:', 'https:']);
      expect(isSafePath(path)).toBe(true);
    }
  });

  it('has a file of NVD for each year', () => {
    const nvd = sources.find(({ id }) => id === 'nvd')?.files.map(({ path }) => path);
    expect(nvd).toEqual(['2002', '2003', '2004', 'modified'].map((name) => `nvd/nvdcve-2.0-${name}.json.gz`));
  });
});
