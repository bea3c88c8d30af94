/** A person allows one question to one device, in a window and for a reason. */

import { Button, PasswordInput, SegmentedControl, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { z } from 'zod';
import type { DeviceQueries } from '../../../src/contract/active-query.ts';
import { allowQuery } from '../../api/endpoints/active-queries.ts';
import { useAct } from '../../api/queries.ts';
import { Notice } from '../../design/card.tsx';
import { FieldGroup, Fields, FormFoot } from '../../design/fields.tsx';
import { showMessage } from '../../design/messages.tsx';
import { SideDrawer } from '../../design/side-drawer.tsx';
import { activeQueriesText } from '../../text/active-queries.ts';

const text = activeQueriesText.form;
const HOUR_MS = 3_600_000;
const SHORTEST_REASON = 5;
const WIDTH = 520;
export type AskableProbe = z.output<typeof DeviceQueries>['probes'][number];
type Hours = keyof typeof text.windows;
type Setting = AskableProbe['needs'][number];

interface AllowQueryProps {
  readonly device: string;
  readonly probe: AskableProbe;
  readonly needsAnother: boolean;
  readonly onClose: () => void;
}

export function AllowQuery({ device, probe, needsAnother, onClose }: AllowQueryProps) {
  const { id, messages, octets, port, needs, shut } = probe;
  const [hours, setHours] = useState<Hours>('1');
  const [from, setFrom] = useState('');
  const [reason, setReason] = useState('');
  const [settings, setSettings] = useState<Partial<Record<Setting, string>>>({});
  const allow = useAct(allowQuery);
  const isIncomplete =
    reason.trim().length < SHORTEST_REASON || needs.some((name) => (settings[name] ?? '').trim() === '');
  const set = (name: Setting) => (value: string) => setSettings({ ...settings, [name]: value });
  const submit = () => {
    const begin = from === '' ? Date.now() : new Date(from).getTime();
    const stated = Object.fromEntries(needs.map((name) => [name, settings[name]?.trim()]));
    allow.mutate(
      {
        body: {
          ...{ device, probe: id, port, reason: reason.trim(), ...stated },
          ...(from !== '' && { from: new Date(begin).toISOString() }),
          until: new Date(begin + Number(hours) * HOUR_MS).toISOString(),
        },
      },
      {
        onSuccess: ({ state }) => {
          showMessage({ text: state === 'waiting' ? text.done.waiting : text.done.allowed });
          onClose();
        },
      },
    );
  };
  return (
    <SideDrawer open title={activeQueriesText.probes[id]} onClose={onClose} width={WIDTH}>
      <Fields onSubmit={submit}>
        <p>{probe.about}</p>
        <p>{text.lead(messages, octets, port)}</p>
        {needsAnother && <Notice set="medium">{text.another}</Notice>}
        {shut.length > 0 && (
          <Notice set="low">{`${text.shut} ${shut.map(({ why }) => why).join(' ')}`}</Notice>
        )}
        {needs.includes('community') && (
          <PasswordInput
            label={text.community}
            description={text.communityHelp}
            autoComplete="off"
            value={settings.community ?? ''}
            onChange={({ currentTarget }) => set('community')(currentTarget.value)}
          />
        )}
        {needs.includes('calledAe') && (
          <TextInput
            label={text.calledAe}
            description={text.aeHelp}
            maxLength={16}
            value={settings.calledAe ?? ''}
            onChange={({ currentTarget }) => set('calledAe')(currentTarget.value)}
          />
        )}
        {needs.includes('callingAe') && (
          <TextInput
            label={text.callingAe}
            description={text.aeHelp}
            maxLength={16}
            value={settings.callingAe ?? ''}
            onChange={({ currentTarget }) => set('callingAe')(currentTarget.value)}
          />
        )}
        <TextInput
          type="datetime-local"
          label={text.from}
          description={text.fromHelp}
          value={from}
          onChange={({ currentTarget }) => setFrom(currentTarget.value)}
        />
        <FieldGroup label={text.window}>
          <SegmentedControl
            aria-label={text.window}
            value={hours}
            onChange={(next) => setHours(next as Hours)}
            data={Object.entries(text.windows).map(([value, label]) => ({ value, label }))}
          />
          <p>{text.windowHelp}</p>
        </FieldGroup>
        <Textarea
          label={text.reason}
          description={text.reasonHelp}
          autosize={false}
          rows={3}
          value={reason}
          onChange={({ currentTarget }) => setReason(currentTarget.value)}
        />
        <FormFoot error={allow.error}>
          <Button type="submit" loading={allow.isPending} disabled={isIncomplete}>
            {needsAnother ? text.submitAsk : text.submit}
          </Button>
        </FormFoot>
      </Fields>
    </SideDrawer>
  );
}
