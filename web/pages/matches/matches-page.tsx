/** Yes or no? One pair of names at a time: what the device says, what a document says, and what each answer changes. */

import { Button, Kbd } from '@mantine/core';
import { IconChecks } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { z } from 'zod';
import type { Review } from '../../../src/contract/review.ts';
import { answerMatch, listMatches } from '../../api/endpoints/review.ts';
import { useAct, useAnswer } from '../../api/queries.ts';
import { useAddressState } from '../../design/address-state.ts';
import { Card, FactLine, Facts } from '../../design/card.tsx';
import { Chip } from '../../design/chip.tsx';
import { useKeys } from '../../design/keys.ts';
import { showMessage } from '../../design/messages.tsx';
import { PageHeader, PageTabs } from '../../design/page-header.tsx';
import { EmptyState, Unanswered } from '../../design/states.tsx';
import { Unknown } from '../../design/unknown.tsx';
import { Age, Instant, WireText } from '../../design/values.tsx';
import { useMay } from '../../session/me.tsx';
import { matchesText as text } from '../../text/matches.ts';
import styles from './matches-page.module.css';

type Question = z.output<typeof Review>['items'][number];
type Answer = 'yes' | 'no' | 'cannot-tell';

const LIMIT = 100;
const WAITING = 'waiting';
const ANSWERED = 'answered';

export function MatchesPage() {
  const [address, change] = useAddressState();
  const answered = address['view'] === ANSWERED;
  const found = useAnswer(listMatches, { query: { answered, limit: LIMIT } });
  return (
    <div className={styles.page}>
      <PageHeader
        title={text.title}
        explains="uncertain pair"
        facts={found.data && text.facts(found.data.waiting)}
      >
        <PageTabs
          label={text.tabs}
          tabs={[
            { id: WAITING, label: text.waiting, count: found.data?.waiting },
            { id: ANSWERED, label: text.answered },
          ]}
          chosen={answered ? ANSWERED : WAITING}
          onChoose={(view) =>
            change({ view: view === ANSWERED ? view : undefined, at: undefined }, { step: true })
          }
        />
      </PageHeader>
      {!found.isSuccess ? (
        <Unanswered asked={found} what={text.what} lines={8} />
      ) : found.data.items.length === 0 ? (
        <EmptyState
          icon={<IconChecks size={28} stroke={1.5} />}
          title={answered ? text.noneAnswered : text.none}
        >
          {text.noneHelp}
        </EmptyState>
      ) : answered ? (
        <Answered questions={found.data.items} />
      ) : (
        <Queue questions={found.data.items} at={address['at']} onGo={(at) => change({ at })} />
      )}
    </div>
  );
}

interface QueueProps {
  readonly questions: readonly Question[];
  /** Id of the question that is shown; the first when it is gone. */
  readonly at: string | undefined;
  readonly onGo: (id: string | undefined) => void;
}

function Queue({ questions, at, onGo }: QueueProps) {
  const mayAnswer = useMay('risk:edit');
  const answer = useAct(answerMatch);
  const place = Math.max(
    0,
    questions.findIndex(({ id }) => id === at),
  );
  const question = questions[place];
  const go = (step: number) => {
    const next = questions[place + step];
    if (next) onGo(next.id);
  };
  const say = (said: Answer) => {
    if (!question || !mayAnswer || answer.isPending) return;
    answer.mutate(
      { path: { id: question.id }, body: { answer: said } },
      {
        onSuccess: () => {
          showMessage({ text: text.done[said] });
          onGo((questions[place + 1] ?? questions[place - 1])?.id);
        },
        onError: (error) => showMessage({ text: error.message, isProblem: true }),
      },
    );
  };
  useKeys([
    ...(mayAnswer
      ? [
          { keys: 'y', does: text.yesKey, run: () => say('yes') },
          { keys: 'n', does: text.noKey, run: () => say('no') },
          { keys: 'u', does: text.unclearKey, run: () => say('cannot-tell') },
        ]
      : []),
    { keys: 'j', does: text.nextKey, run: () => go(1) },
    { keys: 'k', does: text.previousKey, run: () => go(-1) },
  ]);
  if (!question) return null;
  const { cves, devices, reason, confidence, firstAt } = question;
  return (
    <Card
      title={question.question}
      aside={<span className={styles.note}>{text.place(place + 1, questions.length)}</span>}
    >
      <div className={styles.pair}>
        <Names title={text.ours} of={question.ours} />
        <Names title={text.stated} of={question.stated} />
        <div>
          <h3>{text.why}</h3>
          <p>
            <WireText whole>{reason}</WireText>
          </p>
          <p className={styles.note}>
            {text.sure(confidence)}, {text.first} <Age at={firstAt} ago />
          </p>
        </div>
      </div>
      <ul className={styles.means}>
        <li>{text.yesMeans(devices, cves.length)}</li>
        <li>{text.noMeans}</li>
        <li>{text.unclearMeans}</li>
      </ul>
      {cves.length > 0 && (
        <p className={styles.depends}>
          {text.depends}:{' '}
          {cves.map((cve) => (
            <Link key={cve} to="/vulnerabilities/$cve" params={{ cve }}>
              {cve}
            </Link>
          ))}
        </p>
      )}
      <div className={styles.actions}>
        {mayAnswer ? (
          <>
            <Button onClick={() => say('yes')} rightSection={<Kbd>Y</Kbd>}>
              {text.yes}
            </Button>
            <Button variant="default" onClick={() => say('no')} rightSection={<Kbd>N</Kbd>}>
              {text.no}
            </Button>
            <Button variant="default" onClick={() => say('cannot-tell')} rightSection={<Kbd>U</Kbd>}>
              {text.unclear}
            </Button>
          </>
        ) : (
          <p>{text.readOnly}</p>
        )}
        <span className={styles.steps}>
          <Button variant="subtle" disabled={place === 0} onClick={() => go(-1)}>
            {text.previous}
          </Button>
          <Button variant="subtle" disabled={place >= questions.length - 1} onClick={() => go(1)}>
            {text.next}
          </Button>
        </span>
      </div>
    </Card>
  );
}

function Names({
  title,
  of: { vendor, product },
}: {
  readonly title: string;
  readonly of: Question['ours'];
}) {
  return (
    <div>
      <h3>{title}</h3>
      <Facts>
        <FactLine term={text.vendor}>
          {vendor === '' ? <Unknown word={text.unnamed} /> : <WireText whole>{vendor}</WireText>}
        </FactLine>
        <FactLine term={text.product}>
          {product === '' ? <Unknown word={text.unnamed} /> : <WireText whole>{product}</WireText>}
        </FactLine>
      </Facts>
    </div>
  );
}

function Answered({ questions }: { readonly questions: readonly Question[] }) {
  return (
    <Card flush>
      <ul className={styles.answered}>
        {questions.map(({ id, question, answer, answeredBy, answeredAt }) => (
          <li key={id}>
            <WireText whole>{question}</WireText>
            <span>
              {answer && <Chip>{text.said[answer]}</Chip>}{' '}
              <span className={styles.note}>
                {answeredBy !== null && <WireText>{text.by(answeredBy)}</WireText>}{' '}
                <Instant at={answeredAt} />
              </span>
            </span>
          </li>
        ))}
      </ul>
    </Card>
  );
}
