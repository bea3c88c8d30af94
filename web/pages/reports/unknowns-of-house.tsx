/** What is not known of the devices, how many they are, and what it would take to know it. */

import type { z } from 'zod';
import type { FleetRisk } from '../../../src/contract/risk.ts';
import { countFacets } from '../../api/endpoints/devices.ts';
import { listSensors } from '../../api/endpoints/sensors.ts';
import { useAnswer } from '../../api/queries.ts';
import { ErrorState, LoadingSkeleton } from '../../design/states.tsx';
import { categoryName } from '../../text/categories.ts';
import { reportsText } from '../../text/reports.ts';
import { riskText } from '../../text/risk.ts';
import { Section, Table } from './report-sheet.tsx';

const text = reportsText.executive;

export function UnknownsOfHouse({ fleet }: { readonly fleet: z.output<typeof FleetRisk> }) {
  const found = useAnswer(countFacets, { query: { facets: 'category,model,site' } });
  const sensors = useAnswer(listSensors, {});
  if (found.isPending || sensors.isPending) return <LoadingSkeleton lines={4} />;
  if (found.isError)
    return <ErrorState what={text.unseen} error={found.error} onRetry={() => void found.refetch()} />;
  const unknownOf = (name: string) =>
    (found.data.facets[name]?.values ?? [])
      .filter(({ value }) => value === null || (name === 'category' && value === 'unknown'))
      .reduce((sum, { count }) => sum + count, 0);
  const silent = (sensors.data?.sensors ?? []).filter(({ state }) => state === 'silent').length;
  const counted = [
    { count: unknownOf('category'), words: text.noCategory, next: text.noCategoryNext },
    { count: unknownOf('model'), words: text.noModel, next: text.noModelNext },
    { count: unknownOf('site'), words: text.noSite, next: text.noSiteNext },
    { count: silent, words: text.silent, next: text.silentNext },
  ].filter(({ count }) => count > 0);
  const rows = [
    ...counted.map(({ count, words, next }) => ({ key: next, cells: [words(count), next] })),
    ...fleet.unknowns.map(({ reason, category, devices }) => ({
      key: `${reason} ${category}`,
      cells: [
        `${riskText.standing[reason]}: ${categoryName(category)}, ${devices.toLocaleString('en')}`,
        riskText.fleet.nextStep[reason],
      ],
    })),
  ];
  return (
    <Section title={text.unseen} note={text.unseenNote}>
      {rows.length === 0 ? (
        <p>{text.nothingUnseen}</p>
      ) : (
        <Table heads={[text.unseen, text.next]} rows={rows} />
      )}
    </Section>
  );
}
