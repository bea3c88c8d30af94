import { describe, expect, it } from 'vitest';
import { type Dissector, defineDissector } from '../dissectors/dissector.ts';
import { FactCatalogue } from './fact-catalogue.ts';
import { FingerprintSet } from './fingerprints.ts';
import type { Knowledge } from './knowledge.ts';
import { ModelCatalogue } from './models.ts';
import type { Observation } from './observation-store.ts';
import { VendorDirectory } from './vendors.ts';
import { weighObservations } from './weigh-observations.ts';

const declaring = (id: string, facts: Dissector['facts']): Dissector =>
  defineDissector({
    ...{ id, title: id, carriers: ['tcp'], hints: [], facts, anomalies: [] },
    limits: { messagesPerFlow: 1, heldOctets: 0 },
    recognise: () => 'no',
    dissect: () => 1,
  });
const text = { label: 'Text', help: 'Some text.' };
const states = (attribute: 'model' | 'softwareVersion' | 'firmwareVersion' | 'os') =>
  ({ ...text, states: { attribute, source: 'own-identity' } }) as const;

const vendors = new VendorDirectory({ about: '', vendors: [{ name: 'BD', kind: 'device-maker' }] });
const knowledge: Knowledge = {
  fingerprints: new FingerprintSet([
    {
      facts: ['hl7/MSH-3'],
      about: 'Sending applications.',
      fingerprints: [
        {
          ...{ id: 'app-central', pattern: '^PICIX$', describes: 'Central station', attributes: {} },
          ...{ category: 'central-station', confidence: 60, categoryConfidence: 63, source: 'made up' },
          examples: [{ value: 'PICIX', expect: { category: 'central-station' } }],
        },
      ],
    },
  ]),
  vendors,
  models: new ModelCatalogue({ about: '', makers: [] }, vendors),
  oui: undefined,
  dissectors: [
    declaring('bacnet', { firmware: states('firmwareVersion'), application: states('softwareVersion') }),
    declaring('http', { model: states('model') }),
    declaring('dhcp', { system: states('os') }),
    declaring('hl7', { 'MSH-3': text, 'SFT-2': text, 'SFT-3': text, 'SFT-4': text }),
  ],
};

/** What is made of facts written as `protocol/field=value`. */
function weigh(...facts: readonly string[]) {
  const observations = facts.map((fact): Observation => {
    const [, protocol = '', field = '', value = ''] = /^([^/]+)\/([^=]+)=(.*)$/.exec(fact) ?? [];
    return { protocol, field, value, first: { capture: 0, packet: 1, at: 0 }, lastAt: 0, count: 1 };
  });
  const { evidence, hints } = weighObservations(observations, [], knowledge, new FactCatalogue(knowledge));
  return {
    values: evidence.map(({ attribute, value }) => `${attribute} ${value}`),
    categories: hints.map(({ category }) => category),
  };
}

describe('versions', () => {
  it.each([
    ['bacnet/firmware=V6.00.090', ['firmwareVersion V6.00.090']],
    ['bacnet/firmware=FW=V6.00.090', ['firmwareVersion V6.00.090']],
    ['bacnet/application=SW=2.1', ['softwareVersion 2.1']],
    ['bacnet/application=SBC=13.21', []],
    ['bacnet/application==13', ['softwareVersion =13']],
  ])('%s', (fact, values) => {
    expect(weigh(fact).values).toEqual(values);
  });
});

describe('the software segment of an HL7 sender', () => {
  const segment = ['hl7/SFT-2=1.7.3.1', 'hl7/SFT-3=Pyxis MedStation ES', 'hl7/SFT-4=15884003'];
  const own = ['softwareVersion 1.7.3.1', 'serialNumber 15884003'];

  it('is about the device when its product is the model that it shows elsewhere', () => {
    expect(weigh(...segment, 'http/model=MedStation ES').values).toEqual(['model MedStation ES', ...own]);
  });

  it.each([
    ['no model is known', segment],
    ['the model is another', [...segment, 'http/model=Rapid7']],
    ['the model is a word of many', [...segment, 'http/model=ES']],
    ['several products stand behind the sender', [...segment, 'hl7/SFT-3=Mirth', 'http/model=MedStation ES']],
  ])('is that of an application when %s', (_, facts) => {
    expect(weigh(...facts).values).not.toEqual(expect.arrayContaining(own));
  });
});

describe('sending applications', () => {
  it('tell what the sender is, unless there are several: then it passes messages on', () => {
    expect(weigh('hl7/MSH-3=PICIX').categories).toEqual(['central-station']);
    expect(weigh('hl7/MSH-3=PICIX', 'hl7/MSH-3=LAB').categories).toEqual([]);
  });
});

describe('SMB dialects', () => {
  it.each([
    [
      'bound a Windows from below by the highest that it speaks',
      ['dhcp/system=Windows', 'smb/dialect=SMB 2.1', 'smb/offered-dialects=SMB 2.0.2, SMB 2.1, SMB 3.0'],
      ['os Windows', 'os Windows 8 or Server 2012 or later'],
    ],
    ['tell nothing without a Windows', ['smb/dialect=SMB 3.1.1'], []],
    ['tell nothing of others', ['dhcp/system=Linux', 'smb/dialect=SMB 3.1.1'], ['os Linux']],
    [
      'tell nothing of a host that may be another',
      ['dhcp/system=Windows', 'dhcp/system=Linux', 'smb/dialect=SMB 3.1.1'],
      ['os Windows', 'os Linux'],
    ],
    ['tell nothing when SMB 1 is all', ['dhcp/system=Windows', 'smb/dialect=SMB 1'], ['os Windows']],
  ])('%s', (_, facts, expected) => {
    expect(weigh(...facts).values).toEqual(expected);
  });
});
