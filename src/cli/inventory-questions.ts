/**
 * The devices of an inventory (`wardlight inspect --json`) as questions: the product itself and its operating system, each
 * once per distinct product and version, however many devices share it.
 */

import type { ProductQuery } from '../vulnerability/product-query.ts';
import { productTuple, questionsOfTuple } from '../vulnerability/product-tuple.ts';
import { QuestionsError } from './match-questions.ts';

export interface DeviceQuestion {
  readonly device: string;
  /** Address by which people find the device. */
  readonly address: string;
  readonly label: string;
  readonly queries: readonly ProductQuery[];
}

interface Attributes {
  readonly [name: string]: readonly { readonly value?: unknown }[] | undefined;
}

/** The questions of an inventory document. Throws QuestionsError when it is none. */
export function questionsOfInventory(document: unknown): DeviceQuestion[] {
  const { schema, devices } = (document ?? {}) as { schema?: unknown; devices?: unknown };
  if (schema !== 'wardlight.inventory/1' || !Array.isArray(devices)) {
    throw new QuestionsError('it is no inventory (schema wardlight.inventory/1)');
  }
  return devices.map((entry, index) => {
    const device = (entry ?? {}) as { id?: unknown; ips?: unknown; macs?: unknown; attributes?: Attributes };
    const attributes = device.attributes ?? {};
    const [address = ''] = [...listOf(device.ips), ...listOf(device.macs)];
    const told = (name: string) => {
      const value = attributes[name]?.[0]?.value;
      return typeof value === 'string' && value !== '' ? value : undefined;
    };
    return {
      device: typeof device.id === 'string' ? device.id : String(index + 1),
      address,
      label: [told('vendor'), told('model')].filter((part) => part !== undefined).join(' ') || 'unknown',
      queries: questionsOfTuple(productTuple(told)).map(({ query }) => query),
    };
  });
}

function listOf(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((entry) => typeof entry === 'string') : [];
}
