/** How an earlier version differs from the weights that count. */

import { findSavedModel } from '../../api/endpoints/risk-model.ts';
import { useAnswer } from '../../api/queries.ts';
import { SideDrawer } from '../../design/side-drawer.tsx';
import { EmptyState, Unanswered } from '../../design/states.tsx';
import { riskText } from '../../text/risk.ts';
import { ComparedTable } from './compared-table.tsx';
import type { KnownModel } from './known-model.ts';
import { numberOf, weightsOf } from './model-weights.ts';
import styles from './risk-page.module.css';
import { wholeWeightWords } from './weight-words.ts';

const text = riskText.formula;

interface ModelLookProps {
  /** Null for the shipped weights. */
  readonly id: string | null;
  readonly model: KnownModel;
  readonly onClose: () => void;
}

export function ModelLook({ id, model, onClose }: ModelLookProps) {
  return (
    <SideDrawer open title={id === null ? text.shippedName : text.lookTitle} onClose={onClose}>
      {id === null ? (
        <Differences earlier={model.shipped.document} now={model.document} />
      ) : (
        <SavedLook id={id} model={model} />
      )}
    </SideDrawer>
  );
}

function SavedLook({ id, model }: { readonly id: string; readonly model: KnownModel }) {
  const found = useAnswer(findSavedModel, { path: { id } });
  if (!found.isSuccess) return <Unanswered asked={found} what={text.lookTitle} lines={6} />;
  const { number, document } = found.data;
  return (
    <>
      <p className={styles.note}>{text.lookLead(number, model.number)}</p>
      <Differences earlier={document} now={model.document} />
    </>
  );
}

interface DifferencesProps {
  readonly earlier: KnownModel['document'];
  readonly now: KnownModel['document'];
}

function Differences({ earlier, now }: DifferencesProps) {
  const differing = weightsOf(earlier).filter(({ path, value }) => numberOf(now, path) !== value);
  if (differing.length === 0) return <EmptyState title={text.noDifference} />;
  return (
    <ComparedTable heads={[text.weight, text.earlier, text.now]}>
      {differing.map(({ path, value }) => (
        <tr key={path}>
          <td>{wholeWeightWords(path)}</td>
          <td data-align="end">{value}</td>
          <td data-align="end">{numberOf(now, path) ?? text.notThere}</td>
        </tr>
      ))}
    </ComparedTable>
  );
}
