/**
 * "This is wrong": a person states the right value, or takes such a statement back. The buttons stand in the card of the
 * evidence, which closes when one clicks elsewhere; so the dialogs stand outside of it, on the page.
 */

import { Button } from '@mantine/core';
import { withdrawDecision } from '../../api/endpoints/identity.ts';
import { useAct } from '../../api/queries.ts';
import { DecisionDialog } from '../../components/decision-dialog.tsx';
import type { WholeDevice } from '../../components/device-identity.tsx';
import { attributeName, SetValueDialog } from '../../components/set-value-dialog.tsx';
import { useMay } from '../../session/me.tsx';
import { devicePageText } from '../../text/device-page.ts';

const text = devicePageText.decision;

export interface Correction {
  /** An attribute, or `category`. */
  readonly attribute: string;
  readonly act: 'set' | 'take-back';
}

interface CorrectButtonsProps {
  readonly device: WholeDevice;
  readonly attribute: string;
  readonly onAct: (correction: Correction) => void;
}

export function CorrectButtons({ device, attribute, onAct }: CorrectButtonsProps) {
  const mayEdit = useMay('inventory:edit');
  if (!mayEdit) return null;
  const isKnown = presentValue(device, attribute) !== undefined;
  return (
    <>
      {decisionOn(device, attribute) && (
        <Button size="sm" variant="default" onClick={() => onAct({ attribute, act: 'take-back' })}>
          {devicePageText.takeBack}
        </Button>
      )}
      <Button
        size="sm"
        variant={isKnown ? 'default' : 'subtle'}
        onClick={() => onAct({ attribute, act: 'set' })}
        {...(!isKnown && { 'aria-label': devicePageText.addValue(attributeName(attribute)) })}
      >
        {isKnown ? devicePageText.correct : devicePageText.add}
      </Button>
    </>
  );
}

interface CorrectionDialogProps {
  readonly device: WholeDevice;
  readonly correction: Correction;
  readonly onClose: () => void;
}

export function CorrectionDialog({ device, correction, onClose }: CorrectionDialogProps) {
  const { attribute, act } = correction;
  const withdraw = useAct(withdrawDecision);
  const decision = decisionOn(device, attribute);
  if (act === 'set')
    return (
      <SetValueDialog
        device={device.id}
        attribute={attribute}
        present={presentValue(device, attribute)}
        onClose={onClose}
      />
    );
  if (!decision) return null;
  return (
    <DecisionDialog
      title={text.takeBackTitle}
      help={text.takeBackHelp(attributeName(attribute))}
      action={devicePageText.takeBack}
      done={text.takenBack}
      forGood
      onClose={onClose}
      onDecide={({ reason }) => withdraw.mutateAsync({ path: { id: decision.id }, body: { reason } })}
    />
  );
}

function presentValue(device: WholeDevice, attribute: string): string | undefined {
  const value = attribute === 'category' ? device.category.value : device.attributes[attribute]?.[0]?.value;
  return value === 'unknown' ? undefined : value;
}

/** What a person has set and nobody has taken back. */
function decisionOn(
  { identity }: WholeDevice,
  attribute: string,
): WholeDevice['identity'][number] | undefined {
  return identity.find(
    (each) => each.kind === 'value-set' && each.attribute === attribute && each.withdrawnAt === null,
  );
}
