/** All keys of the moment, and the switch that turns single letters off. */

import { Button, Kbd, Modal, Switch } from '@mantine/core';
import { useBoundKeys } from '../design/keys.ts';
import { setPreferences, usePreferences } from '../design/preferences.ts';
import { shellText } from '../text/shell.ts';
import { statesText } from '../text/states.ts';
import styles from './key-list.module.css';

const SHOWN: Readonly<Record<string, string>> = { 'mod+k': 'Ctrl K' };

interface KeyListProps {
  readonly onClose: () => void;
  readonly onTour: () => void;
}

export function KeyList({ onClose, onTour }: KeyListProps) {
  const bindings = useBoundKeys();
  const { keys } = usePreferences();
  return (
    <Modal
      opened
      onClose={onClose}
      title={shellText.keys.title}
      closeButtonProps={{ 'aria-label': statesText.cancel }}
    >
      <Switch
        size="xs"
        checked={keys}
        onChange={({ currentTarget }) => setPreferences({ keys: currentTarget.checked })}
        label={shellText.keys.toggle}
      />
      <Button className={styles.tour ?? ''} variant="default" onClick={onTour}>
        {shellText.palette.actions.tour}
      </Button>
      <dl className={styles.list}>
        {bindings.map((binding) => (
          <div key={`${binding.keys} ${binding.does}`}>
            <dt>
              {(SHOWN[binding.keys] ?? binding.keys).split(' ').map((key) => (
                <Kbd key={key}>{key}</Kbd>
              ))}
            </dt>
            <dd>{binding.does}</dd>
          </div>
        ))}
      </dl>
    </Modal>
  );
}
