/** The switch, the makers and categories that are never asked, and the questions that there are. */

import { Button, TagsInput } from '@mantine/core';
import { IconHandStop } from '@tabler/icons-react';
import { useState } from 'react';
import type { z } from 'zod';
import type { ActiveQueryPolicy } from '../../../src/contract/active-query.ts';
import { changeQueryPolicy, readQueryPolicy, stopQueries } from '../../api/endpoints/active-queries.ts';
import { useAct, useAnswer } from '../../api/queries.ts';
import { Card, Notice } from '../../design/card.tsx';
import { Chip } from '../../design/chip.tsx';
import { ConfirmDialog } from '../../design/confirm.tsx';
import { Fields, FormFoot } from '../../design/fields.tsx';
import { showMessage } from '../../design/messages.tsx';
import { Unanswered } from '../../design/states.tsx';
import { Instant, WireText } from '../../design/values.tsx';
import { useMay } from '../../session/me.tsx';
import { activeQueriesText } from '../../text/active-queries.ts';
import { categoryName } from '../../text/categories.ts';
import styles from './active-queries-page.module.css';

const text = activeQueriesText.policy;
type Policy = z.output<typeof ActiveQueryPolicy>;

export function PolicyCards() {
  const found = useAnswer(readQueryPolicy, {});
  if (!found.isSuccess) return <Unanswered asked={found} what={text.title} lines={5} />;
  const policy = found.data;
  return (
    <>
      <SwitchCard policy={policy} />
      <Card title={text.can} explains="probe">
        <p className={styles.quiet}>{text.canHelp}</p>
        <ul className={styles.probes}>
          {policy.probes.map(({ id, about, messages, octets }) => (
            <li key={id}>
              <strong>{activeQueriesText.probes[id]}</strong>
              <span>{about}</span>
              <span className={styles.quiet}>{text.most(messages, octets)}</span>
            </li>
          ))}
        </ul>
      </Card>
      <Card title={text.neverAsked}>
        <span className={styles.names}>
          {policy.neverAsked.map((category) => (
            <Chip key={category}>{categoryName(category)}</Chip>
          ))}
        </span>
      </Card>
      <Card title={text.barred}>
        <MakersForm key={JSON.stringify(policy.barredMakers)} makers={policy.barredMakers} />
      </Card>
    </>
  );
}

function SwitchCard({ policy: { enabled, changedAt, changedBy } }: { readonly policy: Policy }) {
  const maySwitch = useMay('administration:approve');
  const [asks, setAsks] = useState(false);
  const change = useAct(changeQueryPolicy);
  const stop = useAct(stopQueries);
  return (
    <Card title={text.title}>
      <div className={styles.stack}>
        <Notice
          set={enabled ? 'medium' : 'good'}
          action={
            enabled ? (
              <Button
                color="critical"
                leftSection={<IconHandStop size={16} stroke={1.7} />}
                onClick={() => setAsks(true)}
              >
                {text.stop}
              </Button>
            ) : (
              maySwitch && <Button onClick={() => setAsks(true)}>{text.switchOn}</Button>
            )
          }
        >
          {enabled ? text.on : text.off}
        </Notice>
        <p>{text.help}</p>
        <p className={styles.quiet}>
          {changedAt === null ? (
            text.never
          ) : (
            <>
              {text.changed} <WireText>{changedBy ?? ''}</WireText>, <Instant at={changedAt} />
            </>
          )}
        </p>
      </div>
      <ConfirmDialog
        open={asks}
        onClose={() => setAsks(false)}
        title={enabled ? text.stopTitle : text.switchOnTitle}
        action={enabled ? text.stop : text.switchOn}
        destructive={enabled}
        onConfirm={() => (enabled ? stop.mutateAsync({}) : change.mutateAsync({ body: { enabled: true } }))}
      >
        <p>{enabled ? text.stopHelp : text.switchOnHelp}</p>
      </ConfirmDialog>
    </Card>
  );
}

function MakersForm({ makers }: { readonly makers: readonly string[] }) {
  const mayChange = useMay('administration:approve');
  const [next, setNext] = useState<string[]>([...makers]);
  const change = useAct(changeQueryPolicy);
  const submit = () =>
    change.mutate({ body: { barredMakers: next } }, { onSuccess: () => showMessage({ text: text.saved }) });
  if (!mayChange)
    return makers.length === 0 ? (
      <p className={styles.quiet}>{text.barredNone}</p>
    ) : (
      <span className={styles.names}>
        {makers.map((maker) => (
          <Chip key={maker}>{maker}</Chip>
        ))}
      </span>
    );
  return (
    <Fields onSubmit={submit}>
      <TagsInput
        aria-label={text.barred}
        description={text.barredHelp}
        value={next}
        onChange={setNext}
        placeholder={next.length === 0 ? text.barredNone : ''}
      />
      <FormFoot error={change.error}>
        <Button
          type="submit"
          loading={change.isPending}
          disabled={JSON.stringify(next) === JSON.stringify(makers)}
        >
          {text.save}
        </Button>
      </FormFoot>
    </Fields>
  );
}
