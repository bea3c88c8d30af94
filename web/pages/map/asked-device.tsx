/** A device to choose for a question, below the word for its part in it. */

import { DevicePicker } from '../../components/device-picker.tsx';
import styles from './map-page.module.css';

interface AskedDeviceProps {
  readonly label: string;
  readonly words: { readonly none: string; readonly nothingFound: string };
  readonly value: string | undefined;
  readonly onChange: (id: string | undefined) => void;
}

export function AskedDevice({ label, words: { none, nothingFound }, value, onChange }: AskedDeviceProps) {
  return (
    <div>
      <p className={styles.term}>{label}</p>
      <DevicePicker label={label} none={none} nothingFound={nothingFound} value={value} onChange={onChange} />
    </div>
  );
}
