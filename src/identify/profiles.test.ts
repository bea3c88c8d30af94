import { describe, expect, it } from 'vitest';
import { attributesOf, deviceOf } from './inventory.arbitrary.ts';
import type { InventoryDevice, InventoryService } from './inventory.ts';
import { Profiles } from './profiles.ts';

const service = (
  protocol: string,
  port: number,
  role: InventoryService['role'] = 'server',
): InventoryService => ({
  transport: 'tcp',
  port,
  protocol,
  role,
});
const pump = (part: Partial<InventoryDevice> = {}) =>
  deviceOf({
    category: { value: 'infusion-pump', confidence: 90, reasons: [] },
    attributes: attributesOf({ vendor: 'B. Braun', model: 'SpaceCom', softwareVersion: 'U61' }),
    services: [service('http', 80), service('hl7', 2575, 'client')],
    ...part,
  });

describe('Profiles', () => {
  it('are one for devices that differ in who they are only, in any order of services and run', () => {
    const profiles = new Profiles();
    const first = profiles.idOf(pump());
    const other = pump({
      id: 'mac:x',
      macs: ['x'],
      ips: [],
      packets: 9,
      services: pump().services.toReversed(),
    });
    expect(profiles.idOf(other)).toBe(first);
    expect(new Profiles().idOf(pump())).toBe(first);
    expect(first).toMatch(/^profile:[0-9a-f]{12}$/);
    expect(profiles.all()).toEqual([
      {
        id: first,
        category: 'infusion-pump',
        vendor: 'B. Braun',
        model: 'SpaceCom',
        software: 'U61',
        serves: ['http/tcp/80'],
        uses: ['hl7/tcp/2575'],
        devices: 2,
      },
    ]);
  });

  it.each<[string, Partial<InventoryDevice>]>([
    [
      'software',
      { attributes: attributesOf({ vendor: 'B. Braun', model: 'SpaceCom', softwareVersion: 'U62' }) },
    ],
    ['category', { category: { value: 'syringe-pump', confidence: 90, reasons: [] } }],
    ['service', { services: [service('http', 80), service('telnet', 23)] }],
    ['role', { services: [service('http', 80, 'client'), service('hl7', 2575, 'client')] }],
  ])('tell devices of another %s apart', (_name, part) => {
    const profiles = new Profiles();
    expect(profiles.idOf(pump(part))).not.toBe(profiles.idOf(pump()));
  });

  it('ignore a port that was picked at random', () => {
    const profiles = new Profiles();
    const services = [...pump().services, service('unknown', 51_234)];
    expect(profiles.idOf(pump({ services }))).toBe(profiles.idOf(pump()));
  });

  it('are none when nothing is known', () => {
    expect(new Profiles().idOf(deviceOf({}))).toBeNull();
  });
});
