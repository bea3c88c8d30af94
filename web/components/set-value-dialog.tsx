/** A person states what a value of a device is. */

import { NativeSelect, TextInput } from '@mantine/core';
import { useState } from 'react';
import { setValue } from '../api/endpoints/identity.ts';
import { useAct } from '../api/queries.ts';
import { CATEGORY_IDS, categoryName } from '../text/categories.ts';
import { devicePageText } from '../text/device-page.ts';
import { devicesText } from '../text/devices.ts';
import { DecisionDialog } from './decision-dialog.tsx';

const text = devicePageText.decision;
const KINDS = CATEGORY_IDS.filter((id) => id !== 'unknown')
  .map((id) => ({ value: id, label: categoryName(id) }))
  .sort((a, b) => a.label.localeCompare(b.label, 'en'));

interface SetValueDialogProps {
  readonly device: string;
  /** An attribute, or `category`. */
  readonly attribute: string;
  /** What stands there now; undefined when nothing is known. */
  readonly present: string | undefined;
  readonly onClose: () => void;
}

/** "Model", "Category". */
export const attributeName = (attribute: string): string =>
  attribute === 'category' ? devicesText.category : (devicesText.attributes[attribute] ?? attribute);

export function SetValueDialog({ device, attribute, present = '', onClose }: SetValueDialogProps) {
  const [value, setTyped] = useState(present);
  const set = useAct(setValue);
  const field = { label: text.value, required: true, value };
  return (
    <DecisionDialog
      title={text.setTitle(attributeName(attribute))}
      help={text.setHelp}
      action={text.set}
      onClose={onClose}
      onDecide={(reasoned) =>
        set.mutateAsync({ path: { id: device }, body: { attribute, value, ...reasoned } })
      }
    >
      {attribute === 'category' ? (
        <NativeSelect
          {...field}
          onChange={({ currentTarget }) => setTyped(currentTarget.value)}
          data={[{ value: '', label: text.choose }, ...KINDS]}
        />
      ) : (
        <TextInput
          {...field}
          maxLength={200}
          onChange={({ currentTarget }) => setTyped(currentTarget.value)}
        />
      )}
    </DecisionDialog>
  );
}
