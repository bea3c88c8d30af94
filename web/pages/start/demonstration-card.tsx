/** The demonstration hospital: brought with one click, taken away with one click. */

import { Button, Progress } from '@mantine/core';
import {
  addDemonstration,
  readDemonstration,
  removeDemonstration,
} from '../../api/endpoints/demonstration.ts';
import { useAct, useAnswer } from '../../api/queries.ts';
import { Card } from '../../design/card.tsx';
import { showMessage } from '../../design/messages.tsx';
import { WireText } from '../../design/values.tsx';
import { switchOrganisation, useMay } from '../../session/me.tsx';
import { startText } from '../../text/start.ts';
import styles from './start-page.module.css';
import { RIGHT_OF } from './use-steps.ts';

const text = startText.demonstration;
const WHILE_LOADING_MS = 1_500;

export function DemonstrationCard({ isHere }: { readonly isHere: boolean }) {
  const maySee = useMay('inventory:view');
  const mayDo = useMay('administration:edit');
  const found = useAnswer(
    readDemonstration,
    {},
    {
      enabled: maySee && !isHere,
      every: (answer) => answer?.demonstration?.state === 'loading' && WHILE_LOADING_MS,
    },
  );
  const add = useAct(addDemonstration);
  const remove = useAct(removeDemonstration);
  const there = found.data?.demonstration;
  return (
    <Card title={text.title}>
      <div className={styles.body}>
        <p>{isHere ? text.here : text.what}</p>
        {!isHere && !mayDo && <p className={styles.quiet}>{startText.needs(RIGHT_OF.people)}</p>}
        {there && <Standing of={there} />}
        {[add.error, remove.error].map(
          (error) =>
            error && (
              <p key={error.message} role="alert">
                {error.message}
              </p>
            ),
        )}
        {!isHere && there === null && mayDo && (
          <Button loading={add.isPending} onClick={() => add.mutate({})}>
            {text.load}
          </Button>
        )}
        {there && (
          <div className={styles.foot}>
            {mayDo && (
              <Button
                variant="default"
                loading={remove.isPending}
                onClick={() => remove.mutate({}, { onSuccess: () => showMessage({ text: text.removed }) })}
              >
                {text.remove}
              </Button>
            )}
            {there.state === 'ready' && (
              <Button onClick={() => switchOrganisation(there.organisation)}>{text.look}</Button>
            )}
          </div>
        )}
      </div>
    </Card>
  );
}

interface StandingProps {
  readonly of: {
    readonly state: 'loading' | 'ready' | 'failed';
    readonly problem: string | null;
    readonly files: number;
    readonly filesRead: number;
    readonly devices: number;
  };
}

function Standing({ of: { state, problem, files, filesRead, devices } }: StandingProps) {
  const words =
    state === 'failed'
      ? text.failed
      : state === 'ready'
        ? text.ready(devices)
        : files === 0
          ? text.begins
          : text.loading(filesRead, files, devices);
  return (
    <div role="status" className={styles.content}>
      <p>{words}</p>
      {problem !== null && <WireText whole>{problem}</WireText>}
      {state === 'loading' && (
        <Progress value={files === 0 ? 5 : (filesRead / (files + 1)) * 100} aria-label={text.title} />
      )}
    </div>
  );
}
