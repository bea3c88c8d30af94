/** One query beside the list: how it went, and every packet. */

import type { z } from 'zod';
import type { ActiveQuery, ActiveQueryWithPackets } from '../../src/contract/active-query.ts';
import { findQuery } from '../api/endpoints/active-queries.ts';
import { useAnswer } from '../api/queries.ts';
import { FactLine, Facts } from '../design/card.tsx';
import { SideDrawer } from '../design/side-drawer.tsx';
import { Unanswered } from '../design/states.tsx';
import plain from '../design/table/plain-table.module.css';
import { Unknown } from '../design/unknown.tsx';
import { Count, Instant, Mono, WireText } from '../design/values.tsx';
import { activeQueriesText } from '../text/active-queries.ts';
import styles from './query-list.module.css';

const text = activeQueriesText.run;
const WIDTH = 640;

interface QueryLookProps {
  readonly query: Pick<z.output<typeof ActiveQuery>, 'id' | 'probe'>;
  readonly onClose: () => void;
}

export function QueryLook({ query: { id, probe }, onClose }: QueryLookProps) {
  const found = useAnswer(findQuery, { path: { id } });
  const title = text.title(activeQueriesText.probes[probe]);
  return (
    <SideDrawer open title={title} onClose={onClose} width={WIDTH}>
      {!found.isSuccess ? (
        <Unanswered asked={found} what={title} lines={5} />
      ) : (
        <Exchange query={found.data} />
      )}
    </SideDrawer>
  );
}

function Exchange({ query: { run, packets } }: { readonly query: z.output<typeof ActiveQueryWithPackets> }) {
  if (!run) return <p>{text.notSent}</p>;
  return (
    <div className={styles.look}>
      <Facts>
        <FactLine term={text.outcome}>
          {run.outcome === null ? activeQueriesText.running : activeQueriesText.outcomes[run.outcome]}
          {run.remark !== null && (
            <>
              {'. '}
              <WireText whole>{run.remark}</WireText>
            </>
          )}
        </FactLine>
        <FactLine term={text.address}>
          <Mono>{`${run.address} ${run.port}`}</Mono>
        </FactLine>
        <FactLine term={text.begun}>
          <Instant at={run.begunAt} />
        </FactLine>
        <FactLine term={text.answer}>
          {run.answerMillis === null ? <Unknown reason={text.noAnswer} /> : text.millis(run.answerMillis)}
        </FactLine>
        <FactLine term={text.facts}>
          {run.facts === null ? <Unknown reason={text.notRead} /> : <Count of={run.facts} />}
        </FactLine>
      </Facts>
      <h3>{text.packets}</h3>
      <p className={styles.quiet}>{text.packetsHelp}</p>
      {packets.length === 0 ? (
        <p>{text.nothingSent}</p>
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by the keyboard
        <section className={styles.scroll} tabIndex={0} aria-label={text.packets}>
          <table className={`${plain.table} ${styles.table}`}>
            <thead>
              <tr>
                {[text.number, text.direction, text.at, text.octets, text.head].map((name) => (
                  <th key={name} scope="col">
                    {name}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {packets.map(({ number, direction, at, octets, head }) => (
                <tr key={number}>
                  <td className="numbers">{number}</td>
                  <td>{text.directions[direction]}</td>
                  <td>
                    <Instant at={at} />
                  </td>
                  <td className="numbers">
                    <Count of={octets} />
                  </td>
                  <td>
                    <Mono>{head.replace(/(..)(?=.)/g, '$1 ')}</Mono>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      )}
    </div>
  );
}
