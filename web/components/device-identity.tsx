/** Who a device is, each fact with its evidence. */

import { IconArrowsSplit2 } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { z } from 'zod';
import type { Device as DeviceSchema } from '../../src/contract/device.ts';
import { FactLine, Facts } from '../design/card.tsx';
import { Chip } from '../design/chip.tsx';
import { ConfidenceBars, DecidedMark } from '../design/confidence.tsx';
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
  /** What can be done about an attribute; stands in the card of its evidence, or beside it when it is not known. */
  readonly actionsFor?: (attribute: string) => ReactNode;
}

export function DeviceIdentity({ device, children, actionsFor }: DeviceIdentityProps) {
  const more = Object.keys(device.attributes).filter((name) => !ALWAYS.includes(name));
  return (
    <Facts>
      {children}
      {[...ALWAYS, ...more].map((name) => (
        <AttributeLine
          key={name}
          name={name}
          values={device.attributes[name] ?? []}
          contradictions={contradictionsOf(device, name)}
          actions={actionsFor?.(name)}
        />
      ))}
    </Facts>
  );
}

type AttributeValues = WholeDevice['attributes'][string];
type Contradictions = WholeDevice['contradictions'];

/** Where traffic says otherwise than a person. */
const contradictionsOf = (device: WholeDevice, attribute: string): Contradictions =>
  device.contradictions.filter((each) => each.attribute === attribute);

interface AttributeLineProps {
  readonly name: string;
  readonly values: AttributeValues;
  readonly contradictions: Contradictions;
  readonly actions: ReactNode;
}

function AttributeLine({ name, values, contradictions, actions }: AttributeLineProps) {
  const term = devicesText.attributes[name] ?? name;
  const [best, ...others] = values;
  if (!best)
    return (
      <FactLine term={term} aside={<ConfidenceBars of="unknown" />}>
        <Unknown reason={devicesText.page.notObserved(term)} /> {actions}
      </FactLine>
    );
  const claim = claimOf(term, best, others);
  return (
    <FactLine
      term={term}
      aside={best.setByPerson ? <DecidedMark /> : <ConfidenceBars of={claim.confidence} />}
    >
      <FactWithEvidence claim={claim} actions={actions}>
        {MONOSPACED.has(name) ? <Mono>{best.value}</Mono> : <WireText>{best.value}</WireText>}
      </FactWithEvidence>
      {contradictions.map(({ seen }) => (
        <Contradiction key={seen} seen={seen} />
      ))}
    </FactLine>
  );
}

/** "Traffic says otherwise": never hidden, and never more than a line. */
export function Contradiction({ seen }: { readonly seen: string }) {
  return (
    <p>
      <Chip set="medium" icon={<IconArrowsSplit2 size={14} stroke={1.7} aria-hidden="true" />}>
        {devicesText.page.contradicts} <WireText>{seen}</WireText>
      </Chip>
    </p>
  );
}

function claimOf(what: string, best: AttributeValues[number], others: AttributeValues): Claim {
  return {
    what,
    value: best.value,
    confidence: confidenceOf(best.confidence),
    ...(best.setByPerson && { isDecided: true }),
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
