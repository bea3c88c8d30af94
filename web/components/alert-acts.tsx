/** Acknowledging, closing with a reason, opening again: of one alert or of several. */

import { Button, Textarea } from '@mantine/core';
import { useState } from 'react';
import { decideAlerts } from '../api/endpoints/alerts.ts';
import { useAct } from '../api/queries.ts';
import { ConfirmDialog } from '../design/confirm.tsx';
import { showMessage, showProblem } from '../design/messages.tsx';
import { alertsText as text } from '../text/alerts.ts';
import type { AlertRow } from './alert-words.tsx';

const REASON_LIMIT = 1_000;
const SHORTEST_REASON = 3;

interface AlertActsProps {
  readonly alerts: readonly AlertRow[];
  readonly onDone?: () => void;
}

export function AlertActs({ alerts, onDone }: AlertActsProps) {
  const [isClosing, setClosing] = useState(false);
  const [reason, setReason] = useState('');
  const decide = useAct(decideAlerts);
  const ids = alerts.map(({ id }) => id);
  const say = async (state: AlertRow['state'], why?: string) => {
    const body = { alerts: ids, state, ...(why !== undefined && { reason: why }) };
    const { alerts: changed } = await decide.mutateAsync({ body });
    showMessage({ text: text.done(changed.length) });
    onDone?.();
  };
  const act = (state: AlertRow['state']) => void say(state).catch((error: unknown) => showProblem(error));
  const some = (state: AlertRow['state']) => alerts.some((alert) => alert.state === state);
  return (
    <>
      {some('open') && (
        <Button size="sm" variant="default" loading={decide.isPending} onClick={() => act('acknowledged')}>
          {text.acknowledge}
        </Button>
      )}
      {(some('open') || some('acknowledged')) && (
        <Button size="sm" variant="default" onClick={() => setClosing(true)}>
          {text.close}
        </Button>
      )}
      {some('closed') && (
        <Button size="sm" variant="default" onClick={() => act('open')}>
          {text.reopen}
        </Button>
      )}
      <ConfirmDialog
        open={isClosing}
        title={text.closeTitle(ids.length)}
        action={text.close}
        incomplete={reason.trim().length < SHORTEST_REASON}
        onClose={() => setClosing(false)}
        onConfirm={async () => {
          await say('closed', reason.trim());
          setClosing(false);
        }}
      >
        <p>{text.closeHelp}</p>
        <Textarea
          label={text.reason}
          placeholder={text.reasonHint}
          required
          maxLength={REASON_LIMIT}
          rows={2}
          value={reason}
          onChange={({ currentTarget }) => setReason(currentTarget.value)}
        />
      </ConfirmDialog>
    </>
  );
}
