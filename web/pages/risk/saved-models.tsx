/** Versions of the weights: who saved which and why; each can be looked at and brought back. */

import { Button } from '@mantine/core';
import { useState } from 'react';
import { listRiskModels, restoreRiskModel } from '../../api/endpoints/risk-model.ts';
import { useAct, useAnswer } from '../../api/queries.ts';
import { DecisionDialog } from '../../components/decision-dialog.tsx';
import { useAddressState } from '../../design/address-state.ts';
import { Card } from '../../design/card.tsx';
import { Chip } from '../../design/chip.tsx';
import { EmptyState, Unanswered } from '../../design/states.tsx';
import { Instant, WireText } from '../../design/values.tsx';
import { useMay } from '../../session/me.tsx';
import { riskText } from '../../text/risk.ts';
import type { KnownModel } from './known-model.ts';
import { ModelLook } from './model-look.tsx';
import styles from './risk-page.module.css';

const text = riskText.formula;
const LISTED = 50;
const SHIPPED = 'shipped';

/** What may come back: a saved version, or null for the shipped weights. */
interface Earlier {
  readonly id: string | null;
  readonly name: string;
}

export function SavedModels({ model }: { readonly model: KnownModel }) {
  const { number } = model;
  const found = useAnswer(listRiskModels, { query: { limit: LISTED } });
  const restore = useAct(restoreRiskModel);
  const mayRestore = useMay('risk:approve');
  const [address, change] = useAddressState();
  const [chosen, setChosen] = useState<Earlier>();
  if (!found.isSuccess) return <Unanswered asked={found} what={text.versions} lines={4} />;
  const { versions } = found.data;
  const looked = address['version'];
  return (
    <Card title={text.versions} note={text.versionsNote}>
      {versions.length === 0 && <EmptyState title={text.noVersions} />}
      <ul className={styles.versions}>
        {versions.map((version) => (
          <li key={version.id}>
            <div>
              <strong>{text.versionName(version.number)}</strong>{' '}
              {version.number === number && <Chip set="good">{text.counts}</Chip>}
            </div>
            <p>
              <WireText whole>{version.reason}</WireText>
            </p>
            <p className={styles.note}>
              <WireText>{version.savedBy}</WireText>, <Instant at={version.savedAt} />,{' '}
              {version.restoredFrom === null
                ? text.changed(version.changed)
                : text.restoredFrom(version.restoredFrom)}
            </p>
            <div className={styles.actions}>
              <Button
                size="xs"
                variant="default"
                onClick={() => change({ version: version.id }, { step: true })}
                aria-label={text.lookAt(version.number)}
              >
                {text.look}
              </Button>
              {mayRestore && version.number !== number && (
                <Button
                  size="xs"
                  variant="default"
                  onClick={() => setChosen({ id: version.id, name: text.versionName(version.number) })}
                  aria-label={text.restoreOf(version.number)}
                >
                  {text.restore}
                </Button>
              )}
            </div>
          </li>
        ))}
        {versions.length > 0 && (
          <li>
            <div>
              <strong>{text.shippedName}</strong>
            </div>
            <div className={styles.actions}>
              <Button
                size="xs"
                variant="default"
                onClick={() => change({ version: SHIPPED }, { step: true })}
                aria-label={text.lookAt(0)}
              >
                {text.look}
              </Button>
              {mayRestore && (
                <Button
                  size="xs"
                  variant="default"
                  onClick={() => setChosen({ id: null, name: text.shippedName })}
                  aria-label={text.restoreOf(0)}
                >
                  {text.restore}
                </Button>
              )}
            </div>
          </li>
        )}
      </ul>
      {looked !== undefined && (
        <ModelLook
          id={looked === SHIPPED ? null : looked}
          model={model}
          onClose={() => change({ version: undefined })}
        />
      )}
      {chosen && (
        <DecisionDialog
          title={text.restoreTitle(chosen.name)}
          help={text.restoreHelp(number + 1)}
          action={text.restore}
          done={text.saveDone}
          forGood
          onDecide={({ reason }) =>
            restore.mutateAsync({ body: { version: chosen.id, basedOn: number, reason } })
          }
          onClose={() => setChosen(undefined)}
        />
      )}
    </Card>
  );
}
