/** When was the last backup, is it still there, and what is the command? Backups are taken on the machine of the server. */

import type { z } from 'zod';
import type { Backups } from '../../../src/contract/backup.ts';
import { listBackups } from '../../api/endpoints/backups.ts';
import { useAnswer } from '../../api/queries.ts';
import { AdministrationSections } from '../../components/administration-sections.tsx';
import { SecretText } from '../../components/secret-text.tsx';
import { Card, FactLine, Facts, Notice } from '../../design/card.tsx';
import { Chip } from '../../design/chip.tsx';
import { PageHeader } from '../../design/page-header.tsx';
import rows from '../../design/row-list.module.css';
import { Unanswered } from '../../design/states.tsx';
import { Unknown } from '../../design/unknown.tsx';
import { Age, Count, Instant, Mono, Octets } from '../../design/values.tsx';
import { accessText } from '../../text/access.ts';
import { backupsText as text } from '../../text/backups.ts';
import styles from './backups-page.module.css';

type Backup = z.output<typeof Backups>['backups'][number];

const WEEK_MS = 7 * 86_400_000;

export function BackupsPage() {
  const found = useAnswer(listBackups, {});
  return (
    <>
      <PageHeader
        title={text.title}
        facts={text.lead}
        crumbs={[{ label: accessText.administration, to: '/administration' }]}
      >
        <AdministrationSections />
      </PageHeader>
      {!found.isSuccess ? (
        <Unanswered asked={found} what={text.title} lines={8} />
      ) : (
        <Taken backups={found.data.backups} />
      )}
    </>
  );
}

function Taken({ backups }: { readonly backups: readonly Backup[] }) {
  const [last] = backups;
  const isOld = last && Date.now() - Date.parse(last.takenAt) > WEEK_MS;
  return (
    <div className={styles.page}>
      {(isOld || !last) && (
        <div className={styles.notice}>
          <Notice set="medium">{last ? text.old : text.neverHelp}</Notice>
        </div>
      )}
      <Card title={text.last}>
        {last ? (
          <Facts>
            <FactLine term={text.taken}>
              <Instant at={last.takenAt} />, <Age at={last.takenAt} ago />
            </FactLine>
            <FactLine term={text.where}>
              <span className={styles.folder}>
                <Mono>{last.folder}</Mono>
              </span>
            </FactLine>
            <FactLine term={text.size}>
              <Octets of={last.octets} />
            </FactLine>
            <FactLine term={text.rows}>
              <Count of={last.rows} />
            </FactLine>
            <FactLine term={text.state}>
              <Standing backup={last} />
            </FactLine>
          </Facts>
        ) : (
          <Unknown word={text.never} reason={text.neverReason} />
        )}
      </Card>
      <Commands folder={last?.folder} />
      {backups.length > 1 && (
        <div className={styles.wide}>
          <Card title={text.list} flush>
            <ul className={rows.rows}>
              {backups.map((backup) => (
                <li key={backup.id}>
                  <span className={styles.folder}>
                    <Mono>{backup.folder}</Mono>
                  </span>
                  <span>
                    <Instant at={backup.takenAt} />, <Octets of={backup.octets} />{' '}
                    <Standing backup={backup} />
                  </span>
                </li>
              ))}
            </ul>
          </Card>
        </div>
      )}
    </div>
  );
}

function Standing({ backup: { isThere } }: { readonly backup: Backup }) {
  return isThere ? (
    <Chip set="good">{text.there}</Chip>
  ) : (
    <Chip set="medium" title={text.goneHelp}>
      {text.gone}
    </Chip>
  );
}

function Commands({ folder }: { readonly folder: string | undefined }) {
  const taken = text.command(new Date().toISOString().slice(0, 10));
  const there = folder ?? taken.split(' ').at(-1) ?? '';
  return (
    <Card title={text.how}>
      <div className={styles.steps}>
        <div>
          <p>{text.howHelp}</p>
          <SecretText value={taken} copy={text.copy} copied={text.copied} />
        </div>
        <div>
          <h3>{text.verify}</h3>
          <p>{text.verifyHelp}</p>
          <SecretText value={text.verifyCommand(there)} copy={text.copy} copied={text.copied} />
        </div>
        <div>
          <h3>{text.restore}</h3>
          <p>{text.restoreHelp}</p>
          <SecretText value={text.restoreCommand(there)} copy={text.copy} copied={text.copied} />
        </div>
        <p className={styles.quiet}>{text.keys}</p>
      </div>
    </Card>
  );
}
