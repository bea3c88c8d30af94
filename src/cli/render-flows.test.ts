import { describe, expect, it } from 'vitest';
import type { InventoryFlow } from '../identify/inventory.ts';
import { FLOWS_SHOWN, renderFlows } from './render-flows.ts';

const flow = (part: Partial<InventoryFlow> = {}): InventoryFlow => ({
  transport: 'tcp',
  client: { ip: '10.20.10.11', port: 49_152 },
  server: { ip: '10.20.100.20', port: 104 },
  protocol: 'dicom',
  packets: 1_200,
  octets: 1_048_576,
  ...part,
});

describe('renderFlows', () => {
  it('shows who talked to whom over which protocol, and how much', () => {
    expect(renderFlows([flow()])).toMatch(
      /^tcp +10\.20\.10\.11:49152 > 10\.20\.100\.20:104 +dicom +1,200 +1,048,576$/m,
    );
  });

  it('leaves out ports that do not exist and marks a protocol that is not known', () => {
    const { protocol: _, ...nameless } = flow({
      transport: 'icmpv6',
      client: { ip: 'fe80::1', port: 0 },
      server: { ip: 'fe80::2', port: 0 },
    });
    expect(renderFlows([nameless])).toMatch(/^icmpv6 +fe80::1 > fe80::2 +- /m);
  });

  it('writes IPv6 addresses so that the port can be told from them', () => {
    expect(renderFlows([flow({ server: { ip: '2001:db8::1', port: 443 } })])).toContain('[2001:db8::1]:443');
  });

  it('shows the largest first, says how many smaller ones there are', () => {
    const flows = Array.from({ length: FLOWS_SHOWN + 3 }, (_, octets) => flow({ octets }));
    const lines = renderFlows(flows).trim().split('\n');
    expect(lines[0]).toBe('Flows: 53');
    expect(lines.slice(2, 4).map((line) => line.split(/\s+/).at(-1))).toEqual(['52', '51']);
    expect(lines.at(-1)).toBe('and 3 smaller ones: --json lists all.');
  });
});
