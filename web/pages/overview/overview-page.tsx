/** What changed, and what needs me? The same frame for everybody; the role decides the cards, and a person may switch. */

import { Button, SegmentedControl } from '@mantine/core';
import { IconFileText } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useAddressState } from '../../design/address-state.ts';
import { PageHeader } from '../../design/page-header.tsx';
import { LoadingSkeleton } from '../../design/states.tsx';
import { useMe } from '../../session/me.tsx';
import { overviewText as text } from '../../text/overview.ts';
import { ChangedCard } from './changed-card.tsx';
import { FleetCard } from './fleet-card.tsx';
import { FreshCard } from './fresh-card.tsx';
import { VARIANTS, type Variant } from './needs.ts';
import { NeedsCard } from './needs-card.tsx';
import styles from './overview-page.module.css';
import { PathsCard } from './paths-card.tsx';
import { TrendCard } from './trend-card.tsx';
import { UnseenCard } from './unseen-card.tsx';
import { useOverview } from './use-overview.ts';
import { WeaknessCard } from './weakness-card.tsx';

/** What a role begins with; everybody else with the security's view. */
const OF_ROLE: Readonly<Record<string, Variant>> = {
  'biomedical-engineer': 'clinical',
  'clinical-manager': 'clinical',
  'clinical-safety-officer': 'clinical',
  'manufacturer-engineer': 'clinical',
  'network-engineer': 'network',
  ciso: 'executive',
  procurement: 'executive',
};

export function OverviewPage() {
  const [address, change] = useAddressState();
  const { organisation, organisations } = useMe();
  const data = useOverview();
  const roles = organisations.find(({ id }) => id === organisation)?.roles ?? [];
  const own = roles.flatMap((role) => OF_ROLE[role] ?? [])[0] ?? 'security';
  const variant = VARIANTS.find((one) => one === address['for']) ?? own;
  return (
    <>
      <PageHeader
        title={text.title}
        actions={
          data.maySee.risk && (
            <Button
              component={Link}
              to="/reports/executive"
              variant="default"
              leftSection={<IconFileText size={16} stroke={1.7} />}
            >
              {text.report}
            </Button>
          )
        }
        facts={
          <SegmentedControl
            size="xs"
            className={styles.variants ?? ''}
            aria-label={text.variants.label}
            data={VARIANTS.map((value) => ({ value, label: text.variants[value] }))}
            value={variant}
            onChange={(value) => change({ for: value === own ? undefined : value }, { step: true })}
          />
        }
      />
      {data.isPending ? (
        <LoadingSkeleton lines={12} />
      ) : (
        <div className={styles.page}>
          <NeedsCard data={data} variant={variant} />
          <div className={styles.side}>
            {variant === 'clinical' ? (
              <FleetCard data={data} />
            ) : variant === 'network' ? (
              <PathsCard data={data} />
            ) : (
              <TrendCard data={data} of={variant === 'executive' ? 'score' : 'high'} />
            )}
            <FreshCard data={data} />
          </div>
          <div className={styles.cards}>
            {variant === 'security' || variant === 'executive' ? (
              <WeaknessCard data={data} />
            ) : (
              <TrendCard data={data} of="high" />
            )}
            <ChangedCard />
            <UnseenCard data={data} />
          </div>
        </div>
      )}
    </>
  );
}
