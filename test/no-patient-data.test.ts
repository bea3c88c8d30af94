/**
 * Nothing about persons leaves Wardlight: the sample capture holds planted patients, physicians, users and passwords, and
 * no output may hold any of them, in whatever case or encoding.
 */

import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PLANTED } from '../sample/hosts.ts';
import { Output } from '../src/cli/output.ts';
import { csvOfDevices, csvOfFlows } from '../src/cli/render-csv.ts';
import { renderDevice } from '../src/cli/render-device.ts';
import { renderFlows } from '../src/cli/render-flows.ts';
import { writeJson } from '../src/cli/render-json.ts';
import { renderSummary } from '../src/cli/render-summary.ts';
import { renderTable } from '../src/cli/render-table.ts';
import type { Inventory, InventoryDevice, InventoryFlow } from '../src/identify/inventory.ts';
import { openInspection } from '../src/main/open-inspection.ts';
import { disguises, MARK } from './support/planted-texts.ts';

const SAMPLE = fileURLToPath(new URL('../sample/small-hospital.pcap', import.meta.url));

const inspection = openInspection({ maxFlowSlots: 1 << 16 }, { separateVlans: false, flows: true });
const folder = mkdtempSync(join(tmpdir(), 'wardlight-privacy-'));
let inventory: Inventory;
let devices: InventoryDevice[] = [];
let flows: InventoryFlow[] = [];

beforeAll(async () => {
  await inspection.read(SAMPLE);
  inventory = inspection.finish();
  devices = [...inventory.devices];
  flows = [...(inventory.flows ?? [])];
});
afterAll(() => rmSync(folder, { recursive: true }));

const outputs: Readonly<Record<string, () => string>> = {
  JSON: () => {
    const path = join(folder, 'inventory.json');
    const output = Output.open(path);
    if (!output) throw new Error(`cannot write ${path}`);
    writeJson({ ...inventory, devices, flows }, output);
    output.close();
    return readFileSync(path, 'utf8');
  },
  'CSV of devices': () => [...csvOfDevices(devices)].join(''),
  'CSV of flows': () => [...csvOfFlows(flows)].join(''),
  'the list of flows': () => renderFlows(flows),
  'the table': () => renderTable({ ...inventory, devices }, { evidence: false, width: 200, colour: false }),
  'the table with evidence': () =>
    renderTable({ ...inventory, devices }, { evidence: true, width: 200, colour: false }),
  'the explanation of each device': () =>
    devices.map((device) => renderDevice(device, inventory.captures)).join(''),
  'the summary': () => renderSummary({ ...inventory, devices }),
};

describe('the planted texts', () => {
  it('all carry the mark that is looked for', () => {
    const texts = Object.values(PLANTED);
    expect(texts.length).toBeGreaterThanOrEqual(7);
    expect(texts.filter((text) => !text.toLowerCase().includes(MARK))).toEqual([]);
  });

  it('stand in the capture, in the clear and as Base64', () => {
    const capture = readFileSync(SAMPLE, 'latin1');
    expect(Object.values(PLANTED).filter((text) => !capture.includes(text))).toEqual([]);
    expect(disguises('planted').every((text) => text.length >= 8)).toBe(true);
    expect(Buffer.from('user:planted').toString('base64')).toContain(disguises(MARK)[5]);
  });
});

describe.each(Object.keys(outputs))('%s', (name) => {
  const text = () => outputs[name]?.() ?? '';

  it('holds what was found', () => {
    expect(devices.length).toBeGreaterThan(10);
    expect(text().length).toBeGreaterThan(100);
    if (name !== 'the summary') expect(text()).toContain('10.20.20.41');
  });

  it('holds no planted text', () => {
    const lowered = text().toLowerCase();
    for (const planted of [MARK, ...Object.values(PLANTED)])
      expect(lowered).not.toContain(planted.toLowerCase());
  });

  it('holds no planted text in disguise', () => {
    const whole = text();
    for (const disguise of [MARK, MARK.toUpperCase()].flatMap(disguises)) {
      expect(whole).not.toContain(disguise);
      expect(whole).not.toContain(disguise.toUpperCase());
    }
  });
});
