/** What stands before the device, how sure that is, and until when it counts. */

import { Button } from '@mantine/core';
import { useState } from 'react';
import { dropControl, listControls } from '../../api/endpoints/controls.ts';
import { useAct, useAnswer } from '../../api/queries.ts';
import type { WholeDevice } from '../../components/device-identity.tsx';
import { Card } from '../../design/card.tsx';
import { Chip } from '../../design/chip.tsx';
import { ConfirmDialog } from '../../design/confirm.tsx';
import { showMessage } from '../../design/messages.tsx';
import rows from '../../design/row-list.module.css';
import { EmptyState, Unanswered } from '../../design/states.tsx';
import { Instant, WireText } from '../../design/values.tsx';
import { useMay } from '../../session/me.tsx';
import { controlName, controlsText as text } from '../../text/controls.ts';
import { ControlDialog } from './control-dialog.tsx';
import styles from './forms.module.css';
import type { ControlRow } from './known-control.ts';

export function DeviceControls({ device }: { readonly device: WholeDevice }) {
  const mayEdit = useMay('mitigation:edit');
  const [stated, setStated] = useState<ControlRow | 'new'>();
  const [leaving, setLeaving] = useState<ControlRow>();
  const found = useAnswer(listControls, { path: { id: device.id } });
  const drop = useAct(dropControl);
  const controls = found.data?.controls ?? [];
  return (
    <Card
      explains="control"
      title={text.title}
      flush
      aside={
        mayEdit && (
          <Button size="sm" variant="default" onClick={() => setStated('new')}>
            {text.add}
          </Button>
        )
      }
    >
      {!found.isSuccess ? (
        <Unanswered asked={found} what={text.what} />
      ) : controls.length === 0 ? (
        <EmptyState title={text.none}>{text.noneHelp}</EmptyState>
      ) : (
        <ul className={rows.rows}>
          {controls.map((control) => (
            <li key={control.id}>
              <ControlWords control={control} />
              {mayEdit && (
                <span className={rows.acts}>
                  <Button size="sm" variant="default" onClick={() => setStated(control)}>
                    {text.change}
                  </Button>
                  <Button size="sm" variant="default" onClick={() => setLeaving(control)}>
                    {text.take}
                  </Button>
                </span>
              )}
            </li>
          ))}
        </ul>
      )}
      {stated && (
        <ControlDialog
          device={device}
          known={stated === 'new' ? undefined : stated}
          onClose={() => setStated(undefined)}
        />
      )}
      {leaving && (
        <ConfirmDialog
          open
          destructive
          title={text.takeTitle(controlName(leaving.countermeasure))}
          action={text.take}
          onClose={() => setLeaving(undefined)}
          onConfirm={async () => {
            await drop.mutateAsync({ path: { id: device.id, control: leaving.id } });
            showMessage({ text: text.taken });
            setLeaving(undefined);
          }}
        >
          {text.takeHelp}
        </ConfirmDialog>
      )}
    </Card>
  );
}

function ControlWords({ control }: { readonly control: ControlRow }) {
  const { countermeasure, validation, since, verifiedAt, expiresAt, counts, putBy, note, documentFile } =
    control;
  return (
    <div className={rows.words}>
      <p>
        <strong>{controlName(countermeasure)}</strong>{' '}
        <Chip set={validation === 'verified' ? 'good' : 'plain'}>{text.validations[validation]}</Chip>{' '}
        {!counts && <Chip set="medium">{text.expired}</Chip>}
      </p>
      <p className={styles.quiet}>
        {text.sinceWord} <Instant at={since} />
        {verifiedAt !== null && (
          <>
            , {text.testedWord} <Instant at={verifiedAt} />
          </>
        )}
        {expiresAt !== null && (
          <>
            , {text.untilWord} <Instant at={expiresAt} />
          </>
        )}
        {putBy !== null && (
          <>
            , <WireText>{text.by(putBy)}</WireText>
          </>
        )}
        {documentFile !== null && (
          <>
            , <WireText>{documentFile}</WireText>
          </>
        )}
      </p>
      {note !== null && (
        <p>
          <WireText whole>{note}</WireText>
        </p>
      )}
    </div>
  );
}
