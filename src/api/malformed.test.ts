/** Requests that are wrong in every way, and captures that are traps: each gets a clear problem, and the server goes on. */

import fs from 'node:fs';
import net from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  addOrganisation,
  addPerson,
  type TestPerson,
  useTestServer,
} from '../../test/support/test-server.ts';
import { loadDeviceRules } from '../main/load-knowledge.ts';
import { CaptureFiles } from '../store/capture-files.ts';
import { CaptureStore } from '../store/captures.ts';
import { loggerOf, shownError } from './request-log.ts';
import { buildServer } from './server.ts';

const SAMPLE = fs.readFileSync(new URL('../../sample/small-hospital.pcap', import.meta.url));
const PATIENT = 'Planted^Patient';
const SECRET = 'planted-secret-value';
const test = useTestServer();
let person: TestPerson;
let listening: Awaited<ReturnType<typeof buildServer>>;
let port = 0;
const lines: string[] = [];

beforeAll(async () => {
  const { database, folder } = test();
  person = await addPerson(test(), await addOrganisation(database, 'St. Ann'), 'Ann', ['security-analyst']);
  listening = await buildServer({
    deviceRules: loadDeviceRules(),
    ...{ database, captures: new CaptureStore(database), files: new CaptureFiles(folder), version: '0.0.0' },
    ...{ origin: 'http://127.0.0.1:1', secret: 's'.repeat(43), logLevel: 'info' },
    logStream: { write: (line) => lines.push(line) },
  });
  await listening.listen({ host: '127.0.0.1', port: 0 });
  port = (listening.server.address() as net.AddressInfo).port;
});
afterAll(() => listening.close());

/** What the server says to octets, whatever they are. */
function talk(octets: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = '';
    const socket = net.connect(port, '127.0.0.1', () => socket.write(octets));
    socket.on('data', (chunk) => {
      said += chunk.toString();
    });
    socket.on('error', reject);
    socket.on('close', () => resolve(said));
  });
}

describe('a malformed request', () => {
  it.each([
    ['is no HTTP', 'GEH WEG\r\n\r\n', 400, 'invalid-request'],
    [
      'has huge headers',
      `GET /api/health HTTP/1.1\r\nhost: x\r\nx: ${'x'.repeat(20_000)}\r\n\r\n`,
      431,
      'headers-too-long',
    ],
    [
      'has a huge path',
      `GET /api/devices/${'x'.repeat(10_000)} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n`,
      414,
      'invalid-request',
    ],
    [
      'announces two lengths',
      'POST /api/setup HTTP/1.1\r\nhost: x\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\n',
      400,
      'invalid-request',
    ],
  ])('that %s is answered, and the server goes on', async (_, octets, status, code) => {
    const said = await talk(octets);
    expect(said).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    expect(said).toContain(`"code":"${code}"`);
    expect(await talk('GET /api/health HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n')).toContain(
      '"status":"ok"',
    );
  });

  it.each([
    ['broken JSON', { body: '{"file": ', headers: { 'content-type': 'application/json' } }, 400],
    ['another type', { body: '<file/>', headers: { 'content-type': 'application/xml' } }, 415],
    ['wrong types', { body: { file: 7, octets: 'many' } }, 400],
    ['a body that is no object', { body: [[[[]]]] }, 400],
    ['a huge body', { body: { file: 'x'.repeat(2 << 20), octets: 1 } }, 413],
    [
      'a prototype',
      {
        body: '{"__proto__": {"x": 1}, "file": "a", "octets": 1}',
        headers: { 'content-type': 'application/json' },
      },
      400,
    ],
  ])('with %s is refused with a problem', async (_, asked, status) => {
    const answer = await person.ask('POST', '/api/uploads', asked);
    expect(answer).toMatchObject({
      status,
      body: { code: 'invalid-request', instance: expect.stringMatching(/^urn:uuid:/) },
    });
  });

  it('of another origin is refused', async () => {
    const answer = await person.ask('POST', '/api/uploads', {
      ...{ body: { file: 'a', octets: 1 }, headers: { origin: 'https://evil.example' } },
    });
    expect(answer).toMatchObject({ status: 401 });
  });
});

describe('a capture that is a trap', () => {
  const bomb = gzipSync(Buffer.alloc(64 << 20));
  it.each([
    ['a truncated gzip', gzipSync(SAMPLE).subarray(0, 5_000)],
    ['gzip around nothing', gzipSync(Buffer.alloc(0))],
    ['a bomb of zeros', bomb],
    ['a bomb within a bomb', gzipSync(bomb)],
    ['a zip', Buffer.concat([Buffer.from('PK\x03\x04'), Buffer.alloc(500, 7)])],
    ['the head of a capture alone', SAMPLE.subarray(0, 24)],
    ['a record longer than everything', Buffer.concat([SAMPLE.subarray(0, 32), Buffer.alloc(100, 0xff)])],
  ])(
    '%s ends with a state and a sentence',
    async (name, octets) => {
      const { body: upload } = await person.post('/api/uploads', {
        file: `${name}.gz`,
        octets: octets.length,
      });
      const { body } = await person.ask('PATCH', `/api/uploads/${upload.id}?offset=0`, { body: octets });
      let found = body.capture;
      while (found.state === 'received' || found.state === 'reading') {
        await delay(50);
        found = (await person.get(`/api/captures/${body.capture.id}`)).body;
      }
      if (found.state === 'failed') expect(found.problem).toMatch(/\w+.*\.$/);
      else expect(found.state).toBe('read');
      expect((await person.get('/api/health')).body.status).toBe('ok');
    },
    60_000,
  );
});

describe('the log', () => {
  it('has a line of JSON for each request, with its number, and nothing that the request said', async () => {
    lines.length = 0;
    const path = `/api/devices/${PATIENT}?text=${PATIENT}&token=${SECRET}`;
    await talk(
      `GET ${path} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${SECRET}\r\nconnection: close\r\n\r\n`,
    );
    await talk(`GET /api/nothing/${PATIENT}?q=${SECRET} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n`);
    const body = `{"token": "${SECRET}", "name": "${PATIENT}`;
    await talk(
      `POST /api/setup HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\nconnection: close\r\n\r\n${body}`,
    );
    expect(lines.length).toBeGreaterThanOrEqual(6);
    for (const line of lines)
      expect(JSON.parse(line)).toMatchObject({ reqId: expect.stringMatching(/^[0-9a-f-]{36}$/) });
    expect(lines.join('')).not.toMatch(/planted/i);
    expect(lines.map((line) => JSON.parse(line).req?.route)).toContain('/api/devices/:id');
  });

  it('names kind, code and place of an error, and no value of it', () => {
    const ofDatabase = Object.assign(new Error(`invalid input "${PATIENT}"`), {
      ...{ severity: 'ERROR', code: '22P02', detail: `Key (name)=(${PATIENT})`, parameters: [SECRET] },
    });
    const shown = [
      shownError(ofDatabase),
      shownError(new Error(`cannot use "${SECRET}" here`)),
      shownError(new SyntaxError(`Unexpected token in ${PATIENT}`)),
    ];
    expect(JSON.stringify(shown)).not.toMatch(/planted/i);
    expect(shown).toMatchObject([
      { code: '22P02' },
      { message: 'cannot use … here' },
      { type: 'SyntaxError' },
    ]);
    expect(shown[1]?.stack).toContain('malformed.test.ts');
  });

  it('is silent where it is told to be', () => {
    expect(loggerOf({ level: 'silent' })).toMatchObject({ level: 'silent' });
  });
});
