import { execFileSync } from 'node:child_process';
import { createWriteStream, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildPcap } from '../wire/capture-decoder.arbitrary.ts';
import type { FrameSink } from '../wire/frame.ts';
import { CaptureUnreadableError, NotACaptureError } from './capture-errors.ts';
import {
  PROGRESS_OCTETS,
  READ_DAMAGE_SENTENCES,
  type ReadCaptureOptions,
  readCaptureFile,
} from './read-capture.ts';

/** Packets `packet 0 of a ward` to `packet 39 of a ward` in a pcap file, compressed by the zstd tool at level 19. */
const ZSTD_OF_TOOL = Buffer.from(
  `KLUv/WSGBMUHALKLLCtwrQ78/6sLHPT1/1+pN+DCRxOqorYtpUwpGkYQIQRBEASFyMPIdpeksoTI41ss4lcq4VMo+ScT/BLJ
/UjkHwLxt7b/8QDf4Ri90RCdwQh9sciuUGBPJK4jEO+Hg7vB0F4ogE4gjF2r2N8X9mCQWyDAHQjcBgC+Pc+767o5LtO1btuo
aWKWhRiWrwtb1qX0q8opqqfyUpoyHhJkSavhWNB+yg2G7HyzvJTmNOmkkwqJRqR6qBHw8jDtZ+CZ1sBCiVaeByRdlJQUKSlR
UlKkpERJSZGSEiUlRUpKlJQUKSlRFkxdsQiAACkIIYgQCvcikc1+fmjUqqpFXA==`,
  'base64',
);

/** A capture of octets that do not compress, so that every path is taken several times. */
function noisyCapture(packets: number, length = 1_400): Buffer {
  let state = 1;
  return buildPcap(
    Array.from({ length: packets }, (_, index) => ({
      seconds: 1_700_000_000 + index,
      fraction: index,
      octets: Uint8Array.from({ length }, () => {
        state = (Math.imul(state, 1_103_515_245) + 12_345) | 0;
        return state >>> 16;
      }),
    })),
  );
}

/** A zstd frame of raw blocks (RFC 8878 section 3.1.1.2). */
function zstdRaw(content: Buffer, blockOctets = 100_000): Buffer {
  const parts: Buffer[] = [Buffer.from('28b52ffd0050', 'hex')];
  for (let at = 0; at < content.length; at += blockOctets) {
    const block = content.subarray(at, at + blockOctets);
    const header = Buffer.alloc(3);
    header.writeUIntLE(block.length * 8 + (at + blockOctets >= content.length ? 1 : 0), 0, 3);
    parts.push(header, block);
  }
  return Buffer.concat(parts);
}

const capture = noisyCapture(300);
const nothing: FrameSink = { frame() {}, resolvedName() {} };
let folder = '';

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'wardlight-read-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, content: Buffer): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

async function collect(path: string, options: ReadCaptureOptions = {}) {
  const frames: string[] = [];
  const outcome = await readCaptureFile(
    path,
    {
      frame({ octets, start, end, micros }) {
        frames.push(`${micros} ${octets.bytes.toString('hex', start, end)}`);
      },
      resolvedName() {},
    },
    options,
  );
  return { outcome, frames };
}

describe('the same packets whatever the way', () => {
  const trickle = (content: Buffer, piece: number) =>
    Readable.from(
      (function* () {
        for (let at = 0; at < content.length; at += piece) yield content.subarray(at, at + piece);
      })(),
    );

  test.each([
    ['plain', 'none', capture],
    ['gzip', 'gzip', gzipSync(capture)],
    [
      'gzip in two members',
      'gzip',
      Buffer.concat([gzipSync(capture.subarray(0, 9_999)), gzipSync(capture.subarray(9_999))]),
    ],
    ['gzip with zeros behind it', 'gzip', Buffer.concat([gzipSync(capture), Buffer.alloc(1_000)])],
    ['zstd', 'zstd', zstdRaw(capture)],
    [
      'zstd in two frames behind a skippable one',
      'zstd',
      Buffer.concat([
        Buffer.from('502a4d1803000000aabbcc', 'hex'),
        zstdRaw(capture.subarray(0, 77_777)),
        zstdRaw(capture.subarray(77_777)),
      ]),
    ],
  ])('%s', async (_, compression, content) => {
    const expected = await collect(file('expected.pcap', capture));
    expect(expected.frames).toHaveLength(300);
    // The name says nothing: content decides.
    const fromFile = await collect(file('any.name', content));
    expect(fromFile.frames).toEqual(expected.frames);
    expect(fromFile.outcome).toMatchObject({
      format: 'pcap',
      compression,
      packets: 300,
      readOctets: content.length,
      stopped: false,
    });
    expect(fromFile.outcome.damagedAt).toBeUndefined();
    for (const piece of [1_021, 65_536]) {
      const { outcome, frames } = await collect('-', { standardInput: trickle(content, piece) });
      expect(frames).toEqual(expected.frames);
      expect(outcome).toMatchObject({ path: '-', compression, packets: 300, damagedAt: undefined });
    }
  });

  test('standard input one octet at a time', async () => {
    const small = noisyCapture(2, 20);
    for (const content of [small, gzipSync(small), zstdRaw(small, 7)])
      expect((await collect('-', { standardInput: trickle(content, 1) })).frames).toHaveLength(2);
  });

  test('zstd as its tool makes it, with entropy coding and checksum', async () => {
    const { outcome, frames } = await collect(file('tool.zst', ZSTD_OF_TOOL));
    expect(outcome).toMatchObject({ packets: 40, damagedAt: undefined });
    expect(frames[39]).toBe(
      `${1_700_000_039 * 1e6 + 39} ${Buffer.from('packet 39 of a ward').toString('hex')}`,
    );
  });

  test.skipIf(process.platform === 'win32')('a named pipe, whose writer comes later and pauses', async () => {
    const path = join(folder, 'pipe');
    execFileSync('mkfifo', [path]);
    const reading = collect(path);
    await sleep(30);
    const writer = createWriteStream(path);
    writer.write(capture.subarray(0, 3));
    await sleep(20);
    writer.write(capture.subarray(3, 100_000));
    await sleep(20);
    writer.end(capture.subarray(100_000));
    const { outcome } = await reading;
    expect(outcome).toMatchObject({ packets: 300, damagedAt: undefined, readOctets: capture.length });
  });
});

describe('damage', () => {
  test('a capture that is cut: plain, gzip and zstd are read to the cut', async () => {
    const cut = capture.subarray(0, -10);
    for (const [name, content] of [
      ['p', cut],
      ['g', gzipSync(cut)],
      ['z', zstdRaw(cut)],
    ] as const) {
      const { outcome } = await collect(file(name, content));
      expect(outcome.packets).toBe(299);
      expect(outcome.damagedAt).toEqual({ octet: capture.length - 1_416, packet: 300, reason: 'cut-short' });
    }
  });

  test('compressed data that is cut is read as far as it goes', async () => {
    for (const [name, content] of [
      ['g', gzipSync(capture)],
      ['z', zstdRaw(capture)],
    ] as const) {
      const { outcome } = await collect(file(name, content.subarray(0, Math.floor(content.length * 0.9))));
      expect(outcome.damagedAt?.reason).toBe('compression-cut-short');
      expect(outcome.packets).toBeGreaterThan(200);
      expect(outcome.damagedAt?.packet).toBe(outcome.packets + 1);
    }
  });

  test('a zstd frame that lacks only its checksum is cut short after all its packets', async () => {
    const { outcome } = await collect(file('z', ZSTD_OF_TOOL.subarray(0, -4)));
    expect(outcome).toMatchObject({ packets: 40, damagedAt: { reason: 'compression-cut-short' } });
  });

  test('gzip with a wrong checksum: at most the last block of its output is lost', async () => {
    const content = gzipSync(capture);
    content.writeUInt32LE(0x12345678, content.length - 8);
    const { outcome } = await collect(file('g', content));
    expect(outcome.damagedAt?.reason).toBe('compression-damaged');
    expect(outcome.packets).toBeGreaterThanOrEqual(300 - Math.ceil(65_536 / 1_416));
  });

  test('damage in the middle: what came before is kept', async () => {
    const gzip = gzipSync(capture);
    gzip.fill(0xff, 350_000, 350_100);
    const zstd = zstdRaw(capture);
    zstd.fill(0xff, 300_006 + 9, 300_006 + 15);
    for (const content of [gzip, zstd]) {
      const { outcome } = await collect(file('middle', content));
      expect(outcome.packets).toBeGreaterThan(150);
      expect(['compression-damaged', 'record-too-long']).toContain(outcome.damagedAt?.reason);
    }
  });

  test('zstd that asks for a window of gigabytes is refused before any memory is taken', async () => {
    const { outcome } = await collect(
      file('window', Buffer.from('28b52ffd00a80100000000000000000000000000', 'hex')),
    );
    expect(outcome).toMatchObject({
      packets: 0,
      format: undefined,
      damagedAt: { reason: 'compression-unsupported' },
    });
  });

  test('a compressed bomb of empty packets costs no memory', async () => {
    const header = buildPcap([]);
    const bomb = gzipSync(Buffer.concat([header, Buffer.alloc(64 * 1_048_576, 1)]));
    expect((await collect(file('bomb', bomb))).outcome.damagedAt?.reason).toBe('record-too-long');
  });

  test('random damage to compressed captures never throws and always ends', async () => {
    const small = noisyCapture(30, 100);
    for (const [seed, content] of [gzipSync(small), zstdRaw(small, 500), ZSTD_OF_TOOL].entries()) {
      for (let turn = 0; turn < 120; turn++) {
        const damaged = Buffer.from(content);
        const at = 4 + ((turn * 7_919 + seed) % (content.length - 4));
        damaged[at] = (damaged[at] ?? 0) ^ (1 << (turn % 8));
        const outcome = await readCaptureFile(file('random', damaged), nothing).catch(
          (error: unknown) => error,
        );
        if (outcome instanceof Error) expect(outcome).toBeInstanceOf(NotACaptureError);
      }
    }
  });

  test('each reason has a sentence', () => {
    for (const sentence of Object.values(READ_DAMAGE_SENTENCES)) expect(sentence).toMatch(/^[A-Z].*\.$/);
  });
});

describe('what is no capture', () => {
  test.each([
    ['empty', Buffer.alloc(0), 'it is empty'],
    ['text', Buffer.from('time,source,destination\n'), 'it is text'],
    ['a PDF', Buffer.from('%PDF-1.7\n\xe2\xe3\xcf\xd3', 'latin1'), 'it is a PDF document'],
    [
      'a snoop capture',
      Buffer.from('snoop\0\0\0\0\0\0\x02\0\0\0\x04', 'latin1'),
      'it is a snoop capture. Wireshark or editcap can convert',
    ],
    [
      'octets',
      Buffer.from('00112233445566778899aabb', 'hex'),
      'it begins with the octets 00 11 22 33 44 55 66 77',
    ],
    ['text in gzip', gzipSync('time,source,destination\n'), 'it is text (inside gzip)'],
    ['nothing in gzip', gzipSync(''), 'it is empty (inside gzip)'],
    [
      'gzip in gzip',
      gzipSync(gzipSync(capture)),
      'it is gzip-compressed a second time (inside gzip). Decompress it first.',
    ],
  ])('%s', async (_, content, found) => {
    const path = file('found', content);
    const error = await readCaptureFile(path, nothing).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(NotACaptureError);
    expect(error).toMatchObject({ code: 'not-a-capture', name: 'NotACaptureError' });
    expect(String(error)).toContain(`${path} is not a capture: ${found}`);
    expect(String(error)).toContain('Accepted are pcap and pcapng captures');
    const fromInput = readCaptureFile('-', nothing, { standardInput: Readable.from([content]) });
    await expect(fromInput).rejects.toThrow(`Standard input is not a capture: ${found}`);
  });

  test('what cannot be opened', async () => {
    await expect(readCaptureFile(join(folder, 'absent'), nothing)).rejects.toThrow(
      /absent cannot be read: there is no such file\.$/,
    );
    const error = await readCaptureFile(folder, nothing).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(CaptureUnreadableError);
    expect(error).toMatchObject({ code: 'capture-unreadable', cause: { code: 'EISDIR' } });
  });
});

describe('progress and stopping', () => {
  const large = () => file('large', noisyCapture(20_000, 900));

  test('progress comes about every 8 MiB and at the end', async () => {
    const path = large();
    const reports: [number, number | undefined][] = [];
    const { outcome } = await collect(path, { onProgress: (read, total) => reports.push([read, total]) });
    expect(outcome.readOctets).toBeGreaterThan(2 * PROGRESS_OCTETS);
    expect(reports).toHaveLength(3);
    expect(reports.at(-1)).toEqual([outcome.readOctets, outcome.readOctets]);
    expect(reports.every(([read], index) => read >= (index === 2 ? 0 : (index + 1) * PROGRESS_OCTETS))).toBe(
      true,
    );
  });

  test('a signal stops it on the way', async () => {
    const stop = new AbortController();
    const { outcome } = await collect(large(), { signal: stop.signal, onProgress: () => stop.abort() });
    expect(outcome).toMatchObject({ stopped: true, damagedAt: undefined });
    expect(outcome.packets).toBeGreaterThan(1_000);
    expect(outcome.packets).toBeLessThan(20_000);
  });

  test('a signal that was aborted before', async () => {
    const { outcome } = await collect(large(), { signal: AbortSignal.abort() });
    expect(outcome.stopped).toBe(true);
  });

  test('a signal ends the wait for standard input and for the writer of a pipe', async () => {
    const never = new Readable({ read() {} });
    never.push(capture.subarray(0, 5_000));
    const { outcome } = await collect('-', { standardInput: never, signal: AbortSignal.timeout(40) });
    expect(outcome).toMatchObject({ packets: 3, stopped: true, damagedAt: undefined });
    if (process.platform === 'win32') return;
    const path = join(folder, 'pipe-without-writer');
    execFileSync('mkfifo', [path]);
    expect((await collect(path, { signal: AbortSignal.timeout(40) })).outcome.stopped).toBe(true);
    expect((await collect(path, { signal: AbortSignal.abort() })).outcome.stopped).toBe(true);
  });
});
