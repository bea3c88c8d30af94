/** Which roles need which second factor, and how long a session lives without use. */

import { Button, Checkbox, MultiSelect, NumberInput } from '@mantine/core';
import { useState } from 'react';
import type { z } from 'zod';
import type { SignInPolicyView } from '../../../src/contract/sign-in-policy.ts';
import { listRoles } from '../../api/endpoints/access.ts';
import { readSignInPolicy, setSignInPolicy } from '../../api/endpoints/sign-in-rules.ts';
import { useAct, useAnswer } from '../../api/queries.ts';
import { Card } from '../../design/card.tsx';
import { Fields, FormFoot } from '../../design/fields.tsx';
import { showMessage } from '../../design/messages.tsx';
import { Unanswered } from '../../design/states.tsx';
import { organisationText } from '../../text/organisation.ts';
import { roleName } from '../../text/roles.ts';
import styles from './sign-in-rules-page.module.css';

const text = organisationText.signIn;
const IDLE_LEAST = 5;
const IDLE_MOST = 30;

export function PolicyCard({ mayChange }: { readonly mayChange: boolean }) {
  const found = useAnswer(readSignInPolicy, {});
  return (
    <Card title={text.policy}>
      {!found.isSuccess ? (
        <Unanswered asked={found} what={text.policy} lines={4} />
      ) : (
        <PolicyForm key={JSON.stringify(found.data)} policy={found.data} mayChange={mayChange} />
      )}
    </Card>
  );
}

interface PolicyFormProps {
  readonly policy: z.output<typeof SignInPolicyView>;
  readonly mayChange: boolean;
}

function PolicyForm({ policy, mayChange }: PolicyFormProps) {
  const { privilegedRoles, ...before } = policy;
  const [next, setNext] = useState(before);
  const roles = useAnswer(listRoles, {}).data?.roles ?? [];
  const save = useAct(setSignInPolicy);
  const isChanged = JSON.stringify(next) !== JSON.stringify(before);
  const options = roles.map(({ id }) => ({ value: id, label: roleName(id) }));
  const submit = () => save.mutate({ body: next }, { onSuccess: () => showMessage({ text: text.saved }) });
  return (
    <div className={styles.form}>
      <Fields onSubmit={submit}>
        <MultiSelect
          label={text.factorRoles}
          description={text.factorHelp(privilegedRoles.map(roleName).join(', '))}
          placeholder={next.factorRoles.length === 0 ? text.nobody : ''}
          data={options.filter(({ value }) => !privilegedRoles.includes(value))}
          value={next.factorRoles.filter((role) => !privilegedRoles.includes(role))}
          onChange={(factorRoles) => setNext({ ...next, factorRoles })}
          disabled={!mayChange}
        />
        <MultiSelect
          label={text.passkeyRoles}
          description={text.passkeyHelp}
          placeholder={next.passkeyRoles.length === 0 ? text.nobody : ''}
          data={options}
          value={next.passkeyRoles}
          onChange={(passkeyRoles) => setNext({ ...next, passkeyRoles })}
          disabled={!mayChange}
        />
        <NumberInput
          label={text.idle}
          description={text.idleHelp}
          min={IDLE_LEAST}
          max={IDLE_MOST}
          allowDecimal={false}
          clampBehavior="strict"
          value={next.idleMinutes}
          onChange={(minutes) => typeof minutes === 'number' && setNext({ ...next, idleMinutes: minutes })}
          disabled={!mayChange}
        />
        <Checkbox
          label={text.providerFactor}
          checked={next.providerFactor}
          onChange={({ currentTarget }) => setNext({ ...next, providerFactor: currentTarget.checked })}
          disabled={!mayChange}
        />
        {mayChange && (
          <FormFoot error={save.error}>
            <Button
              type="submit"
              loading={save.isPending}
              disabled={!isChanged || next.idleMinutes < IDLE_LEAST}
            >
              {text.save}
            </Button>
          </FormFoot>
        )}
      </Fields>
    </div>
  );
}
