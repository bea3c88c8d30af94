/** The weights of the formula: changed, tried on the own fleet, and saved as the next version with a reason. */

import { Button, NumberInput, Select } from '@mantine/core';
import { useState } from 'react';
import { previewRiskModel, readRiskModel, saveRiskModel } from '../../api/endpoints/risk-model.ts';
import { useAct, useAnswer } from '../../api/queries.ts';
import { DecisionDialog } from '../../components/decision-dialog.tsx';
import { useAddressState } from '../../design/address-state.ts';
import { Card, Notice } from '../../design/card.tsx';
import { Unanswered } from '../../design/states.tsx';
import { useMay } from '../../session/me.tsx';
import { riskText } from '../../text/risk.ts';
import type { KnownModel } from './known-model.ts';
import { numberOf, weightsOf, withWeights } from './model-weights.ts';
import { MovedDevices } from './moved-devices.tsx';
import styles from './risk-page.module.css';
import { SavedModels } from './saved-models.tsx';
import { weightWords } from './weight-words.ts';

const text = riskText.formula;
const DECIMALS = 4;

export function FormulaPreview() {
  const found = useAnswer(readRiskModel, {});
  if (!found.isSuccess) return <Unanswered asked={found} what={text.title} lines={8} />;
  // What somebody changed here was meant for the version that they saw.
  return <Weights key={found.data.number} model={found.data} />;
}

function Weights({ model }: { readonly model: KnownModel }) {
  const { document, number, version, saved, problem, shipped } = model;
  const [address, change] = useAddressState();
  const [changed, setChanged] = useState<ReadonlyMap<string, number>>(new Map());
  const [isSaving, setSaving] = useState(false);
  const ask = useAct(previewRiskModel);
  const save = useAct(saveRiskModel);
  const maySave = useMay('risk:approve');
  const groups = Object.keys(document).filter((name) => weightsOf(document[name]).length > 0);
  const group = groups.find((each) => each === address['part']) ?? groups[0];
  if (group === undefined) return <p>{text.none}</p>;
  const weights = weightsOf(document[group], [group]);
  const set = (path: string, was: number, value: string | number) => {
    const next = new Map(changed);
    if (typeof value !== 'number' || value === was) next.delete(path);
    else next.set(path, value);
    setChanged(next);
    // A preview is of the weights that it was asked for, and of no others.
    ask.reset();
  };
  const describe = (path: string, value: number) => {
    if (changed.has(path)) return text.was(String(value));
    const ships = numberOf(shipped.document, path);
    return ships === undefined || ships === value ? undefined : text.ships(String(ships));
  };
  return (
    <div className={styles.columns}>
      <Card
        title={text.title}
        explains="risk model"
        note={saved ? text.saved(number, version) : text.shipped(version)}
      >
        {problem && <Notice set="medium">{text.problem(problem)}</Notice>}
        <p className={styles.note}>{maySave ? text.lead : text.leadReader}</p>
        <Select
          className={styles.part ?? ''}
          label={text.choose}
          value={group}
          onChange={(part) => change({ part: part ?? undefined })}
          data={groups.map((value) => ({ value, label: text.groups[value] ?? value }))}
          allowDeselect={false}
        />
        <div className={styles.weights}>
          {weights.map(({ path, value }) => (
            <NumberInput
              key={path}
              label={weightWords(path)}
              description={describe(path, value)}
              value={changed.get(path) ?? value}
              onChange={(next) => set(path, value, next)}
              decimalScale={DECIMALS}
              hideControls
            />
          ))}
        </div>
        <div className={styles.actions}>
          <Button
            disabled={changed.size === 0}
            loading={ask.isPending}
            variant={ask.data ? 'default' : 'filled'}
            onClick={() => ask.mutate({ body: { document: withWeights(document, changed) } })}
          >
            {text.preview}
          </Button>
          {maySave && ask.data && changed.size > 0 && (
            <Button onClick={() => setSaving(true)}>{text.save(number + 1)}</Button>
          )}
          {changed.size > 0 && (
            <>
              <Button
                variant="default"
                onClick={() => {
                  setChanged(new Map());
                  ask.reset();
                }}
              >
                {text.reset}
              </Button>
              <span className={styles.note}>{text.changed(changed.size)}</span>
            </>
          )}
        </div>
        {ask.isError && (
          <p className={styles.problem} role="alert">
            {ask.error.message}
          </p>
        )}
      </Card>
      <div className={styles.side}>
        {ask.data && <MovedDevices preview={ask.data} />}
        <SavedModels model={model} />
      </div>
      {isSaving && ask.data && (
        <DecisionDialog
          title={text.saveTitle(number + 1)}
          help={text.saveHelp(changed.size, ask.data.moved)}
          action={text.save(number + 1)}
          done={text.saveDone}
          forGood
          onDecide={({ reason }) =>
            save.mutateAsync({
              body: { document: withWeights(document, changed), basedOn: number, reason },
            })
          }
          onClose={() => setSaving(false)}
        />
      )}
    </div>
  );
}
