/** How soon do I see my own devices? Four steps in any order, and a demonstration hospital for who has no traffic yet. */

import { Button } from '@mantine/core';
import { IconCircle, IconCircleCheck, IconHelpCircle } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useAddressState } from '../../design/address-state.ts';
import { Card, FactLine, Facts } from '../../design/card.tsx';
import { PageHeader } from '../../design/page-header.tsx';
import { Unknown } from '../../design/unknown.tsx';
import { Count } from '../../design/values.tsx';
import { useDemonstrationOf } from '../../session/demonstration.ts';
import { useMay } from '../../session/me.tsx';
import { startText as text } from '../../text/start.ts';
import { DemonstrationCard } from './demonstration-card.tsx';
import styles from './start-page.module.css';
import { FeedsStep, HospitalStep, PeopleStep, TrafficStep } from './steps.tsx';
import { type Found, RIGHT_OF, STEPS, type StepId, useSteps } from './use-steps.ts';

const CONTENT = { hospital: HospitalStep, traffic: TrafficStep, feeds: FeedsStep, people: PeopleStep };

export function StartPage() {
  const [address, change] = useAddressState();
  const found = useSteps();
  const isDemonstration = useDemonstrationOf() !== undefined;
  const firstOpen = STEPS.find((step) => found.done[step] === false) ?? 'hospital';
  const step = STEPS.find((each) => each === address['step']) ?? firstOpen;
  const choose = (next: StepId) => change({ step: next }, { step: true });
  return (
    <>
      <PageHeader title={text.title} facts={text.lead} />
      <div className={styles.page}>
        <nav aria-label={text.steps}>
          <ol className={styles.steps}>
            {STEPS.map((each) => (
              <li key={each}>
                <StepButton of={each} found={found} isChosen={each === step} onChoose={choose} />
              </li>
            ))}
          </ol>
        </nav>
        <div className={styles.content}>
          <StepContent key={step} step={step} found={found} onNext={choose} />
        </div>
        <aside className={`${styles.content} ${styles.side}`}>
          <Appearing found={found} />
          <DemonstrationCard isHere={isDemonstration} />
        </aside>
      </div>
    </>
  );
}

interface StepButtonProps {
  readonly of: StepId;
  readonly found: Found;
  readonly isChosen: boolean;
  readonly onChoose: (step: StepId) => void;
}

function StepButton({ of, found, isChosen, onChoose }: StepButtonProps) {
  const done = found.done[of];
  const Icon = done === undefined ? IconHelpCircle : done ? IconCircleCheck : IconCircle;
  return (
    <button
      type="button"
      className={styles.step}
      aria-current={isChosen ? 'step' : undefined}
      onClick={() => onChoose(of)}
    >
      <span className={styles.mark} data-done={done || undefined}>
        <Icon size={18} stroke={1.7} aria-hidden="true" />
      </span>
      <strong>{text[of].title}</strong>
      <span className={styles.quiet}>{done === undefined ? text.unknown : done ? text.done : text.open}</span>
    </button>
  );
}

interface StepContentProps {
  readonly step: StepId;
  readonly found: Found;
  readonly onNext: (step: StepId) => void;
}

function StepContent({ step, found, onNext }: StepContentProps) {
  const mayDo = useMay(RIGHT_OF[step]);
  const Content = CONTENT[step];
  const next = STEPS[STEPS.indexOf(step) + 1];
  return (
    <>
      <Card title={text[step].title}>
        <div className={styles.body}>
          <p>{text[step].what}</p>
          {!mayDo && <p className={styles.quiet}>{text.needs(RIGHT_OF[step])}</p>}
        </div>
      </Card>
      <Content found={found} mayDo={mayDo} />
      <div className={styles.foot}>
        {next === undefined ? (
          <Button component={Link} to="/">
            {text.finish}
          </Button>
        ) : (
          <Button variant={found.done[step] ? 'filled' : 'default'} onClick={() => onNext(next)}>
            {found.done[step] ? text.next : text.skip}
          </Button>
        )}
      </div>
    </>
  );
}

/** What is there so far, as it appears. */
function Appearing({ found }: { readonly found: Found }) {
  const { devices, sites, zones, sensors, feeds, people } = found;
  const count = (of: number | undefined) => (of === undefined ? <Unknown bare /> : <Count of={of} />);
  return (
    <Card title={text.appearing}>
      <div aria-live="polite">
        <Facts>
          <FactLine term={text.counts.devices}>{count(devices)}</FactLine>
          <FactLine term={text.counts.sites}>{count(sites?.length)}</FactLine>
          <FactLine term={text.counts.zones}>{count(zones?.length)}</FactLine>
          <FactLine term={text.counts.sensors}>{count(sensors?.all)}</FactLine>
          <FactLine term={text.counts.vulnerabilities}>
            {feeds === undefined || feeds.records === 0 ? (
              <Unknown bare word={text.counts.noFeeds} />
            ) : (
              <Count of={feeds.records} />
            )}
          </FactLine>
          <FactLine term={text.counts.people}>{count(people)}</FactLine>
        </Facts>
      </div>
    </Card>
  );
}
