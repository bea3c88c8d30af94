/** Providers through which people sign on. */

import { Button } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { listProviders, removeProvider } from '../../api/endpoints/sign-in-rules.ts';
import { useAct, useAnswer } from '../../api/queries.ts';
import { useAddressState } from '../../design/address-state.ts';
import { Card } from '../../design/card.tsx';
import { ConfirmDialog } from '../../design/confirm.tsx';
import { Unanswered } from '../../design/states.tsx';
import { Identifier, Mono, WireText } from '../../design/values.tsx';
import { organisationText } from '../../text/organisation.ts';
import { ProviderForm } from './provider-form.tsx';
import styles from './sign-in-rules-page.module.css';

const text = organisationText.signIn;

export function ProviderList({ mayChange }: { readonly mayChange: boolean }) {
  const [address, change] = useAddressState();
  const found = useAnswer(listProviders, {});
  const remove = useAct(removeProvider);
  const [removed, setRemoved] = useState<{ readonly id: string; readonly name: string }>();
  const add = mayChange && (
    <Button
      variant="default"
      leftSection={<IconPlus size={14} stroke={1.9} />}
      onClick={() => change({ add: 'provider' }, { step: true })}
    >
      {text.add}
    </Button>
  );
  return (
    <Card title={text.providers} aside={add} flush>
      {!found.isSuccess ? (
        <Unanswered asked={found} what={text.providers} lines={2} />
      ) : (
        <>
          {found.data.providers.length === 0 && <p className={styles.none}>{text.noProviders}</p>}
          <ul className={styles.rows}>
            {found.data.providers.map(({ id, name, issuer, domains, groupClaim, createsPeople }) => (
              <li key={id}>
                <span className={styles.words}>
                  <strong>
                    <WireText>{name}</WireText>
                  </strong>
                  <Mono>{issuer}</Mono>
                  <span className={styles.quiet}>
                    <WireText>{domains.join(', ')}</WireText>, {text.groupClaim}: <Mono>{groupClaim}</Mono>,{' '}
                    {createsPeople ? text.createsYes : text.createsNo}
                  </span>
                </span>
                {mayChange && (
                  <Button
                    variant="default"
                    aria-label={text.removeOf(name)}
                    onClick={() => setRemoved({ id, name })}
                  >
                    {text.remove}
                  </Button>
                )}
              </li>
            ))}
          </ul>
          <p className={styles.none}>
            {text.callback}: <Identifier value={found.data.callback} what={text.callback} />
          </p>
          {address['add'] === 'provider' && mayChange && (
            <ProviderForm callback={found.data.callback} onClose={() => change({ add: undefined })} />
          )}
        </>
      )}
      <ConfirmDialog
        open={removed !== undefined}
        onClose={() => setRemoved(undefined)}
        title={text.removeTitle(removed?.name ?? '')}
        action={text.remove}
        destructive
        onConfirm={() => remove.mutateAsync({ path: { id: removed?.id ?? '' } })}
      >
        {text.removeHelp}
      </ConfirmDialog>
    </Card>
  );
}
