/** What each class takes on disk and will take. */

import { sql } from 'kysely';
import type { Database } from '../database.ts';
import { allOrganisations } from '../organisations.ts';
import { classSizes, measuredSizes } from './class-sizes.ts';
import { RETENTION_CLASSES, type RetentionClass } from './classes.ts';
import { forecastOf, type SizeForecast } from './forecast.ts';
import { keptDays } from './settings.ts';

const DAY_MS = 86_400_000;

export interface ClassReport {
  readonly retention: RetentionClass;
  /** Null when no table of this class exists. */
  readonly octets: number | null;
  /** The longest that any organisation keeps it. */
  readonly keptDays: number;
  readonly forecast: SizeForecast;
}

/** All classes, of all organisations together. */
export async function classReports(database: Database, now: Date): Promise<readonly ClassReport[]> {
  const [sizes, measured] = [await classSizes(database), await measuredSizes(database)];
  const today = Math.floor(now.getTime() / DAY_MS);
  const longest = new Map<string, number>();
  const oldest = new Map<string, number>();
  for (const organisation of await allOrganisations(database))
    await database.asOrganisation(organisation, async (transaction) => {
      for (const [id, days] of await keptDays(transaction, organisation))
        longest.set(id, Math.max(days, longest.get(id) ?? 0));
      for (const { id, removal } of RETENTION_CLASSES) {
        if (removal.kind !== 'partitions') continue;
        const { rows } = await sql<{ first: Date | null }>`
          select min(bin) as first from ${sql.table(removal.table)} where organisation_id = ${organisation}`.execute(
          transaction,
        );
        const first = rows[0]?.first?.getTime();
        if (first !== undefined) oldest.set(id, Math.min(first, oldest.get(id) ?? first));
      }
    });
  return RETENTION_CLASSES.map((retention) => {
    const { id, days } = retention;
    const octets = sizes.get(id) ?? null;
    const first = oldest.get(id);
    const known = (measured.get(id) ?? []).filter(({ day }) => day < today);
    const all = octets === null ? known : [...known, { day: today, octets }];
    const kept = longest.get(id) ?? days;
    const ageDays = first === undefined ? null : today - Math.floor(first / DAY_MS);
    return { retention, octets, keptDays: kept, forecast: forecastOf(all, { keptDays: kept, ageDays }) };
  });
}
