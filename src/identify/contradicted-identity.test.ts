import { describe, expect, it } from 'vitest';
import type { Attribute } from '../dissectors/dissector.ts';
import { withoutContradicted } from './contradicted-identity.ts';
import type { Evidence } from './evidence.ts';
import { fuseEvidence } from './fuse-evidence.ts';
import { VendorDirectory } from './vendors.ts';

const vendors = new VendorDirectory({
  about: '',
  vendors: [
    { name: 'Raspberry Pi', kind: 'computer-maker' },
    { name: 'BD', kind: 'device-maker' },
    { name: 'CareFusion', kind: 'device-maker', became: [{ name: 'BD', year: 2015 }] },
  ],
});

function says(protocol: string, attribute: Attribute, value: string, confidence = 60): Evidence {
  const first = { capture: 0, packet: 1, at: 0 };
  const origin = protocol === 'ethernet' ? 'oui' : protocol;
  return { attribute, value, confidence, protocol, field: attribute, seen: value, first, origin };
}

const pumpClaim = [
  says('identity-text', 'vendor', 'CareFusion'),
  says('identity-text', 'model', 'Alaris 8015 PCU'),
  says('identity-text', 'serialNumber', '14420188'),
];
const byAddress = (vendor: string) => says('ethernet', 'vendor', vendor, 30);

/** Attributes of which evidence remains. */
function remaining(evidence: readonly Evidence[]): string[] {
  const makers = fuseEvidence(evidence, vendors).vendor ?? [];
  return withoutContradicted(evidence, makers, vendors).map(
    ({ protocol, attribute }) => `${protocol} ${attribute}`,
  );
}

describe('withoutContradicted', () => {
  it('disbelieves the product of another maker when address and names agree on one', () => {
    const evidence = [...pumpClaim, byAddress('Raspberry Pi'), says('dhcp', 'vendor', 'Raspberry Pi', 55)];
    expect(remaining(evidence)).toEqual(['identity-text vendor', 'ethernet vendor', 'dhcp vendor']);
  });

  it.each([
    ['the address alone does not outweigh what a device says', [byAddress('Raspberry Pi')]],
    ['names alone neither', [says('dhcp', 'vendor', 'Raspberry Pi', 90)]],
    ['the address of the same house agrees', [byAddress('BD'), says('tls', 'vendor', 'BD', 50)]],
    [
      'a protocol that names both is not at fault',
      [byAddress('Raspberry Pi'), says('identity-text', 'vendor', 'Raspberry Pi', 95)],
    ],
  ])('%s', (_, others) => {
    const evidence = [...pumpClaim, ...others];
    expect(remaining(evidence)).toHaveLength(evidence.length);
  });
});
