import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ImportedFile } from '../imported/imported-file.ts';
import { KNOWLEDGE_FILE_LIMIT, KnowledgeFolder, KnowledgeFolderError } from './knowledge-folder.ts';

const file = (origin: string, factId: string, vendor = 'Acme'): ImportedFile => ({
  schema: 'wardlight.fingerprints/1',
  origin,
  format: 'recog',
  facts: [factId],
  about: 'test',
  fingerprints: [
    {
      id: 'a',
      pattern: '^a',
      describes: 'a',
      attributes: { vendor },
      confidence: 60,
      source: 'test',
      examples: [],
    },
  ],
});

describe('KnowledgeFolder', () => {
  let folder: string;
  let problems: string[];
  let shelf: KnowledgeFolder;
  beforeEach(() => {
    folder = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'wardlight-knowledge-')), 'knowledge');
    problems = [];
    shelf = new KnowledgeFolder(folder, (message) => problems.push(message));
  });
  afterEach(() => fs.rmSync(path.dirname(folder), { recursive: true, force: true }));
  const sourcesFound = () => shelf.sources().map(({ origin, factIds }) => [origin, ...factIds]);

  it('is empty when it is not there', () => {
    expect(shelf.sources()).toEqual([]);
  });

  it('gives back what was written, by source and field', () => {
    shelf.write([
      file('recog', 'snmp/sysDescr'),
      file('recog', 'dicom/(0008,0070)'),
      file('own', 'poct1a/DEV.vendor_id'),
    ]);
    expect(sourcesFound()).toEqual([
      ['own', 'poct1a/DEV.vendor_id'],
      ['recog', 'dicom/(0008,0070)', 'snmp/sysDescr'],
    ]);
    expect(shelf.sources()[1]?.read('snmp/sysDescr')).toEqual(file('recog', 'snmp/sysDescr'));
    expect(problems).toEqual([]);
  });

  it('puts a new import in the place of the old one', () => {
    shelf.write([file('recog', 'snmp/sysDescr', 'Old')]);
    shelf.write([file('recog', 'snmp/sysDescr', 'New')]);
    expect(shelf.sources()[0]?.read('snmp/sysDescr')?.fingerprints[0]?.attributes.vendor).toBe('New');
    expect(fs.readdirSync(path.join(folder, 'recog'))).toEqual(['snmp.sysDescr.json']);
  });

  it('passes over what it did not write', () => {
    fs.mkdirSync(path.join(folder, 'Not A Source'), { recursive: true });
    fs.mkdirSync(path.join(folder, 'recog', 'deeper.x.json'), { recursive: true });
    for (const name of ['readme.txt', 'nodot', '.json', 'ssh.%E0%A4%A.json', 'ssh..json'])
      fs.writeFileSync(path.join(folder, 'recog', name), '{}');
    expect(sourcesFound().flat()).not.toContain('ssh/');
    expect(sourcesFound()).toEqual([['recog']]);
  });

  it.each([
    ['no JSON', '{', /JSON/],
    ['another document', '{"schema":"wardlight.inventory/1"}', /no file of imported fingerprints/],
    [
      'a damaged entry',
      JSON.stringify({ ...file('recog', 'ssh/software'), fingerprints: [{ id: 7 }] }),
      /no file of imported/,
    ],
  ])('says once for each look that a file is %s, and goes on without it', (_, text, reason) => {
    fs.mkdirSync(path.join(folder, 'recog'), { recursive: true });
    fs.writeFileSync(path.join(folder, 'recog', 'ssh.software.json'), text);
    expect(shelf.sources()[0]?.read('ssh/software')).toBeUndefined();
    expect(problems.join()).toMatch(reason);
  });

  it('does not read a file beyond its limit', () => {
    shelf.write([file('recog', 'ssh/software')]);
    fs.truncateSync(path.join(folder, 'recog', 'ssh.software.json'), KNOWLEDGE_FILE_LIMIT + 1);
    expect(shelf.sources()[0]?.read('ssh/software')).toBeUndefined();
    expect(problems.join()).toMatch(/larger than/);
  });

  it('names a source by its folder, whatever a file says', () => {
    shelf.write([file('recog', 'ssh/software')]);
    fs.renameSync(path.join(folder, 'recog'), path.join(folder, 'mine'));
    expect(shelf.sources()[0]?.read('ssh/software')?.origin).toBe('mine');
  });

  it('says why it cannot be written', () => {
    fs.writeFileSync(folder, 'a file');
    expect(() => shelf.write([file('recog', 'ssh/software')])).toThrow(KnowledgeFolderError);
  });
});
