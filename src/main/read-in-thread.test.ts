import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { InventoryThreadMessage } from './inventory-thread.ts';
import { readInThread } from './read-in-thread.ts';

const THREAD = new URL('../../dist/main/inventory-thread.js', import.meta.url);
const path = (file: string) => fileURLToPath(new URL(`../../${file}`, import.meta.url));
const SAMPLE = { path: path('sample/small-hospital.pcap'), maxFlowSlots: 1 << 16, decisions: [] };

describe('readInThread', () => {
  it('tells of the capture, then devices, then conversations that name them, then that it is done', async () => {
    const messages: InventoryThreadMessage[] = [];
    for await (const message of readInThread(THREAD, SAMPLE)) messages.push(message);
    expect(messages.map(({ kind }) => kind)).toEqual(['capture', 'devices', 'conversations', 'done']);
    const devices = messages.flatMap((message) => (message.kind === 'devices' ? message.devices : []));
    const conversations = messages.flatMap((one) => (one.kind === 'conversations' ? one.conversations : []));
    expect([devices.length, conversations.length]).toEqual([17, 28]);
    const ids = new Set(devices.map(({ id }) => id));
    const named = conversations.flatMap(({ initiator, responder }) => [initiator, responder]);
    for (const end of named) if (end.kind === 'device') expect(ids).toContain(end.device);
  });

  it('refuses what is no capture, with a sentence', async () => {
    const messages = readInThread(THREAD, { ...SAMPLE, path: path('package.json') });
    expect(await messages.next()).toMatchObject({
      value: { kind: 'refused', problem: expect.stringContaining('not a capture') },
    });
  });

  it('throws when the server stops, before or while it reads', async () => {
    await expect(readInThread(THREAD, SAMPLE, AbortSignal.abort()).next()).rejects.toThrow(
      'the server stops',
    );
    const stopping = new AbortController();
    const messages = readInThread(THREAD, SAMPLE, stopping.signal);
    await messages.next();
    stopping.abort();
    await expect(messages.next()).rejects.toThrow('the server stops');
  });
});
