/** What does this document say, of which products, and which devices here does it concern? */

import { IconAlertTriangle } from '@tabler/icons-react';
import { useParams } from '@tanstack/react-router';
import { findAdvisory } from '../../api/endpoints/advisories.ts';
import { useAnswer } from '../../api/queries.ts';
import { AdvisoryLink } from '../../components/advisory-link.tsx';
import { useAddressState } from '../../design/address-state.ts';
import { Card, Notice } from '../../design/card.tsx';
import { Chip } from '../../design/chip.tsx';
import { PageHeader } from '../../design/page-header.tsx';
import stacked from '../../design/stacked-page.module.css';
import { ErrorState, LoadingSkeleton } from '../../design/states.tsx';
import { Unknown } from '../../design/unknown.tsx';
import { WireText } from '../../design/values.tsx';
import { advisoryText as text } from '../../text/advisory.ts';
import { pagesText } from '../../text/pages.ts';
import { AdvisoryDevices } from './advisory-devices.tsx';
import { AdvisoryFacts, AdvisoryFailings, AdvisoryHistory, AdvisoryReferences } from './advisory-facts.tsx';
import styles from './advisory-page.module.css';
import type { WholeAdvisory } from './known-advisory.ts';
import { NamedVulnerabilities } from './named-vulnerabilities.tsx';

const LIST = [{ label: pagesText.vulnerabilities, to: '/vulnerabilities' }];

export function AdvisoryPage() {
  const { feed = '', document = '' } = useParams({ strict: false }) as { feed?: string; document?: string };
  const [{ publisher }] = useAddressState();
  const query = publisher === undefined ? {} : { publisher };
  const found = useAnswer(findAdvisory, { path: { feed, document }, query });
  if (found.data) return <KnownAdvisory advisory={found.data} />;
  return (
    <>
      <PageHeader title={document} shownTitle={<WireText>{document}</WireText>} crumbs={LIST} />
      {found.isPending ? (
        <LoadingSkeleton lines={10} />
      ) : (
        <ErrorState what={text.what} error={found.error} onRetry={() => void found.refetch()} />
      )}
    </>
  );
}

function KnownAdvisory({ advisory }: { readonly advisory: WholeAdvisory }) {
  const { source, namesakes, notes } = advisory;
  const { status } = source;
  const ended = status === null ? undefined : text.noLongerHolds[status];
  return (
    <div className={stacked.page}>
      <PageHeader
        title={source.document}
        shownTitle={<WireText>{source.document}</WireText>}
        crumbs={LIST}
        facts={
          <>
            {source.title === null ? (
              <Unknown bare word={text.titleUnknown} reason={text.titleReason} />
            ) : (
              <WireText whole>{source.title}</WireText>
            )}
            {status !== null && <Chip set={ended ? 'medium' : 'plain'}>{text.status[status]}</Chip>}
          </>
        }
      />
      {ended && (
        <Notice set="medium" icon={<IconAlertTriangle size={16} stroke={1.7} aria-hidden="true" />}>
          {ended}
        </Notice>
      )}
      {namesakes.length > 0 && (
        <p className={styles.quiet}>
          {text.namesakes}{' '}
          {namesakes.map((publisher) => (
            <AdvisoryLink key={publisher} feed={source.feed} document={source.document} publisher={publisher}>
              <WireText>{publisher ?? text.publisherUnknown}</WireText>
            </AdvisoryLink>
          ))}
        </p>
      )}
      <div className={styles.columns}>
        <div className={styles.column}>
          <AdvisoryDevices source={source} />
          <NamedVulnerabilities advisory={advisory} />
          {notes.length > 0 && (
            <Card title={text.notes}>
              {notes.map((note) => (
                <details key={`${note.title} ${note.text}`} className={styles.note} open={notes.length === 1}>
                  <summary>
                    <WireText>{note.title ?? note.category?.replaceAll('_', ' ') ?? text.notes}</WireText>
                  </summary>
                  <p className={styles.words}>
                    <WireText whole>{note.text}</WireText>
                  </p>
                </details>
              ))}
            </Card>
          )}
        </div>
        <div className={styles.column}>
          <AdvisoryFacts source={source} />
          <AdvisoryHistory history={advisory.history} />
          <AdvisoryFailings failings={advisory.failings} />
          <AdvisoryReferences references={advisory.references} />
        </div>
      </div>
    </div>
  );
}
