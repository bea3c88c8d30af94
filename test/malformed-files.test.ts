/**
 * Files that are wrong in every way, sent as everything that the server takes: captures, imports, documents and bundles of feeds.
 * Each comes to an end with a sentence for people, and the server goes on. Small ones are made here; the captures that once
 * broke tcpdump are read where they are at hand (test/support/reference-data.ts).
 */

import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildServer } from '../src/api/server.ts';
import { ServerRiskDesk } from '../src/main/risk-desk.ts';
import { referencePath } from './support/reference-data.ts';
import { addOrganisation, addPerson, type TestPerson, useTestServer } from './support/test-server.ts';
import { deflatedZip } from './support/zip-writer.ts';

const LIMIT_MS = 240_000;
const MIB = 1 << 20;
/** Reference files that are sent as each kind: as many take some seconds, and all would take half an hour. */
const SAMPLED = 8;
const SAMPLE = fs.readFileSync(new URL('../sample/small-hospital.pcap', import.meta.url));
/** Begins with a capital, or with the name of the file. */
const SENTENCE = /^(?:[A-Z"/]|[\w.-]+\.pcap ).*\w.*[.!]$/s;

const test = useTestServer({ withFindings: true });
let server: FastifyInstance;
let desk: ServerRiskDesk;
let organisation = '';

beforeAll(async () => {
  const { database, jobContext } = test();
  const { captures, files, deviceRules } = jobContext;
  desk = new ServerRiskDesk(jobContext);
  server = await buildServer({
    ...{ database, captures, files, deviceRules, riskDesk: desk, version: '0.0.0' },
    ...{ origin: 'http://127.0.0.1:8420', secret: 's'.repeat(43), logLevel: 'silent' },
  });
  await server.ready();
  organisation = await addOrganisation(database, 'St. Ann');
}, LIMIT_MS);
afterAll(async () => {
  await server.close();
  await desk.close();
});

const bomb = gzipSync(Buffer.alloc(64 * MIB));
const MADE: readonly (readonly [name: string, octets: Buffer])[] = [
  ['one octet', Buffer.from([0])],
  ['text', Buffer.from('This is no capture.\n')],
  ['octets that mean nothing', Buffer.from(Array.from({ length: 5_000 }, (_, at) => (at * 7919) % 251))],
  ['a capture that is cut', SAMPLE.subarray(0, 3_001)],
  ['a gzip that is cut', gzipSync(SAMPLE).subarray(0, 4_000)],
  ['a bomb', bomb],
  ['a bomb within a bomb', gzipSync(bomb)],
  ['a workbook that is a bomb', deflatedZip({ 'xl/workbook.xml': Buffer.alloc(64 * MIB, 32) })],
  ['a zip that is cut', deflatedZip({ 'a.txt': 'x'.repeat(9_000) }).subarray(0, 60)],
  ['deep JSON', Buffer.from('['.repeat(100_000))],
  ['JSON of another kind', Buffer.from('{"bomFormat":"CycloneDX","specVersion":7,"components":{"a":1}}')],
  ['XML with an entity that grows', Buffer.from(`<!DOCTYPE a [<!ENTITY b "${'c'.repeat(99)}">]><a>&b;</a>`)],
  ['a table of one long line', Buffer.from(`MAC,${'x'.repeat(2 * MIB)}`)],
  ['a tar of nothing', Buffer.alloc(10_240)],
];

type Kind = 'capture' | 'import' | 'document' | 'bundle';
const LISTS = { capture: 'captures', import: 'imports', document: 'documents' } as const;
const BEGUN_AT = { capture: '/api/uploads', import: '/api/imports', document: '/api/documents' } as const;

/** What became of a file: refused at once with a sentence, or taken under an id. */
interface Sent {
  readonly name: string;
  readonly kind: Kind;
  readonly id?: string;
  readonly refused?: string;
}

/** Sends files as one kind, and waits until each has come to an end; what is wrong with how it ended. */
async function sendAll(kind: Kind, files: readonly (readonly [string, Buffer])[]): Promise<string[]> {
  const wrong: string[] = [];
  const person = await addPerson({ ...test(), server }, organisation, 'Ann', [
    'security-analyst',
    'platform-administrator',
  ]);
  for (const [name, octets] of files)
    wrong.push(...(await endOf(person, await send(person, kind, name, octets))));
  const health = await person.get('/api/health');
  if (health.body?.status !== 'ok') wrong.push(`the server answers ${health.status} ${health.text}`);
  return wrong;
}

async function send(person: TestPerson, kind: Kind, name: string, octets: Buffer): Promise<Sent> {
  const refused = ({ status, body }: Awaited<ReturnType<TestPerson['get']>>): Sent => ({
    ...{ name, kind },
    refused: status >= 400 && status < 500 && typeof body?.detail === 'string' ? body.detail : `${status}`,
  });
  if (kind === 'bundle') return refused(await person.ask('POST', '/api/feeds/bundle', { body: octets }));
  const product = kind === 'document' ? { product: { model: 'Plum 360' } } : {};
  const begun = await person.post(BEGUN_AT[kind], { file: name, octets: octets.length, ...product });
  if (begun.status !== 201) return refused(begun);
  const answer = await person.ask('PATCH', `/api/uploads/${begun.body.id}?offset=0`, { body: octets });
  const id = answer.body?.[kind]?.id;
  return typeof id === 'string' ? { name, kind, id } : refused(answer);
}

async function endOf(person: TestPerson, { name, kind, id, refused }: Sent): Promise<string[]> {
  if (refused !== undefined || kind === 'bundle')
    return SENTENCE.test(refused ?? '') ? [] : [`${kind} ${name} is refused with "${refused}"`];
  for (;;) {
    const { status, body } = await person.get(`/api/${LISTS[kind]}/${id}`);
    if (status !== 200) return [`${kind} ${name}: ${status}`];
    if (body.state === 'read') return [];
    if (body.state === 'failed')
      return SENTENCE.test(body.problem ?? '') ? [] : [`${kind} ${name} failed with "${body.problem}"`];
    await delay(200);
  }
}

const KINDS: readonly Kind[] = ['bundle', 'document', 'import', 'capture'];

describe('files that are made to harm', () => {
  it.each(KINDS)('sent as a %s come to an end with a sentence', { timeout: LIMIT_MS }, async (kind) => {
    expect(await sendAll(kind, MADE)).toEqual([]);
  });
});

const REFERENCE = referencePath('captures/robustness');

describe.skipIf(REFERENCE === undefined)('captures that once broke tcpdump', () => {
  const all = (
    REFERENCE === undefined ? [] : fs.readdirSync(REFERENCE, { recursive: true, encoding: 'utf8' })
  )
    .filter((name) => fs.statSync(path.join(REFERENCE ?? '', name)).isFile())
    .sort();
  const step = Math.ceil(all.length / SAMPLED);
  it.each(KINDS)('sent as a %s come to an end with a sentence', { timeout: LIMIT_MS }, async (kind) => {
    const names = all.filter((_, at) => at % step === 0);
    expect(names.length).toBeGreaterThan(SAMPLED / 2);
    const files = names.flatMap((name) => {
      const octets = fs.readFileSync(path.join(REFERENCE ?? '', name));
      return octets.length === 0 ? [] : [[path.basename(name), octets] as const];
    });
    expect(await sendAll(kind, files)).toEqual([]);
  });
});
