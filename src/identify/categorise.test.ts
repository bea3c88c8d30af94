import { describe, expect, it } from 'vitest';
import { categorise } from './categorise.ts';
import { type DeviceService, DeviceView } from './device-view.ts';
import { FingerprintSet } from './fingerprints.ts';
import type { Attributes } from './fuse-evidence.ts';
import type { Knowledge } from './knowledge.ts';
import { ModelCatalogue } from './models.ts';
import type { Observation } from './observation-store.ts';
import { VendorDirectory, type VendorKind } from './vendors.ts';

const vendors = new VendorDirectory({
  about: 'One maker.',
  vendors: [{ name: 'Philips', kind: 'device-maker' }],
});
const knowledge: Knowledge = {
  fingerprints: new FingerprintSet([]),
  vendors,
  models: new ModelCatalogue(
    {
      about: 'Two families.',
      makers: [
        {
          vendor: 'Philips',
          models: [
            { pattern: '^MX\\d{3}$', category: 'patient-monitor', examples: ['MX800'] },
            { pattern: '^Dialog', category: 'unknown', function: 'dialysis', examples: ['Dialog'] },
          ],
        },
      ],
    },
    vendors,
  ),
  oui: undefined,
  dissectors: [],
};

interface Scene {
  readonly facts?: readonly string[];
  readonly services?: readonly string[];
  readonly os?: string;
  readonly model?: string;
  readonly routes?: boolean;
  readonly external?: boolean;
  readonly makerKind?: VendorKind;
}

/** Facts as `protocol/field=value`, services as `server tcp/104 dicom`. */
function decide(scene: Scene) {
  const observations = (scene.facts ?? []).map((text): Observation => {
    const [, protocol = '', field = '', value = ''] = /^([^/]+)\/([^=]+)=(.*)$/.exec(text) ?? [];
    return { protocol, field, value, first: { capture: 0, packet: 1, at: 0 }, lastAt: 0, count: 1 };
  });
  const services = (scene.services ?? []).map((text): DeviceService => {
    const [, role, transport, port, protocol] = /^(server|client) (tcp|udp)\/(\d+) (\S+)$/.exec(text) ?? [];
    return { role: role as 'server', transport: transport as 'tcp', port: Number(port), protocol };
  });
  const value = (text: string) => [{ value: text, confidence: 95, evidence: [] }];
  const attributes: Attributes = {
    ...(scene.os === undefined ? {} : { os: value(scene.os) }),
    ...(scene.model === undefined ? {} : { model: value(scene.model), vendor: value('Philips') }),
  };
  const { routes = false, external = false, makerKind } = scene;
  return categorise(
    new DeviceView(attributes, services, observations, { routes, external, makerKind }),
    [],
    knowledge,
  );
}

const CT_STORAGE = '1.2.840.10008.5.1.4.1.1.2';
const MR_STORAGE = '1.2.840.10008.5.1.4.1.1.4';
const US_STORAGE = '1.2.840.10008.5.1.4.1.1.6.1';
const STUDY_FIND = '1.2.840.10008.5.1.4.1.2.2.1';
const WORKLIST = '1.2.840.10008.5.1.4.31';

describe('categorise', () => {
  it.each<Scene & { name: string; category: string }>([
    { name: 'nothing known', category: 'unknown' },
    { name: 'a modality that sends its own images', facts: ['dicom/(0008,0060)=MR'], category: 'mri' },
    {
      name: 'an archive, though it passes images of one modality on',
      facts: [
        `dicom/sop-class-as-scp=${CT_STORAGE}`,
        `dicom/sop-class-as-scp=${STUDY_FIND}`,
        'dicom/(0008,0060)=CT',
      ],
      category: 'pacs',
    },
    {
      name: 'an archive of several modalities that nobody queried',
      facts: [CT_STORAGE, MR_STORAGE, US_STORAGE].map((uid) => `dicom/sop-class-as-scp=${uid}`),
      category: 'pacs',
    },
    {
      name: 'a workstation that retrieves images, and is therefore sent some',
      facts: [
        `dicom/sop-class-as-scu=${STUDY_FIND}`,
        ...[CT_STORAGE, MR_STORAGE, US_STORAGE].map((uid) => `dicom/sop-class-as-scp=${uid}`),
      ],
      category: 'imaging-workstation',
    },
    { name: 'a worklist provider', facts: [`dicom/sop-class-as-scp=${WORKLIST}`], category: 'ris' },
    {
      name: 'HL7 in and out',
      services: ['server tcp/2575 hl7', 'client tcp/6661 hl7'],
      category: 'interface-engine',
    },
    { name: 'HL7 in only', services: ['server tcp/2575 hl7'], category: 'unknown' },
    { name: 'a router', routes: true, category: 'router' },
    { name: 'a router that also relays DHCP', routes: true, facts: ['dhcp/role=server'], category: 'router' },
    { name: 'a host of the internet', external: true, category: 'external-host' },
    { name: 'a switch', facts: ['lldp/capabilities-enabled=bridge'], category: 'network-switch' },
    {
      name: 'a phone, which is a bridge too',
      facts: ['lldp/capabilities-enabled=bridge telephone'],
      category: 'voip-phone',
    },
    { name: 'a printer', services: ['server tcp/9100 jetdirect'], category: 'printer' },
    { name: 'a broker', services: ['server tcp/1883 mqtt'], category: 'message-broker' },
    {
      name: 'a computer with Windows',
      os: 'Windows 10',
      makerKind: 'computer-maker',
      category: 'workstation',
    },
    {
      name: 'a Windows machine of a maker of medical devices',
      os: 'Windows 10',
      makerKind: 'device-maker',
      category: 'unknown',
    },
    {
      name: 'a computer with Windows that speaks DICOM',
      os: 'Windows 10',
      makerKind: 'computer-maker',
      services: ['client tcp/104 dicom'],
      category: 'unknown',
    },
    { name: 'a camera', services: ['server tcp/554 rtsp', 'server tcp/80 http'], category: 'ip-camera' },
    {
      name: 'a recorder',
      services: ['client tcp/554 rtsp', 'client tcp/80 http'],
      category: 'video-recorder',
    },
    {
      name: 'one that fetches streams and offers them',
      services: ['client tcp/554 rtsp', 'server tcp/554 rtsp'],
      category: 'unknown',
    },
    {
      name: 'one that asks devices by several protocols',
      facts: ['snmp/role=manager'],
      services: ['client udp/161 snmp', 'client tcp/80 http', 'client udp/47808 bacnet'],
      category: 'server',
    },
    {
      name: 'one that asks for images and tries controllers',
      facts: [`dicom/sop-class-as-scu=${STUDY_FIND}`],
      services: ['client tcp/104 dicom', 'client tcp/502 modbus'],
      category: 'unknown',
    },
    { name: 'a known model', model: 'MX800', category: 'patient-monitor' },
    { name: 'a model whose purpose has no category', model: 'Dialog+', category: 'unknown' },
  ])('$name is $category', ({ category, ...scene }) => {
    const decision = decide(scene);
    expect(decision.value).toBe(category);
    if (category === 'unknown') expect(decision).toEqual({ value: 'unknown', confidence: 0, reasons: [] });
    else expect([decision.confidence >= 50, decision.reasons.length > 0]).toEqual([true, true]);
  });
});
