/**
 * The devices and flows of an inventory document as scoring needs them. A document may come from a file that somebody
 * changed: what does not have the expected shape is left out.
 */

import { type JsonObject, membersOf } from '../base/json-object.ts';
import type { ObservedAttempts, ObservedService } from './preconditions/observed-use.ts';
import type { Transport } from './preconditions/precondition.ts';

export interface InventoryDeviceFacts {
  readonly id: string;
  readonly ips: readonly string[];
  readonly category: string;
  readonly firstMicros: number;
  readonly lastMicros: number;
  readonly services: readonly ObservedService[];
}

export interface InventoryFlowFacts {
  readonly transport: string;
  readonly clientIp: string;
  readonly serverIp: string;
  readonly serverPort: number;
  readonly refused: boolean;
}

/** Devices and flows of one document that are read. */
export const INVENTORY_DEVICE_LIMIT = 2_000_000;
export const INVENTORY_FLOW_LIMIT = 4_000_000;

/** One fact record per device, in the order of the document. */
export function inventoryDevices(document: unknown): InventoryDeviceFacts[] {
  return listOf(membersOf(document)['devices'], INVENTORY_DEVICE_LIMIT).map((entry, at) => {
    const device = membersOf(entry);
    const lastMicros = instantOf(device['lastAt']);
    return {
      id: textOf(device['id']) ?? String(at + 1),
      ips: listOf(device['ips']).flatMap((ip) => textOf(ip) ?? []),
      category: textOf(membersOf(device['category'])['value']) ?? 'unknown',
      firstMicros: instantOf(device['firstAt']),
      lastMicros,
      services: listOf(device['services']).flatMap((service) => serviceOf(membersOf(service), lastMicros)),
    };
  });
}

export function inventoryFlows(document: unknown): InventoryFlowFacts[] {
  return listOf(membersOf(document)['flows'], INVENTORY_FLOW_LIMIT).flatMap((entry) => {
    const flow = membersOf(entry);
    const clientIp = textOf(membersOf(flow['client'])['ip']);
    const server = membersOf(flow['server']);
    const [serverIp, transport] = [textOf(server['ip']), textOf(flow['transport'])];
    if (clientIp === undefined || serverIp === undefined || transport === undefined) return [];
    const serverPort = portOf(server['port']);
    return [{ transport, clientIp, serverIp, serverPort, refused: flow['refused'] === true }];
  });
}

/** Refused connections by address of the server. */
export function attemptsByAddress(
  flows: readonly InventoryFlowFacts[],
  lastMicros: number,
): ReadonlyMap<string, readonly ObservedAttempts[]> {
  const counts = new Map<string, Map<number, number>>();
  for (const { serverIp, serverPort, refused } of flows) {
    if (!refused) continue;
    const ports = counts.get(serverIp) ?? new Map<number, number>();
    ports.set(serverPort, (ports.get(serverPort) ?? 0) + 1);
    counts.set(serverIp, ports);
  }
  const attempts = (ports: ReadonlyMap<number, number>) =>
    [...ports].map(([port, refused]) => ({
      transport: 'tcp' as const,
      port,
      refused,
      unanswered: 0,
      lastMicros,
    }));
  return new Map([...counts].map(([ip, ports]) => [ip, attempts(ports)]));
}

function serviceOf(service: JsonObject, lastMicros: number): ObservedService[] {
  const { transport, role } = service;
  if ((transport !== 'tcp' && transport !== 'udp') || (role !== 'server' && role !== 'client')) return [];
  const known: Transport = transport;
  const protocol = textOf(service['protocol']) ?? 'unknown';
  return [{ transport: known, role, protocol, port: portOf(service['port']), lastMicros }];
}

function listOf(value: unknown, limit = 10_000): readonly unknown[] {
  return Array.isArray(value) ? value.slice(0, limit) : [];
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function portOf(value: unknown): number {
  return typeof value === 'number' && value > 0 && value <= 65_535 ? Math.floor(value) : 0;
}

function instantOf(value: unknown): number {
  const millis = typeof value === 'string' ? Date.parse(value) : Number.NaN;
  return Number.isNaN(millis) ? 0 : millis * 1_000;
}
