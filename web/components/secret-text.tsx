/** Something that is shown once: a command, a link, a key, with its own button to copy it. */

import { Button } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import { useState } from 'react';
import styles from './secret-text.module.css';

interface SecretTextProps {
  readonly value: string;
  /** "Copy the link". */
  readonly copy: string;
  readonly copied: string;
}

export function SecretText({ value, copy, copied }: SecretTextProps) {
  const [isCopied, setCopied] = useState(false);
  const run = async () => {
    try {
      await navigator.clipboard.writeText(value);
      setCopied(true);
    } catch {
      // Without https a browser copies nothing: the text stands there to be marked.
      setCopied(false);
    }
  };
  return (
    <div className={styles.secret}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard */}
      <code className={styles.value} tabIndex={0}>
        {value}
      </code>
      <Button
        variant="default"
        leftSection={isCopied ? <IconCheck size={15} stroke={2} /> : <IconCopy size={15} stroke={1.7} />}
        onClick={() => void run()}
      >
        {isCopied ? copied : copy}
      </Button>
    </div>
  );
}
