/** How long each class of data is kept, what it takes on disk, and what it will take. */

import { Button, NumberInput } from '@mantine/core';
import { useState } from 'react';
import type { z } from 'zod';
import type { Retention } from '../../../src/contract/retention.ts';
import { changeRetention, readRetention } from '../../api/endpoints/retention.ts';
import { useAct, useAnswer } from '../../api/queries.ts';
import { Card } from '../../design/card.tsx';
import { Chip } from '../../design/chip.tsx';
import { ConfirmDialog } from '../../design/confirm.tsx';
import { showMessage } from '../../design/messages.tsx';
import { PageHeader } from '../../design/page-header.tsx';
import { ErrorState, LoadingSkeleton } from '../../design/states.tsx';
import { Unknown } from '../../design/unknown.tsx';
import { Age, Octets } from '../../design/values.tsx';
import { useMay } from '../../session/me.tsx';
import { retentionText as text } from '../../text/retention.ts';
import styles from './retention-page.module.css';

type RetentionClass = z.output<typeof Retention>['classes'][number];
type Days = Partial<Record<RetentionClass['id'], number>>;

export function RetentionPage() {
  const found = useAnswer(readRetention, {});
  return (
    <>
      <PageHeader title={text.title} crumbs={[{ label: text.administration, to: '/administration' }]} />
      {found.data ? (
        <Classes classes={found.data.classes} />
      ) : found.isPending ? (
        <LoadingSkeleton lines={8} />
      ) : (
        <ErrorState what={text.title} error={found.error} onRetry={() => void found.refetch()} />
      )}
    </>
  );
}

function Classes({ classes }: { readonly classes: readonly RetentionClass[] }) {
  const mayEdit = useMay('administration:edit');
  const change = useAct(changeRetention);
  const [typed, setTyped] = useState<Days>({});
  const [asks, setAsks] = useState(false);
  const changed = classes.filter(({ id, days }) => typed[id] !== undefined && typed[id] !== days);
  const isWrong = changed.some((one) => !isWithin(one, typed[one.id]));
  const shorter = changed.filter(({ id, days }) => (typed[id] ?? days) < days);
  const save = async () => {
    const days = Object.fromEntries(changed.map(({ id }) => [id, typed[id]])) as Days;
    await change.mutateAsync({ body: { days } });
    setTyped({});
    showMessage({ text: text.saved });
  };
  const saveSafely = () =>
    save().catch((error: unknown) =>
      showMessage({ text: error instanceof Error ? error.message : String(error), isProblem: true }),
    );
  return (
    <Card flush>
      <p className={styles.help}>{`${text.help} ${text.allOrganisations}`}</p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by the keyboard */}
      <section className={styles.scroll} tabIndex={0} aria-label={text.title}>
        <table className={styles.table}>
          <thead>
            <tr>
              {Object.entries(text.columns).map(([id, name]) => (
                <th key={id} scope="col">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {classes.map((one) => (
              <ClassRow
                key={one.id}
                of={one}
                typed={typed[one.id]}
                onChange={mayEdit ? (days) => setTyped({ ...typed, [one.id]: days }) : undefined}
              />
            ))}
          </tbody>
        </table>
      </section>
      {mayEdit && (
        <div className={styles.actions}>
          <Button
            disabled={changed.length === 0 || isWrong}
            loading={change.isPending}
            onClick={() => (shorter.length > 0 ? setAsks(true) : void saveSafely())}
          >
            {text.save}
          </Button>
        </div>
      )}
      <ConfirmDialog
        open={asks}
        onClose={() => setAsks(false)}
        title={text.confirmTitle}
        action={text.shorten}
        destructive
        onConfirm={save}
      >
        <p>{text.confirm(shorter.map(({ id }) => text.names[id]).join(', '))}</p>
      </ConfirmDialog>
    </Card>
  );
}

interface ClassRowProps {
  readonly of: RetentionClass;
  readonly typed: number | undefined;
  /** Undefined for who may only look. */
  readonly onChange: ((days: number | undefined) => void) | undefined;
}

function ClassRow({ of, typed, onChange }: ClassRowProps) {
  const { id, days, least, most, octets, forecast, lastRun, removed } = of;
  const shown = typed ?? days;
  return (
    <tr>
      <th scope="row">
        {text.names[id]}{' '}
        {!removed && (
          <Chip set="medium" title={text.notRemovedReason}>
            {text.notRemoved}
          </Chip>
        )}
      </th>
      <td>
        {onChange ? (
          <NumberInput
            size="xs"
            className={styles.days ?? ''}
            aria-label={text.days(text.names[id])}
            value={shown}
            min={least}
            max={most}
            clampBehavior="none"
            allowDecimal={false}
            allowNegative={false}
            error={isWithin(of, shown) ? undefined : text.wrong(least, most)}
            onChange={(value) => onChange(typeof value === 'number' ? value : undefined)}
          />
        ) : (
          <span className="numbers">{days.toLocaleString('en')}</span>
        )}
      </td>
      <td className="numbers">{text.bounds(least, most)}</td>
      <td>
        <SizeOf octets={octets} word={text.noData} reason={text.noDataReason} />
      </td>
      {[forecast.octetsPerDay, forecast.octetsIn30Days, forecast.octetsIn90Days].map((size, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: always the same three
        <td key={index}>
          <SizeOf octets={size} word={text.noForecast} reason={text.noForecastReason} />
        </td>
      ))}
      <td>
        {lastRun ? (
          <>
            <Age at={lastRun.ranAt} ago />
            {`, ${text.cleared(lastRun.rows)}`}
          </>
        ) : (
          text.neverRan
        )}
      </td>
    </tr>
  );
}

function SizeOf({
  octets,
  word,
  reason,
}: {
  readonly octets: number | null;
  readonly word: string;
  readonly reason: string;
}) {
  return octets === null ? <Unknown bare word={word} reason={reason} /> : <Octets of={octets} />;
}

const isWithin = ({ least, most }: RetentionClass, days: number | undefined): boolean =>
  days !== undefined && days >= least && days <= most;
