/** What needs a person, worst first; one filled button, on the first row. */

import { Button } from '@mantine/core';
import { IconCircleCheck } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { Card } from '../../design/card.tsx';
import { formatClock } from '../../design/format/instant.ts';
import { SeverityGlyph } from '../../design/severity.tsx';
import { EmptyState } from '../../design/states.tsx';
import { WireText } from '../../design/values.tsx';
import { overviewText } from '../../text/overview.ts';
import { needsOf, type Variant } from './needs.ts';
import styles from './overview-page.module.css';
import type { OverviewData } from './use-overview.ts';

const text = overviewText.needs;
const SOURCES = [
  'notices',
  'alerts',
  'tasks',
  'sensors',
  'feeds',
  'review',
  'risk',
  'captures',
  'devices',
  'map',
] as const;

interface NeedsCardProps {
  readonly data: OverviewData;
  readonly variant: Variant;
}

export function NeedsCard({ data, variant }: NeedsCardProps) {
  const needs = needsOf(data, variant);
  const names = (seen: boolean) =>
    SOURCES.filter((source) => (data[source] !== undefined) === seen)
      .map((source) => text.sources[source])
      .join(', ');
  const [looked, unasked] = [names(true), names(false)];
  return (
    <Card title={text.title} note={needs.length > 0 ? text.count(needs.length) : undefined} flush>
      {needs.length === 0 && (
        <EmptyState icon={<IconCircleCheck size={24} stroke={1.7} />} title={text.nothing} />
      )}
      <ul className={styles.needs}>
        {needs.map(({ id, severity, title, detail, to, search, action }, index) => (
          <li key={id} data-first={index === 0 || undefined}>
            <SeverityGlyph of={severity} named />
            <div className={styles.words}>
              <strong>
                <WireText whole>{title}</WireText>
              </strong>
              {detail && (
                <p className={styles.quiet}>
                  <WireText whole>{detail}</WireText>
                </p>
              )}
            </div>
            <Button
              component={Link}
              to={to}
              {...(search && { search: search as never })}
              variant={index === 0 ? 'filled' : 'default'}
              aria-label={`${action}: ${title}`}
            >
              {action}
            </Button>
          </li>
        ))}
      </ul>
      <p className={styles.foot}>
        {looked && text.lookedAt(looked, formatClock(new Date(data.lastAt)))}{' '}
        {unasked && text.notAsked(unasked)}
      </p>
    </Card>
  );
}
