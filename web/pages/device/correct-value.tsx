/** "This is wrong": a person states the right value, or takes such a statement back. */

import { Button } from '@mantine/core';
import { useState } from 'react';
import { withdrawDecision } from '../../api/endpoints/identity.ts';
import { useAct } from '../../api/queries.ts';
import { DecisionDialog } from '../../components/decision-dialog.tsx';
import type { WholeDevice } from '../../components/device-identity.tsx';
import { attributeName, SetValueDialog } from '../../components/set-value-dialog.tsx';
import { useMay } from '../../session/me.tsx';
import { devicePageText } from '../../text/device-page.ts';

const text = devicePageText.decision;

interface CorrectValueProps {
  readonly device: WholeDevice;
  /** An attribute, or `category`. */
  readonly attribute: string;
}

export function CorrectValue({ device, attribute }: CorrectValueProps) {
  const [open, setOpen] = useState<'set' | 'take-back'>();
  const mayEdit = useMay('inventory:edit');
  const withdraw = useAct(withdrawDecision);
  const decision = device.identity.find(
    (each) => each.kind === 'value-set' && each.attribute === attribute && each.withdrawnAt === null,
  );
  if (!mayEdit) return null;
  const stands = attribute === 'category' ? device.category.value : device.attributes[attribute]?.[0]?.value;
  const present = stands === 'unknown' ? undefined : stands;
  const close = () => setOpen(undefined);
  return (
    <>
      {decision && (
        <Button size="sm" variant="default" onClick={() => setOpen('take-back')}>
          {devicePageText.takeBack}
        </Button>
      )}
      <Button
        size="sm"
        variant={present === undefined ? 'subtle' : 'default'}
        onClick={() => setOpen('set')}
        {...(present === undefined && { 'aria-label': devicePageText.addValue(attributeName(attribute)) })}
      >
        {present === undefined ? devicePageText.add : devicePageText.correct}
      </Button>
      {open === 'set' && (
        <SetValueDialog device={device.id} attribute={attribute} present={present} onClose={close} />
      )}
      {open === 'take-back' && decision && (
        <DecisionDialog
          title={text.takeBackTitle}
          help={text.takeBackHelp(attributeName(attribute))}
          action={devicePageText.takeBack}
          done={text.takenBack}
          forGood
          onClose={close}
          onDecide={({ reason }) => withdraw.mutateAsync({ path: { id: decision.id }, body: { reason } })}
        />
      )}
    </>
  );
}
