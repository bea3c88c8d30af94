/** How to ask: examples that can be taken over, and every field. */

import { ActionIcon, Popover } from '@mantine/core';
import { IconHelp } from '@tabler/icons-react';
import { useState } from 'react';
import { DEVICE_FIELD_HELP } from '../../../src/contract/device-query.ts';
import { deviceListText } from '../../text/device-list.ts';
import styles from './query-field.module.css';

const text = deviceListText;

export function QueryHelp({ onChoose }: { readonly onChoose: (query: string) => void }) {
  const [open, setOpen] = useState(false);
  return (
    <Popover opened={open} onChange={setOpen} position="bottom-start" shadow="md" trapFocus returnFocus>
      <Popover.Target>
        <ActionIcon
          variant="subtle"
          color="gray"
          aria-label={text.help}
          title={text.help}
          onClick={() => setOpen(!open)}
        >
          <IconHelp size={17} stroke={1.7} />
        </ActionIcon>
      </Popover.Target>
      <Popover.Dropdown aria-label={text.help} className={styles.help ?? ''}>
        <p>{text.helpLead}</p>
        <ul>
          {text.examples.map(([query, meaning]) => (
            <li key={query}>
              <button
                type="button"
                className={styles.example}
                onClick={() => {
                  onChoose(query);
                  setOpen(false);
                }}
              >
                <code>{query}</code>
                <span>{meaning}</span>
              </button>
            </li>
          ))}
        </ul>
        <h3>{text.helpFields}</h3>
        <dl className={styles.fields} tabIndex={0}>
          {DEVICE_FIELD_HELP.map(({ name, help }) => (
            <div key={name}>
              <dt>
                <code>{name}</code>
              </dt>
              <dd>{help}</dd>
            </div>
          ))}
        </dl>
      </Popover.Dropdown>
    </Popover>
  );
}
