/** A device at the right of the palette. */

import { type DeviceRow, deviceName } from '../../components/device-words.ts';
import { FactLine, Facts } from '../../design/card.tsx';
import { CategoryIcon } from '../../design/category-icon.tsx';
import { Unknown } from '../../design/unknown.tsx';
import { Age, Mono, WireText } from '../../design/values.tsx';
import { categoryName } from '../../text/categories.ts';
import { devicesText } from '../../text/devices.ts';
import styles from './palette.module.css';

const SHOWN = ['vendor', 'model', 'serialNumber', 'softwareVersion'] as const;

export function DevicePreview({ device }: { readonly device: DeviceRow }) {
  const { ips, category, attributes, lastAt } = device;
  return (
    <>
      <div className={styles.previewHead}>
        <CategoryIcon of={category.value} size={22} />
        <div>
          <h2>
            <WireText>{deviceName(device)}</WireText>
          </h2>
          <p>{categoryName(category.value)}</p>
        </div>
      </div>
      <Facts>
        <FactLine term={devicesText.columns.address}>
          {ips[0] ? <Mono>{ips[0]}</Mono> : <Unknown bare word={devicesText.addressUnknown} />}
        </FactLine>
        {SHOWN.map((name) => (
          <FactLine key={name} term={devicesText.attributes[name] ?? name}>
            {attributes[name] ? <WireText>{attributes[name].value}</WireText> : <Unknown bare />}
          </FactLine>
        ))}
        <FactLine term={devicesText.page.last}>
          <Age at={lastAt} ago />
        </FactLine>
      </Facts>
    </>
  );
}
