/** Name and time zone of the organisation: a form for who may change them. */

import { Button, Select, TextInput } from '@mantine/core';
import { useState } from 'react';
import { changeOrganisation, readOrganisation } from '../../api/endpoints/places.ts';
import { useAct, useAnswer } from '../../api/queries.ts';
import { Card, FactLine, Facts } from '../../design/card.tsx';
import { FieldRow, Fields, FormFoot } from '../../design/fields.tsx';
import { showMessage } from '../../design/messages.tsx';
import { Unanswered } from '../../design/states.tsx';
import { WireText } from '../../design/values.tsx';
import { organisationText } from '../../text/organisation.ts';

const text = organisationText.places;

export function OrganisationCard({ mayEdit }: { readonly mayEdit: boolean }) {
  const found = useAnswer(readOrganisation, {});
  return (
    <Card title={text.organisation}>
      {!found.isSuccess ? (
        <Unanswered asked={found} what={text.organisation} lines={2} />
      ) : mayEdit ? (
        <OrganisationForm key={found.dataUpdatedAt} name={found.data.name} timeZone={found.data.timeZone} />
      ) : (
        <Facts>
          <FactLine term={text.name}>
            <WireText whole>{found.data.name}</WireText>
          </FactLine>
          <FactLine term={text.timeZone}>{found.data.timeZone}</FactLine>
        </Facts>
      )}
    </Card>
  );
}

interface OrganisationFormProps {
  readonly name: string;
  readonly timeZone: string;
}

function OrganisationForm({ name, timeZone }: OrganisationFormProps) {
  const [next, setNext] = useState({ name, timeZone });
  const change = useAct(changeOrganisation);
  const zones = [...new Set([timeZone, 'UTC', ...Intl.supportedValuesOf('timeZone')])];
  const isChanged = next.name.trim() !== name || next.timeZone !== timeZone;
  const submit = () =>
    change.mutate(
      { body: { name: next.name.trim(), timeZone: next.timeZone } },
      { onSuccess: () => showMessage({ text: text.saved }) },
    );
  return (
    <Fields onSubmit={submit}>
      <FieldRow>
        <TextInput
          label={text.name}
          value={next.name}
          onChange={({ currentTarget: { value } }) => setNext((before) => ({ ...before, name: value }))}
        />
        <Select
          label={text.timeZone}
          searchable
          allowDeselect={false}
          limit={60}
          data={zones}
          value={next.timeZone}
          onChange={(value) => value !== null && setNext((before) => ({ ...before, timeZone: value }))}
        />
      </FieldRow>
      <FormFoot error={change.error}>
        <Button type="submit" loading={change.isPending} disabled={!isChanged || next.name.trim() === ''}>
          {text.save}
        </Button>
      </FormFoot>
    </Fields>
  );
}
