/** One's passkeys, and a new one for this device. */

import { ActionIcon, Button } from '@mantine/core';
import { IconFingerprint, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { listPasskeys, removePasskey } from '../../api/endpoints/sign-in.ts';
import { useAct, useAnswer } from '../../api/queries.ts';
import { ConfirmDialog } from '../../design/confirm.tsx';
import { showProblem } from '../../design/messages.tsx';
import { ErrorState, LoadingSkeleton } from '../../design/states.tsx';
import { Instant, WireText } from '../../design/values.tsx';
import { canUsePasskeys, makePasskey, wasCancelled } from '../../session/web-authn.ts';
import { sessionText } from '../../text/session.ts';
import { browserName } from './browser-name.ts';
import styles from './profile-page.module.css';

const text = sessionText.profile;

export function PasskeyList() {
  const passkeys = useAnswer(listPasskeys, {});
  const remove = useAct(removePasskey);
  const [removing, setRemoving] = useState<{ readonly id: string; readonly name: string }>();
  const add = async () => {
    try {
      await makePasskey(text.passkeyName(browserName(navigator.userAgent) ?? text.unknownBrowser));
      await passkeys.refetch();
    } catch (error) {
      if (!wasCancelled(error)) showProblem(error);
    }
  };
  if (passkeys.isPending) return <LoadingSkeleton lines={2} />;
  if (passkeys.isError) return <ErrorState what={text.passkeys} error={passkeys.error} />;
  return (
    <div className={styles.inset}>
      {passkeys.data.length === 0 && <p className={styles.quiet}>{text.noPasskeys}</p>}
      {passkeys.data.map(({ id, name, createdAt }) => (
        <div key={id} className={styles.line}>
          <span className={styles.words}>
            <strong>
              <WireText>{name ?? text.unnamed}</WireText>
            </strong>
            <span className={styles.quiet}>
              {text.made} <Instant at={createdAt} />
            </span>
          </span>
          <ActionIcon
            aria-label={text.removePasskeyOf(name ?? text.unnamed)}
            title={text.removePasskey}
            onClick={() => setRemoving({ id, name: name ?? text.unnamed })}
          >
            <IconTrash size={16} stroke={1.7} />
          </ActionIcon>
        </div>
      ))}
      {canUsePasskeys() ? (
        <Button
          variant="default"
          mt="sm"
          leftSection={<IconFingerprint size={16} stroke={1.7} />}
          onClick={() => void add()}
        >
          {text.addPasskey}
        </Button>
      ) : (
        <p className={styles.quiet}>{text.passkeysUnavailable}</p>
      )}
      <ConfirmDialog
        open={removing !== undefined}
        onClose={() => setRemoving(undefined)}
        title={text.removeQuestion}
        action={text.removePasskey}
        destructive
        onConfirm={async () => {
          await remove.mutateAsync({ body: { id: removing?.id ?? '' } });
          await passkeys.refetch();
        }}
      >
        {text.removeHelp(removing?.name ?? '')}
      </ConfirmDialog>
    </div>
  );
}
