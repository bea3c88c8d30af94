/** What the sample hospital must be found to be: the inventory of the whole chain, host by host. */

import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Attribute } from '../src/dissectors/dissector.ts';
import type { InventoryDevice } from '../src/identify/inventory.ts';
import { openInspection } from '../src/main/open-inspection.ts';

const SAMPLE = path.join(import.meta.dirname, '..', 'sample', 'small-hospital.pcap');

type Facts = Partial<Record<Attribute, string>>;

const HOSTS: readonly { mac: string; category: string; facts: Facts }[] = [
  {
    mac: '44:4b:5d:2a:31:0b',
    category: 'ct',
    facts: {
      vendor: 'GE HealthCare',
      model: 'Revolution CT',
      serialNumber: 'REVDEMO812',
      softwareVersion: 'revo_ct_21b.32',
      dicomAeTitle: 'CT01',
      udi: '(01)00840682103039(21)REVDEMO812',
    },
  },
  { mac: '3c:d9:2b:41:70:5e', category: 'printer', facts: { vendor: 'HP', serialNumber: 'VNBRDEMO07' } },
  {
    mac: '00:1b:67:60:00:20',
    category: 'voip-phone',
    facts: { vendor: 'Cisco', serialNumber: 'FCH00DEMO01' },
  },
  {
    mac: '00:09:fb:3a:10:15',
    category: 'patient-monitor',
    facts: {
      vendor: 'Philips',
      model: 'M8004A',
      serialNumber: 'DEDEMO5678',
      softwareVersion: 'J.10.52',
      firmwareVersion: 'B.01.02',
    },
  },
  {
    mac: '00:03:b1:77:02:17',
    category: 'infusion-pump',
    facts: {
      vendor: 'ICU Medical',
      serialNumber: '55217',
      softwareVersion: '15.1.0',
      hostname: 'P360-55217',
    },
  },
  { mac: '00:80:a3:91:4c:07', category: 'unknown', facts: {} },
  {
    mac: '08:4f:a9:60:00:02',
    category: 'network-switch',
    facts: {
      vendor: 'Cisco',
      model: 'WS-C2960X-48FPS-L',
      serialNumber: 'FOC00DEMO42',
      softwareVersion: '15.2(7)E4',
    },
  },
  { mac: '00:50:56:a1:30:05', category: 'server', facts: {} },
  { mac: '00:50:56:a1:30:0a', category: 'pacs', facts: {} },
  { mac: '00:50:56:a1:30:1f', category: 'infusion-pump-server', facts: {} },
  { mac: 'a4:4c:c8:52:9d:13', category: 'workstation', facts: { vendor: 'Dell' } },
  {
    mac: '00:a0:03:d2:04:39',
    category: 'building-controller',
    facts: {
      model: 'PXC36-E.D',
      serialNumber: '190704DEMO36',
      firmwareVersion: 'FW=V6.20.90',
      hostname: 'AHU-4B',
    },
  },
  { mac: 'ac:cc:8e:0a:60:01', category: 'ip-camera', facts: { vendor: 'Axis', model: 'P3245-LV' } },
  { mac: '00:05:85:71:80:c1', category: 'router', facts: { vendor: 'Juniper' } },
];

describe('the sample hospital', () => {
  let devices: readonly InventoryDevice[];

  beforeAll(async () => {
    const inspection = openInspection({ maxFlowSlots: 1 << 16 }, { separateVlans: false });
    await inspection.read(SAMPLE);
    devices = [...inspection.finish().devices];
  });

  it.each(HOSTS)('has $category at $mac', ({ mac, category, facts }) => {
    const found = devices.filter(({ macs }) => macs.includes(mac));
    expect(found).toHaveLength(1);
    const [device] = found;
    expect(device?.category.value).toBe(category);
    const best = Object.keys(facts).map((name) => [name, device?.attributes[name as Attribute]?.[0]?.value]);
    expect(Object.fromEntries(best)).toEqual(facts);
  });

  it('names every value by packets of the capture', () => {
    for (const { attributes } of devices) {
      for (const values of Object.values(attributes)) {
        for (const { evidence } of values ?? []) {
          expect(evidence.length).toBeGreaterThan(0);
          for (const { packet } of evidence) expect(packet).toBeGreaterThanOrEqual(0);
        }
      }
    }
  });

  it('holds a pump that only the gateway names, behind the gateway', () => {
    const [pump] = devices.filter(({ macs, ips }) => macs.length + ips.length === 0);
    expect(pump).toMatchObject({ id: 'named:eui64:0003b1fffe770218', viaGateway: 'mac:00:50:56:a1:30:1f' });
    expect(pump?.category.value).toBe('infusion-pump');
    expect(pump?.attributes.serialNumber?.[0]?.value).toBe('55218');
  });

  it('does not make the archive the scanner whose images it keeps', () => {
    const pacs = devices.find(({ macs }) => macs.includes('00:50:56:a1:30:0a'));
    expect(pacs?.attributes.serialNumber).toBeUndefined();
  });

  it('is seventeen devices: each host once', () => {
    expect(devices).toHaveLength(17);
  });
});
