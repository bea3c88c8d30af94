/** The weights of the formula; what others would move in the own fleet. Nothing is changed. */

import { Button, NumberInput, Select } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { z } from 'zod';
import type { Preview, RiskModel } from '../../../src/contract/risk.ts';
import { previewRiskModel, readRiskModel } from '../../api/endpoints/risk.ts';
import { useAct, useAnswer } from '../../api/queries.ts';
import { useAddressState } from '../../design/address-state.ts';
import { Card } from '../../design/card.tsx';
import { formatScore } from '../../design/format/number.ts';
import { SeverityGlyph } from '../../design/severity.tsx';
import { ErrorState, LoadingSkeleton } from '../../design/states.tsx';
import { categoryName } from '../../text/categories.ts';
import { riskText } from '../../text/risk.ts';
import { weightsOf, withWeights } from './model-weights.ts';
import styles from './risk-page.module.css';

const text = riskText.formula;
const BANDS = ['critical', 'high', 'medium', 'low', 'minimal'] as const;
const DECIMALS = 4;

export function FormulaPreview() {
  const found = useAnswer(readRiskModel, {});
  if (found.isPending) return <LoadingSkeleton lines={8} />;
  if (found.isError)
    return <ErrorState what={text.title} error={found.error} onRetry={() => void found.refetch()} />;
  return <Weights model={found.data} />;
}

function Weights({ model: { version, document } }: { readonly model: z.output<typeof RiskModel> }) {
  const [address, change] = useAddressState();
  const [changed, setChanged] = useState<ReadonlyMap<string, number>>(new Map());
  const ask = useAct(previewRiskModel);
  const groups = Object.keys(document).filter((name) => weightsOf(document[name]).length > 0);
  const group = groups.find((each) => each === address['part']) ?? groups[0];
  if (group === undefined) return <p>{text.none}</p>;
  const weights = weightsOf(document[group], [group]);
  const set = (path: string, was: number, value: string | number) => {
    const next = new Map(changed);
    if (typeof value !== 'number' || value === was) next.delete(path);
    else next.set(path, value);
    setChanged(next);
  };
  return (
    <div className={styles.columns}>
      <Card title={text.title} note={text.version(version)}>
        <p className={styles.note}>{text.lead}</p>
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
              label={path.slice(group.length + 1) || path}
              {...(changed.has(path) && { description: text.was(String(value)) })}
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
            onClick={() => ask.mutate({ body: { document: withWeights(document, changed) } })}
          >
            {text.preview}
          </Button>
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
      {ask.data && <Moved preview={ask.data} />}
    </div>
  );
}

function Moved({ preview }: { readonly preview: z.output<typeof Preview> }) {
  const { devices, before, after, moved, changes } = preview;
  return (
    <Card title={text.result(moved, devices)} flush>
      <div className={styles.scroll}>
        <table className={styles.table}>
          <thead>
            <tr>
              <th scope="col">{text.band}</th>
              <th scope="col" data-align="end">
                {text.before}
              </th>
              <th scope="col" data-align="end">
                {text.after}
              </th>
            </tr>
          </thead>
          <tbody>
            {BANDS.map((band) => (
              <tr key={band}>
                <td>
                  <SeverityGlyph of={band} named />
                </td>
                <td data-align="end">{(before[band] ?? 0).toLocaleString('en')}</td>
                <td data-align="end">{(after[band] ?? 0).toLocaleString('en')}</td>
              </tr>
            ))}
          </tbody>
        </table>
        <table className={styles.table}>
          <thead>
            <tr>
              <th scope="col">{text.device}</th>
              <th scope="col" data-align="end">
                {text.before}
              </th>
              <th scope="col" data-align="end">
                {text.after}
              </th>
            </tr>
          </thead>
          <tbody>
            {changes.length === 0 && (
              <tr>
                <td colSpan={3}>{text.noMoves}</td>
              </tr>
            )}
            {changes.map((change) => (
              <tr key={change.device}>
                <td>
                  <Link to="/devices/$id" params={{ id: change.device }} search={{ tab: 'risk' }}>
                    {categoryName(change.category)}
                  </Link>
                </td>
                <td data-align="end">
                  <SeverityGlyph of={change.before.band} named /> {formatScore(change.before.score)}
                </td>
                <td data-align="end">
                  <SeverityGlyph of={change.after.band} named /> {formatScore(change.after.score)}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Card>
  );
}
