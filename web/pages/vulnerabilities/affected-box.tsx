/** "Am I affected by …": an answer with devices, places, and the part that nobody can answer. */

import { Button, TextInput } from '@mantine/core';
import { IconQuestionMark } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { type SubmitEvent, useEffect, useState } from 'react';
import type { z } from 'zod';
import type { Affected } from '../../../src/contract/vulnerability.ts';
import { askAffected } from '../../api/endpoints/vulnerabilities.ts';
import { useAnswer } from '../../api/queries.ts';
import { GroupChip } from '../../components/group-chip.tsx';
import { useAddressState } from '../../design/address-state.ts';
import { Unanswered } from '../../design/states.tsx';
import { UnknownNotice } from '../../design/unknown.tsx';
import { Mono, WireText } from '../../design/values.tsx';
import { categoryName } from '../../text/categories.ts';
import { vulnerabilitiesText } from '../../text/vulnerabilities.ts';
import styles from './affected-box.module.css';

const text = vulnerabilitiesText.affected;
const SHOWN = 6;
const SHORTEST = 2;

export function AffectedBox() {
  const [address, change] = useAddressState();
  const { asked = '' } = address;
  const [typed, setTyped] = useState(asked);
  useEffect(() => setTyped(asked), [asked]);
  const ask = (event: SubmitEvent) => {
    event.preventDefault();
    change({ asked: typed.trim() }, { step: true });
  };
  return (
    <section className={`${styles.box} not-printed`} aria-label={text.label}>
      <form className={styles.form} onSubmit={ask}>
        <label htmlFor="affected-by">{text.label}</label>
        <TextInput
          id="affected-by"
          className={styles.field ?? ''}
          placeholder={text.hint}
          leftSection={<IconQuestionMark size={15} stroke={1.7} />}
          value={typed}
          onChange={({ currentTarget }) => setTyped(currentTarget.value)}
        />
        <Button type="submit" variant="default" disabled={typed.trim().length < SHORTEST}>
          {text.ask}
        </Button>
        {asked !== '' && (
          <Button variant="subtle" onClick={() => change({ asked: undefined })}>
            {text.close}
          </Button>
        )}
      </form>
      {asked.length >= SHORTEST && <Answer query={asked} />}
    </section>
  );
}

function Answer({ query }: { readonly query: string }) {
  const found = useAnswer(askAffected, { query: { query } });
  if (!found.isSuccess) return <Unanswered asked={found} what={text.label} lines={3} />;
  const answer = found.data;
  return (
    <div className={styles.answer} aria-live="polite">
      <p className={styles.said}>
        <strong>
          <WireText whole>{headlineOf(answer)}</WireText>
        </strong>{' '}
        <span className={styles.quiet}>{text.asked[answer.askedAs]}</span>
      </p>
      <div className={styles.parts}>
        {answer.devices.length > 0 && <Devices answer={answer} />}
        {answer.sites.length > 0 && (
          <div>
            <h3>{text.where}</h3>
            <ul>
              {answer.sites.map(({ site, devices }) => (
                <li key={site ?? ''}>
                  {site === null ? text.siteUnknown : <WireText>{site}</WireText>}{' '}
                  <span className="numbers">{devices}</span>
                </li>
              ))}
            </ul>
          </div>
        )}
        {answer.cves.length > 0 && (
          <div>
            <h3>{text.cves}</h3>
            <ul>
              {answer.cves.slice(0, SHOWN).map((cve) => (
                <li key={cve}>
                  <Link to="/vulnerabilities/$cve" params={{ cve }}>
                    {cve}
                  </Link>
                </li>
              ))}
              {answer.cves.length > SHOWN && <li>{text.more(answer.cves.length - SHOWN)}</li>}
            </ul>
          </div>
        )}
      </div>
      {answer.cannotAnswer.length > 0 && (
        <UnknownNotice title={`${text.cannot}:`}>{answer.cannotAnswer.join(' ')}</UnknownNotice>
      )}
    </div>
  );
}

function Devices({ answer: { devices, counts } }: { readonly answer: z.output<typeof Affected> }) {
  const hidden = counts.affected + counts.uncertain + counts.notAffected - SHOWN;
  return (
    <div className={styles.devices}>
      <h3>{text.which}</h3>
      <ul>
        {devices.slice(0, SHOWN).map(({ device, label, address, category, group }) => (
          <li key={device}>
            <Link to="/devices/$id" params={{ id: device }}>
              <WireText>{label ?? categoryName(category)}</WireText>
            </Link>{' '}
            {address !== null && <Mono>{address}</Mono>} {group !== null && <GroupChip of={group} />}
          </li>
        ))}
        {hidden > 0 && <li>{text.more(hidden)}</li>}
      </ul>
    </div>
  );
}

/** What is known is never said surer than it is: without data there is no "no". */
function headlineOf({ query, counts, hasData, askedAs }: z.output<typeof Affected>): string {
  if (counts.affected > 0) return text.yes(counts.affected, query);
  if (counts.uncertain > 0) return text.maybe(counts.uncertain, query);
  return !hasData || askedAs === 'nothing-known' ? text.unknown(query) : text.no(query);
}
