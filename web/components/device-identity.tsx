/** Who a device is, each fact with its evidence. */

import type { ReactNode } from 'react';
import type { z } from 'zod';
import type { Device as DeviceSchema } from '../../src/contract/device.ts';
import { FactLine, Facts } from '../design/card.tsx';
import { ConfidenceBars } from '../design/confidence.tsx';
import type { Claim } from '../design/fact/evidence-card.tsx';
import { FactWithEvidence } from '../design/fact/fact.tsx';
import { Unknown } from '../design/unknown.tsx';
import { Mono, WireText } from '../design/values.tsx';
import { devicesText } from '../text/devices.ts';
import { confidenceOf } from './device-words.ts';
import { SourceName } from './source-name.tsx';

export type WholeDevice = z.output<typeof DeviceSchema>;

/** Asked for of every device: what is not known of these stands there as unknown. */
const ALWAYS = ['vendor', 'model', 'serialNumber', 'softwareVersion', 'os'];
const MONOSPACED = new Set([
  'serialNumber',
  'softwareVersion',
  'firmwareVersion',
  'hardwareVersion',
  'udi',
  'dicomAeTitle',
]);

interface DeviceIdentityProps {
  readonly device: WholeDevice;
  /** Lines before those of the attributes. */
  readonly children?: ReactNode;
}

export function DeviceIdentity({ device, children }: DeviceIdentityProps) {
  const more = Object.keys(device.attributes).filter((name) => !ALWAYS.includes(name));
  return (
    <Facts>
      {children}
      {[...ALWAYS, ...more].map((name) => (
        <AttributeLine key={name} name={name} values={device.attributes[name] ?? []} />
      ))}
    </Facts>
  );
}

type AttributeValues = WholeDevice['attributes'][string];

function AttributeLine({ name, values }: { readonly name: string; readonly values: AttributeValues }) {
  const term = devicesText.attributes[name] ?? name;
  const [best, ...others] = values;
  if (!best)
    return (
      <FactLine term={term} aside={<ConfidenceBars of="unknown" />}>
        <Unknown reason={devicesText.page.notObserved(term)} />
      </FactLine>
    );
  const claim = claimOf(term, best, others);
  return (
    <FactLine term={term} aside={<ConfidenceBars of={claim.confidence} />}>
      <FactWithEvidence claim={claim}>
        {MONOSPACED.has(name) ? <Mono>{best.value}</Mono> : <WireText>{best.value}</WireText>}
      </FactWithEvidence>
    </FactLine>
  );
}

function claimOf(what: string, best: AttributeValues[number], others: AttributeValues): Claim {
  return {
    what,
    value: best.value,
    confidence: confidenceOf(best.confidence),
    evidence: best.evidence.map(({ protocol, field, value, source, packet, at }) => ({
      ...{ protocol: protocol.toUpperCase(), field, value, at, packet },
      source: <SourceName source={source} />,
    })),
    disagreements: others.map(({ value, evidence }) => ({
      value,
      protocols: [...new Set(evidence.map(({ protocol }) => protocol.toUpperCase()))],
    })),
  };
}
