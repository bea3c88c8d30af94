/** "This is wrong": a person states the right value, or takes such a statement back. */

import { Button, NativeSelect, TextInput } from '@mantine/core';
import { useState } from 'react';
import { setValue, withdrawDecision } from '../../api/endpoints/identity.ts';
import { useAct } from '../../api/queries.ts';
import type { WholeDevice } from '../../components/device-identity.tsx';
import { useMay } from '../../session/me.tsx';
import { CATEGORY_IDS, categoryName } from '../../text/categories.ts';
import { devicePageText } from '../../text/device-page.ts';
import { devicesText } from '../../text/devices.ts';
import { DecisionDialog } from './decision-dialog.tsx';

const text = devicePageText.decision;

interface CorrectValueProps {
  readonly device: WholeDevice;
  /** An attribute, or `category`. */
  readonly attribute: string;
}

export function CorrectValue({ device, attribute }: CorrectValueProps) {
  const [open, setOpen] = useState<'set' | 'take-back'>();
  const mayEdit = useMay('inventory:edit');
  const set = useAct(setValue);
  const withdraw = useAct(withdrawDecision);
  const isCategory = attribute === 'category';
  const what = isCategory ? devicesText.category : (devicesText.attributes[attribute] ?? attribute);
  const present = isCategory ? device.category.value : device.attributes[attribute]?.[0]?.value;
  const [value, setTyped] = useState(present === 'unknown' ? '' : (present ?? ''));
  const decision = device.identity.find(
    (each) => each.kind === 'value-set' && each.attribute === attribute && each.withdrawnAt === null,
  );
  if (!mayEdit) return null;
  const isKnown = present !== undefined && present !== 'unknown';
  return (
    <>
      {decision && (
        <Button size="sm" variant="default" onClick={() => setOpen('take-back')}>
          {devicePageText.takeBack}
        </Button>
      )}
      <Button size="sm" variant={isKnown ? 'default' : 'subtle'} onClick={() => setOpen('set')}>
        {isKnown ? devicePageText.correct : devicePageText.add}
      </Button>
      {open === 'set' && (
        <DecisionDialog
          title={text.setTitle(what)}
          help={text.setHelp}
          action={text.set}
          onClose={() => setOpen(undefined)}
          onDecide={(reasoned) =>
            set.mutateAsync({ path: { id: device.id }, body: { attribute, value, ...reasoned } })
          }
        >
          {isCategory ? (
            <NativeSelect
              label={text.value}
              required
              value={value}
              onChange={({ currentTarget }) => setTyped(currentTarget.value)}
              data={[
                { value: '', label: '' },
                ...CATEGORY_IDS.filter((id) => id !== 'unknown').map((id) => ({
                  value: id,
                  label: categoryName(id),
                })),
              ]}
            />
          ) : (
            <TextInput
              label={text.value}
              required
              maxLength={200}
              value={value}
              onChange={({ currentTarget }) => setTyped(currentTarget.value)}
            />
          )}
        </DecisionDialog>
      )}
      {open === 'take-back' && decision && (
        <DecisionDialog
          title={text.takeBackTitle}
          help={text.takeBackHelp(what)}
          action={devicePageText.takeBack}
          done={text.takenBack}
          forGood
          onClose={() => setOpen(undefined)}
          onDecide={({ reason }) => withdraw.mutateAsync({ path: { id: decision.id }, body: { reason } })}
        />
      )}
    </>
  );
}
