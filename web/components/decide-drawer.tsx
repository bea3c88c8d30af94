/** A decision of a person on a finding: what, for which devices, why, until when. Thirty days and the person are filled in. */

import { Button, Select, Textarea, TextInput } from '@mantine/core';
import { type SubmitEvent, useState } from 'react';
import type { z } from 'zod';
import type { DecisionRequest } from '../../src/contract/decision.ts';
import { makeDecision } from '../api/endpoints/vulnerabilities.ts';
import { useAct } from '../api/queries.ts';
import { showMessage } from '../design/messages.tsx';
import { SideDrawer } from '../design/side-drawer.tsx';
import { useMe } from '../session/me.tsx';
import { vulnerabilitiesText } from '../text/vulnerabilities.ts';
import styles from './decide-drawer.module.css';

type Request = z.input<typeof DecisionRequest>;
type Kind = Request['kind'];
type Justification = NonNullable<Request['justification']>;

const text = vulnerabilitiesText.decision;
const KINDS = Object.keys(text.kinds) as Kind[];
const JUSTIFICATIONS = Object.keys(text.justifications) as Justification[];
const DAYS = [7, 30, 90, 180, 365] as const;
const USUAL_DAYS = 30;
const DAY_MS = 86_400_000;
/** The year that the server allows ends before a request of 365 days arrives. */
const MARGIN_MS = 60_000;
const SHORTEST_REASON = 3;

interface DecideDrawerProps {
  readonly cve: string;
  /** On this device alone; else on all. */
  readonly device?: { readonly id: string; readonly name: string };
  readonly onClose: () => void;
}

export function DecideDrawer({ cve, device, onClose }: DecideDrawerProps) {
  const { name } = useMe();
  const decide = useAct(makeDecision);
  const [kind, setKind] = useState<Kind>('accepted');
  const [justification, setJustification] = useState<Justification>('vulnerable_code_not_present');
  const [onDevice, setOnDevice] = useState(device !== undefined);
  const [reason, setReason] = useState('');
  const [owner, setOwner] = useState(name);
  const [days, setDays] = useState<number>(USUAL_DAYS);
  const accepts = kind === 'accepted';
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const expiresAt = new Date(Date.now() + days * DAY_MS - MARGIN_MS).toISOString();
    decide.mutate(
      {
        body: {
          ...{ cve, kind, reason },
          ...(device && onDevice && { device: device.id }),
          ...(kind === 'not-applicable' && { justification }),
          ...(accepts && { owner, expiresAt }),
        },
      },
      {
        onSuccess: () => {
          showMessage({ text: text.done[kind] });
          onClose();
        },
      },
    );
  };
  return (
    <SideDrawer open title={text.title(cve)} onClose={onClose}>
      <form className={styles.form} onSubmit={submit}>
        <Select
          label={text.kind}
          value={kind}
          onChange={(chosen) => setKind(KINDS.find((each) => each === chosen) ?? kind)}
          data={KINDS.map((value) => ({ value, label: text.kinds[value] }))}
          allowDeselect={false}
        />
        {kind === 'not-applicable' && (
          <Select
            label={text.justification}
            value={justification}
            onChange={(chosen) =>
              setJustification(JUSTIFICATIONS.find((each) => each === chosen) ?? justification)
            }
            data={JUSTIFICATIONS.map((value) => ({ value, label: text.justifications[value] }))}
            allowDeselect={false}
          />
        )}
        {device ? (
          <Select
            label={text.scope}
            value={onDevice ? 'device' : 'all'}
            onChange={(chosen) => setOnDevice(chosen === 'device')}
            data={[
              { value: 'device', label: device.name },
              { value: 'all', label: text.everywhere },
            ]}
            allowDeselect={false}
          />
        ) : (
          <p className={styles.scope}>
            {text.scope}: <strong>{text.everywhere}</strong>
          </p>
        )}
        <Textarea
          label={text.reason}
          description={text.reasonHint}
          required
          autosize
          minRows={3}
          data-autofocus
          value={reason}
          onChange={({ currentTarget }) => setReason(currentTarget.value)}
        />
        {accepts && (
          <>
            <TextInput
              label={text.owner}
              required
              value={owner}
              onChange={({ currentTarget }) => setOwner(currentTarget.value)}
            />
            <Select
              label={text.until}
              value={String(days)}
              onChange={(chosen) => setDays(Number(chosen ?? USUAL_DAYS))}
              data={DAYS.map((each) => ({ value: String(each), label: text.days(each) }))}
              allowDeselect={false}
            />
          </>
        )}
        {decide.isError && (
          <p className={styles.problem} role="alert">
            {decide.error.message}
          </p>
        )}
        <Button
          type="submit"
          loading={decide.isPending}
          disabled={reason.trim().length < SHORTEST_REASON || (accepts && owner.trim() === '')}
        >
          {accepts ? text.act.accepted(days) : text.act[kind]}
        </Button>
      </form>
    </SideDrawer>
  );
}
