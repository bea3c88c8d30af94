/** Recovery codes, shown once: they are saved or printed before one goes on. */

import { Button, Checkbox } from '@mantine/core';
import { IconDeviceFloppy, IconPrinter } from '@tabler/icons-react';
import { useState } from 'react';
import { sessionText } from '../text/session.ts';
import styles from './second-factor-enrolment.module.css';

const text = sessionText.enrol;

interface RecoveryCodesProps {
  readonly codes: readonly string[];
  readonly onKept: () => void;
}

export function RecoveryCodes({ codes, onKept }: RecoveryCodesProps) {
  const [kept, setKept] = useState(false);
  const save = () => {
    const address = URL.createObjectURL(new Blob([`${codes.join('\n')}\n`], { type: 'text/plain' }));
    const link = document.createElement('a');
    link.href = address;
    link.download = text.fileName;
    link.click();
    URL.revokeObjectURL(address);
  };
  return (
    <div className={styles.step}>
      <h2>{text.codesTitle}</h2>
      <p>{text.codes}</p>
      <ul className={styles.codes}>
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ul>
      <div className={`${styles.buttons} not-printed`}>
        <Button variant="default" leftSection={<IconDeviceFloppy size={16} stroke={1.7} />} onClick={save}>
          {text.save}
        </Button>
        <Button
          variant="default"
          leftSection={<IconPrinter size={16} stroke={1.7} />}
          onClick={() => window.print()}
        >
          {text.print}
        </Button>
      </div>
      <Checkbox
        className="not-printed"
        checked={kept}
        onChange={({ currentTarget }) => setKept(currentTarget.checked)}
        label={text.kept}
      />
      <Button className="not-printed" fullWidth disabled={!kept} onClick={onKept}>
        {text.finish}
      </Button>
    </div>
  );
}
