/**
 * The synthetic hospital network of tapirxl against its golden inventory, one JSON object per line: address and host name
 * of every row; maker, model, version and function of the rows marked HIGH. Other rows guess: where ours differs from a
 * guess, the difference is named with its reason.
 */

import fs from 'node:fs';
import type { InventoryDevice } from '../../src/identify/inventory.ts';
import type { Difference, Measurement } from './figures.ts';
import { inspectCapture } from './inspect-capture.ts';
import { reference } from './reference-folder.ts';
import { isNear, plain } from './words.ts';

interface GoldenRow {
  readonly hostname: string | null;
  readonly ip_address: string;
  readonly mac_address: string;
  readonly vendor: string | null;
  readonly product: string | null;
  readonly version: string | null;
  readonly device_class: string | null;
  readonly confidence: 'HIGH' | 'LOW';
}

/** What tapirxl calls our categories. */
const CLASSES: Readonly<Record<string, string>> = {
  CT: 'ct',
  pacs: 'pacs',
  patient_monitor: 'patient-monitor',
  workstation: 'workstation',
  firewall: 'firewall',
};

const CAPTURE = ['captures', 'medical', 'tapirxl', 'synthetic_philips_demo.pcap'];

export async function measureTapirxl(): Promise<Measurement> {
  const file = reference(...CAPTURE);
  const rows = fs
    .readFileSync(`${file}.golden_inventory.jsonl`, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Partial<GoldenRow>)
    .filter(isInventoryRow);
  const { devices } = await inspectCapture(file);
  const found = rows.map((row) => ({ row, device: deviceOf(row, devices) }));
  const named = found.filter(({ row }) => row.hostname !== null);
  const sure = found.filter(({ row }) => row.confidence === 'HIGH').flatMap(compare);
  const guessed = found.filter(({ row }) => row.confidence === 'LOW').flatMap(compare);
  return {
    section: {
      id: 'tapirxl',
      shares: [
        share(
          'rows found by MAC and IP address',
          found.map(({ device }) => device !== undefined),
        ),
        share(
          'host names',
          named.map(({ row, device }) => hostnamesOf(device).includes(row.hostname ?? '')),
        ),
        share(
          'maker, model, version and function of rows marked HIGH',
          sure.map(({ isSame }) => isSame),
        ),
      ],
      counts: [],
    },
    differences: [...sure, ...guessed].filter(({ isSame }) => !isSame).map(({ difference }) => difference),
  };
}

const isInventoryRow = (row: Partial<GoldenRow>): row is GoldenRow =>
  row.ip_address !== undefined && row.mac_address !== undefined && row.confidence !== undefined;

const share = (name: string, outcomes: readonly boolean[]) => ({
  name,
  right: outcomes.filter(Boolean).length,
  of: outcomes.length,
  goal: 100,
});

function deviceOf(row: GoldenRow, devices: readonly InventoryDevice[]): InventoryDevice | undefined {
  return devices.find(
    ({ macs, ips }) => macs.includes(row.mac_address.toLowerCase()) && ips.includes(row.ip_address),
  );
}

const hostnamesOf = (device: InventoryDevice | undefined) =>
  device?.hostnames.map(({ value }) => value) ?? [];

interface Comparison {
  readonly isSame: boolean;
  readonly difference: Difference;
}

/** Field by field, where the row says something. */
function compare({ row, device }: { row: GoldenRow; device: InventoryDevice | undefined }): Comparison[] {
  const best = (attribute: 'vendor' | 'model' | 'softwareVersion') =>
    device?.attributes[attribute]?.[0]?.value ?? '';
  const category = device?.category.value ?? '';
  const function_ = row.device_class === null ? null : (CLASSES[row.device_class] ?? row.device_class);
  return (
    [
      ['maker', row.vendor, best('vendor')],
      ['model', row.product, best('model')],
      ['version', row.version, best('softwareVersion')],
      ['function', function_, category],
    ] as const
  ).flatMap(([field, expected, ours]) =>
    expected === null
      ? []
      : [
          {
            isSame: isSameValue(expected, ours),
            difference: {
              ...{ section: 'tapirxl', where: `${row.ip_address}: ${field}` },
              ...{ expected, ours: ours || 'unknown' },
            },
          },
        ],
  );
}

/** A model may be told with or without its maker. */
const isSameValue = (expected: string, ours: string) =>
  plain(expected) === plain(ours) || isNear(expected, ours);
