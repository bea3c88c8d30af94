/** An inspection: captures of any kind in, one inventory over all of them out. */

import { formatInstant } from '../base/instant.ts';
import { CaptureUnreadableError, NotACaptureError } from '../capture/capture-errors.ts';
import { type ReadFolderOptions, readCaptureFolder } from '../capture/capture-folder.ts';
import { captureInterface, LiveCaptureError } from '../capture/live-interface.ts';
import {
  type CaptureOutcome,
  isFolder,
  READ_DAMAGE_SENTENCES,
  type ReadCaptureOptions,
  readCaptureFile,
} from '../capture/read-capture.ts';
import { watchCaptureFolder } from '../capture/watch-folder.ts';
import type { ConversationTable } from '../flow/conversation-table.ts';
import type { FlowLog } from '../flow/flow-log.ts';
import { eachDevice } from '../identify/build-inventory.ts';
import { continueInventory } from '../identify/continue-inventory.ts';
import {
  INVENTORY_SCHEMA,
  type Inventory,
  type InventoryCapture,
  type InventoryDevice,
  type NotSeenDevice,
} from '../identify/inventory.ts';
import type { Knowledge } from '../identify/knowledge.ts';
import type { PersonDecision } from '../identify/person-decisions.ts';
import type { PreviousDevice } from '../identify/previous-inventory.ts';
import { Profiles } from '../identify/profiles.ts';
import { IdentityResolution } from '../identify/resolve-identity.ts';
import { linkTypeName } from '../wire/link-type.ts';
import { AddressOwners, eachConversation } from './list-conversations.ts';
import { eachFlow } from './list-flows.ts';
import type { CaptureSink, PacketEngine } from './packet-engine.ts';

/** A source that could not be inspected; the message is for people. */
export class InspectionError extends Error {
  override readonly name = 'InspectionError';
  /** `not-a-capture`: the content is something else. `unreadable`: it could not be read. `live`: no live capture. */
  readonly code: 'not-a-capture' | 'unreadable' | 'live';

  constructor(code: InspectionError['code'], message: string, cause: unknown) {
    super(message, { cause });
    this.code = code;
  }
}

export interface InspectionOptions extends Pick<ReadCaptureOptions, 'signal' | 'onProgress'> {
  /** Called for a file of a folder that is passed over, with the reason. */
  readonly onPassedOver?: ((reason: string) => void) | undefined;
}

export interface FinishOptions {
  /** What people decided, in the order in which they did. */
  readonly decisions?: readonly PersonDecision[] | undefined;
  /** Devices of an earlier inventory that this one continues. */
  readonly previous?: readonly PreviousDevice[] | undefined;
}

/** Where the engine writes what is asked for besides devices. */
export interface InspectionTables {
  readonly flowLog?: FlowLog | undefined;
  readonly conversations?: ConversationTable | undefined;
}

interface ReadCapture {
  readonly file: string;
  readonly sink: CaptureSink;
  damagedAt: CaptureOutcome['damagedAt'];
  dropped: number;
}

export class Inspection {
  private readonly engine: PacketEngine;
  private readonly knowledge: Knowledge;
  private readonly tables: InspectionTables;
  private readonly captures: ReadCapture[] = [];

  /** `tables` are those that the engine writes. */
  constructor(engine: PacketEngine, knowledge: Knowledge, tables: InspectionTables = {}) {
    this.engine = engine;
    this.knowledge = knowledge;
    this.tables = tables;
  }

  /** Reads one capture file, named pipe, `-` for standard input, or all captures of a folder. Throws InspectionError. */
  async read(path: string, options: InspectionOptions = {}): Promise<void> {
    await explained(async () => {
      if (isFolder(path))
        await readCaptureFolder(path, (file) => this.open(file).sink, this.folderOptions(options));
      else {
        const capture = this.open(path);
        this.close(capture, await readCaptureFile(path, capture.sink, options));
      }
    });
  }

  /** Reads the captures of a folder and those that come, until the signal is aborted. Throws InspectionError. */
  async follow(folder: string, options: InspectionOptions & { readonly signal: AbortSignal }): Promise<void> {
    await explained(async () => {
      const folderOptions = { ...this.folderOptions(options), signal: options.signal };
      await watchCaptureFolder(folder, (path) => this.open(path).sink, folderOptions);
    });
  }

  /** Captures from an interface until the signal is aborted. Throws InspectionError. */
  async captureLive(interfaceName: string, signal: AbortSignal): Promise<void> {
    await explained(async () => {
      const capture = this.open(interfaceName);
      const outcome = await captureInterface(interfaceName, capture.sink, { signal });
      capture.damagedAt = outcome.damagedAt;
      capture.dropped = (outcome.droppedByKernel ?? 0) + (outcome.droppedByInterface ?? 0);
    });
  }

  private folderOptions({ signal, onPassedOver }: InspectionOptions): ReadFolderOptions {
    return {
      signal,
      onFile: (outcome) => this.closePath(outcome),
      onPassedOver: (error) => onPassedOver?.(error.message),
    };
  }

  private open(file: string): ReadCapture {
    const sink = this.engine.openCapture(this.captures.length);
    const capture: ReadCapture = { file, sink, damagedAt: undefined, dropped: 0 };
    this.captures.push(capture);
    return capture;
  }

  private closePath(outcome: CaptureOutcome): void {
    const capture = this.captures.findLast(({ file }) => file === outcome.path);
    if (capture) this.close(capture, outcome);
  }

  private close(capture: ReadCapture, outcome: CaptureOutcome): void {
    capture.damagedAt = outcome.damagedAt;
    capture.dropped = outcome.droppedPackets;
  }

  /** Ends all flows and says what was found; what is iterable can be walked once. Call once, at the end. */
  finish({ decisions, previous }: FinishOptions = {}): Inventory {
    this.engine.finish();
    const { hosts, observations } = this.engine;
    const { knowledge } = this;
    const { flowLog, conversations } = this.tables;
    const read = this.captures.filter(({ sink }) => sink.tally.packets > 0);
    const at = Math.max(...read.map(({ sink }) => sink.tally.lastAt));
    const identity = new IdentityResolution(hosts, observations, knowledge, { decisions, at });
    const profiles = new Profiles();
    const owners = conversations && new AddressOwners(hosts);
    const walked = eachDevice(hosts, observations, knowledge, identity, previous ? undefined : profiles);
    const found = owners ? withOwners(walked, owners) : walked;
    const continued = previous && continueInventory(previous, [...found], knowledge.vendors);
    return {
      schema: INVENTORY_SCHEMA,
      captures: this.captures.map(presentCapture),
      unusedDecisions: identity.unused,
      devices: continued ? profiles.addTo(continued.devices) : found,
      profiles: () => profiles.all(),
      notSeen: continued?.notSeen.map(presentNotSeen),
      ...(flowLog && {
        flows: eachFlow(flowLog, hosts, knowledge.dissectors),
        flowsDropped: flowLog.dropped,
      }),
      ...(conversations &&
        owners && { conversations: eachConversation(conversations.each(), owners, knowledge.dissectors) }),
    };
  }
}

function* withOwners(devices: Iterable<InventoryDevice>, owners: AddressOwners): Generator<InventoryDevice> {
  for (const device of devices) {
    owners.add(device.id, device.ips);
    yield device;
  }
}

function presentNotSeen({ id, category, lastAt }: PreviousDevice): NotSeenDevice {
  return {
    id,
    category: category?.value ?? 'unknown',
    lastAt: lastAt === undefined ? null : formatInstant(lastAt),
  };
}

async function explained(action: () => Promise<void>): Promise<void> {
  try {
    await action();
  } catch (error) {
    if (error instanceof NotACaptureError) throw new InspectionError('not-a-capture', error.message, error);
    if (error instanceof CaptureUnreadableError)
      throw new InspectionError('unreadable', error.message, error);
    if (error instanceof LiveCaptureError) throw new InspectionError('live', error.message, error);
    throw error;
  }
}

function presentCapture({ file, sink, damagedAt, dropped }: ReadCapture): InventoryCapture {
  const { tally } = sink;
  const anomalies = [...tally.anomalies];
  if (dropped > 0) anomalies.push(['capture-dropped-packets', dropped]);
  return {
    file,
    packets: tally.packets,
    octets: tally.octets,
    firstAt: tally.packets === 0 ? null : formatInstant(tally.firstAt),
    lastAt: tally.packets === 0 ? null : formatInstant(tally.lastAt),
    linkTypes: [...tally.linkTypes].map(linkTypeName),
    anomalies: Object.fromEntries(anomalies.sort(([a], [b]) => (a < b ? -1 : 1))),
    damagedAt: damagedAt
      ? { octet: damagedAt.octet, packet: damagedAt.packet, reason: READ_DAMAGE_SENTENCES[damagedAt.reason] }
      : null,
  };
}
