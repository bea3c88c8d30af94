/** The shortest way from one device to another that was seen, with the evidence of each step. */

import { findPath } from '../../api/endpoints/conversations.ts';
import { useAnswer } from '../../api/queries.ts';
import { type ConversationEnd, carrierWords } from '../../components/traffic-words.ts';
import { Notice } from '../../design/card.tsx';
import { SideDrawer } from '../../design/side-drawer.tsx';
import { Unanswered } from '../../design/states.tsx';
import { UnknownNotice } from '../../design/unknown.tsx';
import { Span } from '../../design/values.tsx';
import { mapText } from '../../text/map.ts';
import { AskedDevice } from './asked-device.tsx';
import { EndName } from './end-name.tsx';
import styles from './map-page.module.css';

const text = mapText.path;

interface PathFinderProps {
  /** Two ids with `>` between; undefined: closed. */
  readonly path: string | undefined;
  readonly onChange: (path: string | undefined) => void;
}

export function PathFinder({ path, onChange }: PathFinderProps) {
  const [from, to] = (path ?? '>').split('>').map((id) => id || undefined);
  const set = (one: string | undefined, other: string | undefined) => onChange(`${one ?? ''}>${other ?? ''}`);
  return (
    <SideDrawer open={path !== undefined} title={text.title} onClose={() => onChange(undefined)}>
      <div className={styles.panel}>
        <p className={styles.quiet}>{text.help}</p>
        <AskedDevice label={text.from} words={text} value={from} onChange={(id) => set(id, to)} />
        <AskedDevice label={text.to} words={text} value={to} onChange={(id) => set(from, id)} />
        {from !== undefined && from === to && <Notice set="medium">{text.same}</Notice>}
        {from !== undefined && to !== undefined && from !== to && <FoundPath from={from} to={to} />}
      </div>
    </SideDrawer>
  );
}

function FoundPath({ from, to }: { readonly from: string; readonly to: string }) {
  const found = useAnswer(findPath, { query: { from, to } });
  if (!found.data) return <Unanswered asked={found} what={text.title} lines={4} />;
  const { observed, complete, steps } = found.data;
  return (
    <>
      {observed ? (
        <Notice set="low">
          <strong>{text.observed(steps.length)}</strong>
        </Notice>
      ) : (
        <UnknownNotice title={text.notObserved}>
          {text.notObservedHelp} {!complete && text.incomplete}
        </UnknownNotice>
      )}
      <ol className={styles.steps}>
        {steps.map((step) => (
          <li key={`${keyOf(step.from)}>${keyOf(step.to)}`}>
            <EndName end={step.from} /> {'→'} <EndName end={step.to} />
            {step.evidence.map((one) => (
              <p key={`${carrierWords(one)} ${one.firstAt}`} className={styles.quiet}>
                {carrierWords(one)}, <Span from={one.firstAt} to={one.lastAt} />
              </p>
            ))}
          </li>
        ))}
      </ol>
      <p className={styles.quiet}>{text.rules}</p>
    </>
  );
}

const keyOf = (end: ConversationEnd): string => end.device?.id ?? end.ip ?? end.kind;
