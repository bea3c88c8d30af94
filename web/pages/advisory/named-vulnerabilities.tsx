/** The vulnerabilities that the document speaks of: for which products it says what, and what it advises. */

import { Link } from '@tanstack/react-router';
import { Card } from '../../design/card.tsx';
import { Chip } from '../../design/chip.tsx';
import { EmptyState } from '../../design/states.tsx';
import { Unknown } from '../../design/unknown.tsx';
import { Day, WireText } from '../../design/values.tsx';
import { advisoryText as text } from '../../text/advisory.ts';
import { vulnerabilitiesText } from '../../text/vulnerabilities.ts';
import styles from './advisory-page.module.css';
import type { NamedVulnerability, WholeAdvisory } from './known-advisory.ts';

const SETS = { affected: 'critical', fixed: 'good', 'not-affected': 'good' } as const;

export function NamedVulnerabilities({ advisory }: { readonly advisory: WholeAdvisory }) {
  const { vulnerabilities, vulnerabilitiesLeftOut } = advisory;
  const total = vulnerabilities.length + vulnerabilitiesLeftOut;
  return (
    <Card title={text.vulnerabilities} note={text.vulnerabilitiesNote(total)} flush>
      {vulnerabilities.length === 0 ? (
        <EmptyState title={text.none} />
      ) : (
        <ul className={styles.named}>
          {vulnerabilities.map((vulnerability, at) => (
            <li key={vulnerability.id}>
              <Named vulnerability={vulnerability} isFirst={at === 0} />
            </li>
          ))}
        </ul>
      )}
      {vulnerabilitiesLeftOut > 0 && (
        <p className={`${styles.quiet} ${styles.under}`}>{text.leftOut(vulnerabilitiesLeftOut)}</p>
      )}
    </Card>
  );
}

interface NamedProps {
  readonly vulnerability: NamedVulnerability;
  readonly isFirst: boolean;
}

function Named({ vulnerability, isFirst }: NamedProps) {
  const { id, title, description, notes, isRejected, severities, statements, remedies } = vulnerability;
  return (
    <>
      <h3>
        <Link to="/vulnerabilities/$cve" params={{ cve: id }}>
          <WireText>{id}</WireText>
        </Link>{' '}
        {title !== null && <WireText whole>{title}</WireText>}{' '}
        {isRejected && <Chip set="medium">{text.rejected}</Chip>}
      </h3>
      <p className={styles.words}>
        {description === null ? (
          <Unknown bare word={text.noDescription} />
        ) : (
          <WireText whole>{description}</WireText>
        )}
      </p>
      {notes.map((note) => (
        <p key={note} className={styles.words}>
          <WireText whole>{note}</WireText>
        </p>
      ))}
      {severities.map(({ version, vector, scoredBy }) => (
        <p key={`${version} ${vector} ${scoredBy}`} className={styles.quiet}>
          <WireText whole>{`${text.severity(version, scoredBy)}: ${vector}`}</WireText>
        </p>
      ))}
      <h4>{text.remedies}</h4>
      {remedies.length === 0 ? (
        <p className={styles.quiet}>{text.noRemedies}</p>
      ) : (
        <ul className={styles.lines}>
          {remedies.map((remedy) => (
            <li key={`${remedy.category} ${remedy.details} ${remedy.products.join()}`}>
              <Remedy remedy={remedy} />
            </li>
          ))}
        </ul>
      )}
      {vulnerability.remediesLeftOut > 0 && (
        <p className={styles.quiet}>{text.leftOut(vulnerability.remediesLeftOut)}</p>
      )}
      <details className={styles.note} open={isFirst}>
        <summary>
          {text.products} {(statements.length + vulnerability.statementsLeftOut).toLocaleString('en')}
        </summary>
        {statements.length === 0 ? (
          <p className={styles.quiet}>{text.noProducts}</p>
        ) : (
          <Statements statements={statements} />
        )}
        {vulnerability.statementsLeftOut > 0 && (
          <p className={styles.quiet}>{text.leftOut(vulnerability.statementsLeftOut)}</p>
        )}
      </details>
    </>
  );
}

function Remedy({ remedy }: { readonly remedy: NamedVulnerability['remedies'][number] }) {
  const { category, details, url, at, restart, products } = remedy;
  return (
    <>
      <span className={styles.moment}>
        <strong>{text.remedy[category] ?? text.remedy['unknown']}</strong>
        {at !== null && <Day at={at} />}
      </span>
      <span className={styles.words}>
        <WireText whole>{details}</WireText>
      </span>
      {[
        products.length > 0 && text.forProducts(products),
        restart !== null && text.restart(restart),
        url !== null && `${text.link}: ${url}`,
      ]
        .filter((line) => typeof line === 'string')
        .map((line) => (
          <span key={line} className={styles.quiet}>
            <WireText whole>{line}</WireText>
          </span>
        ))}
    </>
  );
}

function Statements({ statements }: Pick<NamedVulnerability, 'statements'>) {
  return (
    <div className={styles.scroll}>
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">{text.product}</th>
            <th scope="col">{text.versions}</th>
            <th scope="col">{text.says}</th>
          </tr>
        </thead>
        <tbody>
          {statements.map(({ product, versions, status, isPlatform, justification, impact }, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a document may say the same twice
            <tr key={`${product} ${versions} ${status} ${at}`}>
              <td className={styles.words}>
                <WireText whole>{product}</WireText>
              </td>
              <td className={styles.words}>
                <WireText whole>{versions}</WireText>
              </td>
              <td>
                {isPlatform ? (
                  <Chip>{text.platform}</Chip>
                ) : status === 'unknown' || status === 'under-investigation' ? (
                  <Unknown word={vulnerabilitiesText.status[status]} />
                ) : (
                  <Chip set={SETS[status]}>{vulnerabilitiesText.status[status]}</Chip>
                )}
                {[justification && text.justification(justification), impact].map(
                  (words) =>
                    words && (
                      <div key={words} className={styles.quiet}>
                        <WireText whole>{words}</WireText>
                      </div>
                    ),
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
