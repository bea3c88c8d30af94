/** A device in the list on a phone. */

import { Link } from '@tanstack/react-router';
import { type DeviceRow, identityOf } from '../../components/device-words.ts';
import { CategoryIcon } from '../../design/category-icon.tsx';
import { ConfidenceBars } from '../../design/confidence.tsx';
import { Age, Mono, WireText } from '../../design/values.tsx';
import { categoryName } from '../../text/categories.ts';
import { MakerAndModel, nameOfRow } from './device-columns.tsx';
import styles from './devices-page.module.css';

export function DeviceCard({ device }: { readonly device: DeviceRow }) {
  const { id, category, ips, lastAt } = device;
  return (
    <Link to="/devices/$id" params={{ id }} className={styles.card}>
      <CategoryIcon of={category.value} size={20} />
      <span className={styles.cardWords}>
        <strong>
          <WireText>{nameOfRow(device)}</WireText>
        </strong>
        <MakerAndModel device={device} />
        <span className={styles.quiet}>
          {categoryName(category.value)} {ips[0] && <Mono>{ips[0]}</Mono>}
        </span>
      </span>
      <span className={styles.cardSide}>
        <Age at={lastAt} />
        <ConfidenceBars of={identityOf(device)} />
      </span>
    </Link>
  );
}
