import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ReviewFile, ReviewFileError } from './review-file.ts';

const pair = { ours: { vendor: 'Acme', product: 'Pump' }, stated: { vendor: 'Zenith', product: 'Drip' } };
const uncertain = { ...pair, confidence: 50, reason: 'no maker is given', cves: ['CVE-2030-0001'] };
let folder = '';
let file = '';

beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'wardlight-review-'));
  file = path.join(folder, 'review.json');
});
afterEach(() => fs.rmSync(folder, { recursive: true }));

describe('the review file', () => {
  it('begins empty, keeps what is uncertain once, and obeys what was decided', () => {
    const first = ReviewFile.open(file);
    expect(first.rules.decision(['Acme'], 'Pump', pair.stated)).toBeUndefined();
    expect([first.add([uncertain, uncertain]), ReviewFile.open(file).add([uncertain])]).toEqual([1, 0]);
    const document = JSON.parse(fs.readFileSync(file, 'utf8'));
    expect(document.pairs).toMatchObject([{ ...pair, decision: null }]);
    document.pairs[0].decision = 'same';
    document.verdicts = [
      { product: pair.ours, cve: 'CVE-2030-0002', status: 'not-affected', by: 'somebody' },
    ];
    fs.writeFileSync(file, JSON.stringify(document));
    const decided = ReviewFile.open(file);
    expect(decided.rules.decision(['ACME'], 'pump', pair.stated)).toBe('same');
    expect(decided.rules.verdict(['Acme'], 'Pump', '9', 'CVE-2030-0002')?.status).toBe('not-affected');
    decided.add([]);
    expect(JSON.parse(fs.readFileSync(file, 'utf8')), 'what people wrote stays').toMatchObject(document);
  });

  it.each(['{', '{}', '{"schema":"wardlight.review/1","pairs":[{}]}'])('%s is refused', (text) => {
    fs.writeFileSync(file, text);
    expect(() => ReviewFile.open(file)).toThrow(ReviewFileError);
  });
});
