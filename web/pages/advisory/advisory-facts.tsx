/** Who publishes the document, in which revision, how it came to it, what its standard finds wrong, what it refers to. */

import { Card, FactLine, Facts } from '../../design/card.tsx';
import { EmptyState } from '../../design/states.tsx';
import { Unknown } from '../../design/unknown.tsx';
import { Day, WireText } from '../../design/values.tsx';
import { advisoryText as text } from '../../text/advisory.ts';
import styles from './advisory-page.module.css';
import type { WholeAdvisory } from './known-advisory.ts';

const SHOWN = 12;

export function AdvisoryFacts({ source }: Pick<WholeAdvisory, 'source'>) {
  const { feed, publisher, role, revision, publishedAt, revisedAt, sharing } = source;
  return (
    <Card title={text.facts} explains="advisory">
      <Facts>
        <FactLine term={text.publisher}>
          {publisher === null ? (
            <Unknown bare word={text.publisherUnknown} />
          ) : (
            <WireText whole>{publisher}</WireText>
          )}
          <div className={styles.quiet}>{text.role[role]}</div>
        </FactLine>
        <FactLine term={text.revision}>
          {revision === '' ? (
            <Unknown bare word={text.revisionUnknown} />
          ) : (
            <WireText whole>{revision}</WireText>
          )}
        </FactLine>
        <FactLine term={text.published}>
          {publishedAt === null ? <Unknown bare word={text.dateUnknown} /> : <Day at={publishedAt} />}
        </FactLine>
        <FactLine term={text.revised}>
          {revisedAt === null ? <Unknown bare word={text.dateUnknown} /> : <Day at={revisedAt} />}
        </FactLine>
        <FactLine term={text.sharing}>
          {sharing === null ? <Unknown bare word={text.sharingUnknown} /> : <WireText>{sharing}</WireText>}
        </FactLine>
        <FactLine term={text.format}>{feed.toUpperCase()}</FactLine>
      </Facts>
    </Card>
  );
}

export function AdvisoryHistory({ history }: Pick<WholeAdvisory, 'history'>) {
  return (
    <Card title={text.history}>
      {history === null || history.length === 0 ? (
        <EmptyState title={history === null ? text.noHistory : text.emptyHistory} />
      ) : (
        <ol className={styles.lines}>
          {history.slice(0, SHOWN).map(({ revision, at, summary }) => (
            <li key={`${revision} ${at}`}>
              <span className={styles.moment}>
                <strong>
                  <WireText>{revision}</WireText>
                </strong>
                {at === null ? <Unknown bare word={text.dateUnknown} /> : <Day at={at} />}
              </span>
              <span className={styles.words}>
                {summary === null ? (
                  <Unknown bare word={text.noSummary} />
                ) : (
                  <WireText whole>{summary}</WireText>
                )}
              </span>
            </li>
          ))}
        </ol>
      )}
      {history !== null && history.length > SHOWN && (
        <p className={styles.quiet}>{text.leftOut(history.length - SHOWN)}</p>
      )}
    </Card>
  );
}

export function AdvisoryFailings({ failings }: Pick<WholeAdvisory, 'failings'>) {
  const count = failings?.length ?? 0;
  return (
    <Card title={text.failings} {...(count > 0 && { note: text.failingsNote(count) })}>
      {failings === null ? (
        <p className={styles.quiet}>{text.notTested}</p>
      ) : count === 0 ? (
        <p className={styles.quiet}>{text.passed}</p>
      ) : (
        <ul className={styles.lines}>
          {failings.map((failing) => (
            <li key={failing} className={styles.words}>
              <WireText whole>{failing}</WireText>
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}

/** Addresses are text: nobody is led out of the console by what a document says. */
export function AdvisoryReferences({ references }: Pick<WholeAdvisory, 'references'>) {
  return (
    <Card title={text.references}>
      {references.length === 0 ? (
        <p className={styles.quiet}>{text.noReferences}</p>
      ) : (
        <ul className={styles.lines}>
          {references.map(({ url, summary, isSelf }) => (
            <li key={url} className={styles.words}>
              {(summary !== null || isSelf) && (
                <span>{isSelf ? text.self : <WireText whole>{summary ?? ''}</WireText>}</span>
              )}
              <span className={styles.quiet}>
                <WireText whole>{url}</WireText>
              </span>
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}
