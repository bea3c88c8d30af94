/** The box that selects a row: the browser's own, drawn by style alone, for a list has one in each row. */

import { useEffect, useRef } from 'react';
import styles from './select-box.module.css';

interface SelectBoxProps {
  /** What it selects: "Select PUMP-7". */
  readonly label: string;
  readonly isChecked: boolean;
  /** Some of what it stands for is selected. */
  readonly isPartly?: boolean;
  readonly onChange: () => void;
}

export function SelectBox({ label, isChecked, isPartly = false, onChange }: SelectBoxProps) {
  const box = useRef<HTMLInputElement>(null);
  // No attribute of markup says "partly".
  useEffect(() => {
    if (box.current) box.current.indeterminate = isPartly && !isChecked;
  }, [isPartly, isChecked]);
  return (
    <input
      ref={box}
      type="checkbox"
      className={styles.box}
      aria-label={label}
      checked={isChecked}
      onClick={(event) => event.stopPropagation()}
      onChange={onChange}
    />
  );
}
