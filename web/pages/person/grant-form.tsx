/** Who, what, where, until: one screen that ends with the sentence that it makes, and with what that gives and takes. */

import { Button, MultiSelect, SegmentedControl, Select, Textarea, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQueryClient } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { call } from '../../api/client.ts';
import { listRoles, makeGrant } from '../../api/endpoints/access.ts';
import { listZones } from '../../api/endpoints/places.ts';
import { concernsOf, useAnswer } from '../../api/queries.ts';
import { ScopeField } from '../../components/scope-field.tsx';
import { FieldGroup, FieldRow, Fields, FormFoot } from '../../design/fields.tsx';
import { showMessage } from '../../design/messages.tsx';
import { SideDrawer } from '../../design/side-drawer.tsx';
import { accessText } from '../../text/access.ts';
import { statesText } from '../../text/states.ts';
import { ChangePreview } from './change-preview.tsx';
import { choicesOf, type End, endOf, FIRST_CHOICE, type GrantChoice, proposalsOf } from './grant-choice.ts';

const text = accessText.grant;
const WIDTH = 560;
/** Each preview is written into the audit log: it waits until a choice stands. */
const PREVIEW_PAUSE_MS = 500;
const FACTORS: Readonly<Record<string, number | undefined>> = {
  any: undefined,
  five: 5,
  quarter: 15,
  hour: 60,
};

interface GrantFormProps {
  readonly person: { readonly id: string; readonly name: string };
  readonly onClose: () => void;
}

export function GrantForm({ person, onClose }: GrantFormProps) {
  const queries = useQueryClient();
  const roles = useAnswer(listRoles, {}).data;
  const zones = useAnswer(listZones, {}).data?.zones ?? [];
  const [choice, setChoice] = useState<GrantChoice>(FIRST_CHOICE);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<Error>();
  const set = (changed: Partial<GrantChoice>) => setChoice((before) => ({ ...before, ...changed }));
  const data = useMemo(() => (roles ? choicesOf(roles) : []), [roles]);
  const { effect, what, scope, end, date, zones: from, factorMinutes } = choice;
  const proposals = useMemo(
    () =>
      roles &&
      proposalsOf(
        { effect, what, scope, end, date, zones: from, factorMinutes, reason: '' },
        roles,
        new Date(),
      ),
    [roles, effect, what, scope, end, date, from, factorMinutes],
  );
  const [previewed] = useDebouncedValue(proposals, PREVIEW_PAUSE_MS);
  const request = useMemo(() => previewed && { grants: [...previewed] }, [previewed]);
  const ends = (Object.keys(text.ends) as End[]).filter((each) => each !== 'never' || effect === 'deny');
  const isPast = end === 'date' && date !== '' && endOf(choice, new Date()) === undefined;

  const save = async () => {
    const rules = roles && proposalsOf(choice, roles, new Date());
    if (!rules) return;
    setBusy(true);
    setError(undefined);
    let made = 0;
    try {
      for (const rule of rules) {
        await call(makeGrant, { body: { person: person.id, ...rule } });
        made++;
      }
      showMessage({ text: text.made(made) });
      onClose();
    } catch (refusal) {
      const why = refusal instanceof Error ? refusal.message : String(refusal);
      setError(new Error(made === 0 ? why : text.partly(made, rules.length, why)));
    } finally {
      setBusy(false);
      await queries.invalidateQueries({ predicate: ({ meta }) => concernsOf(meta).includes('person') });
    }
  };

  return (
    <SideDrawer open title={text.title(person.name)} onClose={onClose} width={WIDTH}>
      <Fields onSubmit={() => void save()}>
        <MultiSelect
          label={text.what}
          placeholder={what.length === 0 ? text.whatHint : ''}
          data={data}
          value={[...what]}
          onChange={(chosen) => set({ what: chosen })}
          searchable
          hidePickedOptions
          data-autofocus
        />
        <ScopeField value={scope} onChange={(next) => set({ scope: next })} />
        <FieldRow>
          <FieldGroup label={text.until}>
            <SegmentedControl
              aria-label={text.until}
              value={end}
              onChange={(next) => set({ end: next as End })}
              data={ends.map((value) => ({ value, label: text.ends[value] }))}
            />
          </FieldGroup>
          {end === 'date' && (
            <TextInput
              type="datetime-local"
              label={text.date}
              value={date}
              error={isPast && text.pastDate}
              onChange={({ currentTarget }) => set({ date: currentTarget.value })}
            />
          )}
          <FieldGroup label={text.effect}>
            <SegmentedControl
              aria-label={text.effect}
              value={effect}
              onChange={(next) =>
                set({ effect: next, ...(next === 'allow' && end === 'never' && { end: 'week' }) })
              }
              data={(['allow', 'deny'] as const).map((value) => ({ value, label: text.effects[value] }))}
            />
          </FieldGroup>
        </FieldRow>
        <FieldRow>
          <MultiSelect
            label={text.zones}
            placeholder={from.length === 0 ? text.anyZone : ''}
            data={zones.map(({ id, name }) => ({ value: id, label: name }))}
            value={[...from]}
            onChange={(chosen) => set({ zones: chosen })}
          />
          <Select
            label={text.factor}
            allowDeselect={false}
            data={Object.keys(FACTORS).map((value) => ({
              value,
              label: text.factors[value as keyof typeof text.factors],
            }))}
            value={Object.keys(FACTORS).find((key) => FACTORS[key] === factorMinutes) ?? 'any'}
            onChange={(key) => set({ factorMinutes: FACTORS[key ?? 'any'] })}
          />
        </FieldRow>
        <Textarea
          label={text.reason}
          description={accessText.person.reasonHelp}
          placeholder={text.reasonHint}
          autosize={false}
          rows={2}
          required
          withAsterisk={false}
          value={choice.reason}
          onChange={({ currentTarget }) => set({ reason: currentTarget.value })}
        />
        <FieldGroup label={accessText.preview.title}>
          <ChangePreview person={person.id} request={request} />
        </FieldGroup>
        <FormFoot error={error}>
          <Button variant="default" onClick={onClose}>
            {statesText.cancel}
          </Button>
          <Button
            type="submit"
            loading={busy}
            disabled={proposals === undefined || choice.reason.trim() === ''}
            {...(effect === 'deny' && { color: 'critical' })}
          >
            {effect === 'deny' ? text.saveDeny : text.save}
          </Button>
        </FormFoot>
      </Fields>
    </SideDrawer>
  );
}
