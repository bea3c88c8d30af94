/**
 * The job that sends what is permitted and due: one exchange after the other over all organisations, and none while another
 * server of the database sends. What comes back is read in a thread of its own, like any capture.
 */

import { randomBytes } from 'node:crypto';
import { exchangeFrames } from '../active/exchange-frames.ts';
import { NONCE_OCTETS } from '../active/probe.ts';
import type { RecordedExchange } from '../active/recorded-exchange.ts';
import { carryOut, type ExchangeOptions } from '../exchange/carry-out.ts';
import type { InventoryDevice } from '../identify/inventory.ts';
import { writePcap } from '../sharing/write-pcap.ts';
import { applyAnswer } from '../store/active-queries/apply-answer.ts';
import {
  type BegunRun,
  beginRun,
  duePermits,
  finishRun,
  noteFacts,
  tidyPermits,
  whileNobodyAsks,
} from '../store/active-queries/runs.ts';
import type { CaptureFiles } from '../store/capture-files.ts';
import type { Database, OrganisationId } from '../store/database.ts';
import type { DeviceRules } from '../store/device-rows.ts';
import { allOrganisations } from '../store/organisations.ts';
import { LINK_RAW } from '../wire/link-type.ts';
import { readInThread } from './read-in-thread.ts';

/** Exchanges of one organisation in one run of the job, so that others have their turn: the next is a minute later. */
const EXCHANGES_AT_ONCE = 4;
const THREAD = new URL('./inventory-thread.js', import.meta.url);

export interface ActiveQueryContext {
  readonly database: Database;
  readonly files: CaptureFiles;
  readonly deviceRules: DeviceRules;
  readonly maxFlowSlots: number;
  /** The compiled thread; tests run from sources and name it. */
  readonly thread?: URL;
  /** Aborted when the server stops: what is being asked is broken off. */
  readonly stopping?: AbortSignal;
  readonly outputs: {
    readonly allowsLoopback: boolean;
    readonly open: (sealed: string) => Promise<string>;
  };
  /** Another pace, for tests. */
  readonly exchange?: Pick<ExchangeOptions, 'paceMillis'>;
}

/** Asks what is due. Runs once or again after a crash: a permit is used once. */
export async function runActiveQueries(context: ActiveQueryContext): Promise<void> {
  const { database, deviceRules, stopping, outputs } = context;
  await whileNobodyAsks(database, async () => {
    for (const organisation of await allOrganisations(database)) {
      await tidyPermits(database, organisation);
      for (const permit of await duePermits(database, organisation, EXCHANGES_AT_ONCE)) {
        if (stopping?.aborted) return;
        const run = await beginRun(database, organisation, permit, deviceRules, outputs);
        if (run) await carryThrough(context, organisation, run);
      }
    }
  });
}

/** One exchange from the first octet to what is known afterwards. */
async function carryThrough(
  context: ActiveQueryContext,
  organisation: OrganisationId,
  run: BegunRun,
): Promise<void> {
  const { database, deviceRules, stopping, outputs } = context;
  const { probe, settings, sealedCommunity, address, port } = run;
  const community = sealedCommunity === null ? undefined : await outputs.open(sealedCommunity);
  const exchange = await carryOut(
    probe,
    { ...settings, community },
    { address, port },
    { nonce: randomBytes(NONCE_OCTETS), signal: stopping, ...context.exchange },
  );
  // First what was sent: it is kept even when the answer cannot be read.
  await database.asOrganisation(organisation, (t) => finishRun(t, organisation, run, exchange));
  const answered = await readAnswer(context, run, exchange);
  await database.asOrganisation(organisation, async (t) => {
    const facts = answered ? await applyAnswer(t, organisation, run, answered, deviceRules) : 0;
    await noteFacts(t, run, facts);
  });
}

/** The device as its answer shows it; undefined when it said nothing that a dissector reads. */
async function readAnswer(
  { files, maxFlowSlots, thread = THREAD }: ActiveQueryContext,
  { id, address, port, probe }: BegunRun,
  exchange: RecordedExchange,
): Promise<InventoryDevice | undefined> {
  const { packets } = exchange;
  if (!packets.some(({ direction }) => direction === 'received')) return undefined;
  const frames = exchangeFrames({ address, port, transport: probe.transport }, exchange);
  const times = packets.map(({ at }) => at);
  const path = await files.write(id, writePcap(frames, LINK_RAW, times));
  try {
    let found: InventoryDevice | undefined;
    for await (const message of readInThread(thread, { path, maxFlowSlots, decisions: [] }))
      if (message.kind === 'devices') found ??= message.devices.find(({ ips }) => ips.includes(address));
    return found;
  } finally {
    await files.dropCapture(id);
  }
}
