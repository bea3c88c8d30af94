/** A device in doubt: what Wardlight says of it, and why. */

import type { ReactNode } from 'react';
import { DeviceName } from '../../components/device-name.tsx';
import { confidenceOf, type DeviceRow, deviceName } from '../../components/device-words.ts';
import { CriticalityWords } from '../../components/place-words.tsx';
import { FactWithEvidence } from '../../design/fact/fact.tsx';
import type { Column } from '../../design/table/column.ts';
import { Unknown } from '../../design/unknown.tsx';
import { Age, Mono, WireText } from '../../design/values.tsx';
import { categoryName } from '../../text/categories.ts';
import { devicesText } from '../../text/devices.ts';
import { reviewText } from '../../text/review.ts';
import styles from './review-page.module.css';

const text = reviewText.columns;

export const DOUBT_COLUMNS: readonly Column<DeviceRow>[] = [
  { id: 'device', title: text.device, width: 200, cell: (device) => <Name device={device} /> },
  { id: 'guess', title: text.guess, width: 190, cell: (device) => <Guess device={device} /> },
  { id: 'maker', title: text.maker, width: 210, grows: true, cell: (device) => <Maker device={device} /> },
  { id: 'address', title: text.address, width: 146, cell: (device) => <Address device={device} /> },
  {
    id: 'criticality',
    title: text.criticality,
    width: 124,
    cell: ({ place }) => <CriticalityWords of={place.criticality} />,
  },
  { id: 'seen', title: text.seen, width: 66, align: 'end', cell: ({ lastAt }) => <Age at={lastAt} /> },
];

interface DeviceProps {
  readonly device: DeviceRow;
}

function Name({ device }: DeviceProps) {
  return <DeviceName id={device.id} name={deviceName(device)} category={device.category.value} />;
}

/** The category with the signs that speak for it. */
function Guess({ device: { category } }: DeviceProps) {
  if (category.value === 'unknown') return <Unknown bare reason={category.reasons.join('; ')} />;
  return (
    <>
      <FactWithEvidence
        claim={{
          what: devicesText.category,
          value: categoryName(category.value),
          confidence: confidenceOf(category.confidence),
          weighing: devicesText.page.categoryReasons(category.reasons),
          evidence: [],
          ...(category.setByPerson && { isDecided: true }),
        }}
      />{' '}
      <span className={styles.quiet}>{reviewText.confidence(category.confidence)}</span>
    </>
  );
}

function Maker({ device: { attributes } }: DeviceProps) {
  const { vendor, model } = attributes;
  if (!vendor && !model) return <Unknown bare />;
  return (
    <>
      {vendor && <WireText>{`${vendor.value} `}</WireText>}
      {model ? <WireText>{model.value}</WireText> : <Unknown bare word={devicesText.modelUnknown} />}
    </>
  );
}

function Address({ device: { ips, macs } }: DeviceProps) {
  const address = ips[0] ?? macs[0];
  if (address === undefined)
    return <Unknown bare word={devicesText.addressUnknown} reason={devicesText.behind} />;
  return <Mono>{address}</Mono>;
}

/** On a phone. */
export function DoubtfulDevice({ device, children }: DeviceProps & { readonly children: ReactNode }) {
  return (
    <div className={styles.card}>
      <Name device={device} />
      <span>
        <Guess device={device} />
      </span>
      <span>
        <Maker device={device} /> <Address device={device} />
      </span>
      <span>{children}</span>
    </div>
  );
}
