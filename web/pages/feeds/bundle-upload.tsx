/** A signed bundle: sent, verified, what it would change shown; applied only then. */

import { Button, FileButton } from '@mantine/core';
import { IconUpload } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useRef } from 'react';
import type { BundlePreview } from '../../../src/contract/feeds.ts';
import { applyBundle, sendBundle } from '../../api/endpoints/feeds.ts';
import { useAct } from '../../api/queries.ts';
import { Card } from '../../design/card.tsx';
import { useKeys } from '../../design/keys.ts';
import { showMessage } from '../../design/messages.tsx';
import { Unknown } from '../../design/unknown.tsx';
import { Day, Instant, WireText } from '../../design/values.tsx';
import { feedsText as text } from '../../text/feeds.ts';
import styles from './feeds-page.module.css';

export function BundleUpload() {
  const running = useRef<AbortController>(undefined);
  const button = useRef<HTMLButtonElement>(null);
  const send = useMutation({
    mutationFn: (file: File) => {
      running.current = new AbortController();
      return sendBundle(file, running.current.signal);
    },
  });
  const apply = useAct(applyBundle);
  useKeys([{ keys: 'b', does: text.loadKey, run: () => button.current?.click() }]);
  const preview = send.data;
  return (
    <Card title={text.bundle}>
      <p className={styles.note}>{text.bundleHelp}</p>
      {send.isPending ? (
        <p className={styles.sending} role="status">
          <WireText>{text.sending(send.variables.name)}</WireText>{' '}
          <Button variant="subtle" onClick={() => running.current?.abort()}>
            {text.stop}
          </Button>
        </p>
      ) : (
        <p className={styles.sending}>
          <FileButton onChange={(file) => file && send.mutate(file)} accept=".tar,application/x-tar">
            {(properties) => (
              <Button
                {...properties}
                ref={button}
                {...(preview && { variant: 'default' })}
                leftSection={<IconUpload size={16} stroke={1.7} />}
              >
                {text.load}
              </Button>
            )}
          </FileButton>
        </p>
      )}
      {send.isError && !running.current?.signal.aborted && (
        <p className={styles.problem} role="alert">
          {send.error.message}
        </p>
      )}
      {preview && (
        <Difference
          preview={preview}
          isApplying={apply.isPending}
          onDiscard={() => send.reset()}
          onApply={() =>
            apply.mutate(
              { path: { id: preview.id } },
              {
                onSuccess: () => {
                  send.reset();
                  showMessage({ text: text.applying });
                },
                onError: (error) => showMessage({ text: error.message, isProblem: true }),
              },
            )
          }
        />
      )}
    </Card>
  );
}

interface DifferenceProps {
  readonly preview: BundlePreview;
  readonly isApplying: boolean;
  readonly onApply: () => void;
  readonly onDiscard: () => void;
}

function Difference({ preview, isApplying, onApply, onDiscard }: DifferenceProps) {
  const { made, added, changed, unchanged, feeds } = preview;
  return (
    <section className={styles.difference} aria-label={text.diff}>
      <h3>{text.diff}</h3>
      <p>
        {text.files}: {text.added(added)}, {text.changed(changed)}, {text.unchanged(unchanged)}. {text.made}{' '}
        <Instant at={made} />
      </p>
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">{text.feed}</th>
            <th scope="col">{text.before}</th>
            <th scope="col">{text.after}</th>
            <th scope="col">{text.diff}</th>
          </tr>
        </thead>
        <tbody>
          {feeds.map(({ feed, before, after }) => (
            <tr key={feed}>
              <th scope="row">
                <WireText>{feed}</WireText>
              </th>
              <td>{before === null ? <Unknown bare word={text.notLoaded} /> : <Day at={before} />}</td>
              <td>{after === null ? <Unknown bare word={text.ageUnknown} /> : <Day at={after} />}</td>
              <td>{comparison(before, after)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <div className={styles.actions}>
        <Button loading={isApplying} onClick={onApply}>
          {text.apply}
        </Button>
        <Button variant="default" onClick={onDiscard}>
          {text.discard}
        </Button>
      </div>
    </section>
  );
}

function comparison(before: string | null, after: string | null) {
  if (after === null) return <Unknown bare />;
  if (before === null || Date.parse(after) > Date.parse(before)) return text.newer;
  return Date.parse(after) < Date.parse(before) ? text.older : text.same;
}
