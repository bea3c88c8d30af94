/** No device matches: each condition that hides the others can be taken out on its own. */

import { Button } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { EmptyState } from '../../design/states.tsx';
import { WireText } from '../../design/values.tsx';
import { deviceListText } from '../../text/device-list.ts';
import { devicesText } from '../../text/devices.ts';

interface NothingFitsProps {
  readonly conditions: readonly string[];
  readonly onAsk: (query: string) => void;
}

export function NothingFits({ conditions, onAsk }: NothingFitsProps) {
  return (
    <EmptyState
      title={deviceListText.noMatch}
      actions={
        <>
          {conditions.map((condition, index) => (
            <Button
              key={condition}
              variant="default"
              rightSection={<IconX size={14} stroke={1.9} />}
              onClick={() => onAsk(conditions.filter((_, other) => other !== index).join(' '))}
            >
              <WireText>{condition}</WireText>
            </Button>
          ))}
          {conditions.length > 1 && (
            <Button variant="subtle" onClick={() => onAsk('')}>
              {devicesText.clearFilters}
            </Button>
          )}
        </>
      }
    >
      {deviceListText.hides(conditions.length)}
    </EmptyState>
  );
}
