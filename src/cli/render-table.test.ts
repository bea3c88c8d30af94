import { describe, expect, it } from 'vitest';
import { attributesOf, deviceOf } from '../identify/inventory.arbitrary.ts';
import type { InventoryDevice } from '../identify/inventory.ts';
import { renderTable } from './render-table.ts';

const device = (part: Partial<InventoryDevice>) =>
  deviceOf({
    category: { value: 'patient-monitor', confidence: 98, reasons: [] },
    attributes: attributesOf({ serialNumber: 'DE12345678-90-ABCDEF' }),
    ...part,
  });

const options = { evidence: false, width: undefined, colour: false };
const render = (devices: readonly InventoryDevice[], width?: number) =>
  renderTable({ captures: [], devices }, { ...options, width });

describe('renderTable', () => {
  it('shows a device on one line when there is room', () => {
    expect(render([device({})])).toMatch(/patient-monitor.*98 %.*DE12345678-90-ABCDEF.*10\.20\.20\.21/);
  });

  it('marks a device that was never seen sending', () => {
    expect(render([device({ seenAs: 'peer' })])).toContain('10.20.20.21 (not heard)');
  });

  it.each([80, 100, 140])('fits into %d columns and loses no character', (width) => {
    const lines = render([device({})], width)
      .trimEnd()
      .split('\n');
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(width);
    const cells = lines.slice(2, -1).map((line) => line.split('│').map((cell) => cell.trim()));
    const serial = cells.map((row) => row[5] ?? '').join('');
    expect(serial).toBe('DE12345678-90-ABCDEF');
  });

  it('puts unknown devices last and shows no confidence for them', () => {
    const unknown = device({ ips: ['10.0.0.9'], category: { value: 'unknown', confidence: 0, reasons: [] } });
    const table = render([unknown, device({})]);
    expect(table.indexOf('10.0.0.9')).toBeGreaterThan(table.indexOf('10.20.20.21'));
    expect(table).not.toContain(' 0 %');
  });

  it('marks a value that is likelier a guess, and only such a value', () => {
    const attributes = {
      vendor: [{ value: 'VMware', confidence: 30, evidence: [] }],
      serialNumber: [{ value: 'DE12345678', confidence: 50, evidence: [] }],
    };
    const table = render([device({ attributes })]);
    expect(table).toMatch(/VMware \? .*DE12345678 │/);
    expect(table).toMatch(/^\? after a value: confidence below 50\.$/m);
    expect(render([device({})])).not.toContain('?');
  });

  it('says behind whom a device without an address stands', () => {
    expect(render([device({ macs: [], ips: [], viaGateway: 'ip:10.0.0.1' })])).toContain(
      'behind ip:10.0.0.1',
    );
  });
});
