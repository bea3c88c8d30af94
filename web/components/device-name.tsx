/** A device by picture and name, as a link to its page. */

import { Link } from '@tanstack/react-router';
import { CategoryIcon } from '../design/category-icon.tsx';
import { WireText } from '../design/values.tsx';
import { categoryName } from '../text/categories.ts';
import styles from './device-name.module.css';

interface DeviceNameProps {
  readonly id: string;
  readonly name: string;
  readonly category: string;
}

export function DeviceName({ id, name, category }: DeviceNameProps) {
  return (
    <Link to="/devices/$id" params={{ id }} className={styles.name} title={categoryName(category)}>
      <CategoryIcon of={category} />
      <WireText>{name}</WireText>
    </Link>
  );
}
