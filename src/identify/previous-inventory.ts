/** An inventory that was written before (`wardlight.inventory/1`), as far as it tells which device is which and what was known. */

import { parseInstant } from '../base/instant.ts';
import type { Attribute } from '../dissectors/dissector.ts';
import { isAttribute } from './attributes.ts';
import { foldSerial } from './identity-claims.ts';
import { INVENTORY_SCHEMA } from './inventory.ts';
import type { KnownValue } from './retain-values.ts';

/** Devices of a previous inventory that are read. */
export const PREVIOUS_DEVICE_LIMIT = 1 << 20;
/** A serial number less sure than this identifies no device. */
export const IDENTIFYING_CONFIDENCE = 60;

export interface PreviousDevice {
  readonly id: string;
  readonly macs: readonly string[];
  readonly ips: readonly string[];
  /** Instant (microseconds); undefined when the document does not say. */
  readonly lastAt: number | undefined;
  readonly category: KnownValue | undefined;
  /** Best value of each attribute. */
  readonly attributes: ReadonlyMap<Attribute, KnownValue>;
  /** Folded serial number, when it is sure enough to tell the device by. */
  readonly serial: string | undefined;
  /** Of a store that keeps several records of one device: what they have in common. */
  readonly whole?: string;
}

/** A document that is no inventory; the message is for people. */
export class PreviousInventoryError extends Error {
  override readonly name = 'PreviousInventoryError';
  readonly code = 'previous-inventory-invalid';
}

/** Devices of a parsed inventory document. Throws PreviousInventoryError when it is none. */
export function parsePreviousInventory(document: unknown): PreviousDevice[] {
  const listed =
    isRecord(document) && document['schema'] === INVENTORY_SCHEMA ? document['devices'] : undefined;
  if (!Array.isArray(listed))
    throw new PreviousInventoryError(`expected an inventory with the schema "${INVENTORY_SCHEMA}"`);
  if (listed.length > PREVIOUS_DEVICE_LIMIT)
    throw new PreviousInventoryError(`${listed.length} devices; at most ${PREVIOUS_DEVICE_LIMIT} are read`);
  return listed.map((entry: unknown, index) => {
    const device = isRecord(entry) ? parseDevice(entry) : undefined;
    if (!device) throw new PreviousInventoryError(`devices[${index}] is no device with an id`);
    return device;
  });
}

type Fields = Readonly<Record<string, unknown>>;

function parseDevice(entry: Fields): PreviousDevice | undefined {
  const { id } = entry;
  if (typeof id !== 'string' || id === '') return undefined;
  const attributes = new Map<Attribute, KnownValue>();
  for (const [name, values] of Object.entries(isRecord(entry['attributes']) ? entry['attributes'] : {})) {
    const best = Array.isArray(values) ? parseValue(values[0]) : undefined;
    if (best && isAttribute(name)) attributes.set(name, best);
  }
  const category = parseValue(entry['category']);
  const lastAt = entry['lastAt'];
  return {
    id,
    macs: textsOf(entry['macs']),
    ips: textsOf(entry['ips']),
    lastAt: typeof lastAt === 'string' ? parseInstant(lastAt) : undefined,
    category: category?.value === 'unknown' ? undefined : category,
    attributes,
    serial: identifyingSerial(attributes.get('serialNumber')),
  };
}

/** The folded serial number, when it is one and sure enough. */
export function identifyingSerial(
  serial: Pick<KnownValue, 'value' | 'confidence'> | undefined,
): string | undefined {
  return serial && serial.confidence >= IDENTIFYING_CONFIDENCE ? foldSerial(serial.value) : undefined;
}

function parseValue(entry: unknown): KnownValue | undefined {
  if (!isRecord(entry)) return undefined;
  const { value, confidence } = entry;
  if (typeof value !== 'string' || value === '' || typeof confidence !== 'number') return undefined;
  if (!(confidence >= 0 && confidence <= 100)) return undefined;
  return { value, confidence, setByPerson: entry['setByPerson'] === true };
}

function textsOf(list: unknown): string[] {
  return Array.isArray(list) ? list.filter((text): text is string => typeof text === 'string') : [];
}

function isRecord(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
