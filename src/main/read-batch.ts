/** The body of a sensor's batch, unpacked and checked line by line; other work gets its turn in between. */

import { setImmediate as nextTurn } from 'node:timers/promises';
import { createGunzip } from 'node:zlib';
import {
  BATCH_LINE_LIMIT,
  BATCH_LINES_LIMIT,
  BATCH_TEXT_LIMIT,
  BatchHeader,
  BatchLine,
  type DeliveredConversation,
  type DeliveredDevice,
} from '../contract/sensor-batch.ts';
import { isAttribute } from '../identify/attributes.ts';
import type { InventoryDevice } from '../identify/inventory.ts';
import type { BatchContent } from '../store/sensor-batches.ts';

/** Octets of text after which others get a turn. */
const TURN_OCTETS = 1 << 18;

/** The batch, or a sentence that says why it is none. Never throws. */
export async function readBatch(body: Buffer): Promise<BatchContent | string> {
  const devices: InventoryDevice[] = [];
  const conversations: DeliveredConversation[] = [];
  let header: BatchHeader | undefined;
  let number = 0;
  let octets = 0;
  try {
    for await (const line of linesOf(body)) {
      number++;
      if (number > BATCH_LINES_LIMIT) return `it has more than ${BATCH_LINES_LIMIT} lines`;
      const value: unknown = JSON.parse(line);
      if (header === undefined) header = BatchHeader.parse(value);
      else {
        const item = BatchLine.parse(value);
        if ('device' in item) devices.push(inventoryDevice(item.device));
        else conversations.push(item.conversation);
      }
      octets += line.length;
      if (octets >= TURN_OCTETS) {
        octets = 0;
        await nextTurn();
      }
    }
  } catch (error) {
    if (error instanceof BatchTooLarge) return error.message;
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (code.startsWith('Z_')) return 'it is not compressed with gzip, or cut short';
    // The value itself stays out of the message: nobody knows what it holds.
    return `line ${number} is not as described`;
  }
  if (header === undefined) return 'it is empty';
  return { madeAt: new Date(header.madeAt), devices, conversations, health: header.health };
}

class BatchTooLarge extends Error {}

/** Lines of the unpacked text, each within the limit. */
async function* linesOf(body: Buffer): AsyncGenerator<string> {
  const unpacker = createGunzip();
  unpacker.end(body);
  let held: Buffer[] = [];
  let heldOctets = 0;
  let all = 0;
  for await (const piece of unpacker as AsyncIterable<Buffer>) {
    all += piece.length;
    if (all > BATCH_TEXT_LIMIT) throw new BatchTooLarge(`it holds more than ${BATCH_TEXT_LIMIT} octets`);
    let from = 0;
    for (let end = piece.indexOf(10); end >= 0; end = piece.indexOf(10, from)) {
      yield Buffer.concat([...held, piece.subarray(from, end)]).toString('utf8');
      held = [];
      heldOctets = 0;
      from = end + 1;
    }
    heldOctets += piece.length - from;
    if (heldOctets > BATCH_LINE_LIMIT)
      throw new BatchTooLarge(`a line is longer than ${BATCH_LINE_LIMIT} octets`);
    held.push(Buffer.from(piece.subarray(from)));
  }
  if (heldOctets > 0) yield Buffer.concat(held).toString('utf8');
}

/** A newer sensor may know attributes that this server does not. */
function inventoryDevice({ attributes, ...device }: DeliveredDevice): InventoryDevice {
  const known = Object.entries(attributes).filter(([name]) => isAttribute(name));
  return { ...device, attributes: Object.fromEntries(known) } as InventoryDevice;
}
