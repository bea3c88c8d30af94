/** Which vulnerabilities somebody means who asks by id of a vulnerability, id of an advisory, or name of a product. */

import { sql, type Transaction } from 'kysely';
import type { Tables } from './schema.ts';

export interface AskedVulnerabilities {
  readonly askedAs: 'vulnerability' | 'advisory' | 'product' | 'nothing-known';
  /** Of the house alone, at most as many as asked for, the highest ranks first. */
  readonly cves: readonly string[];
  /** The products that somebody means who names one. */
  readonly products?: readonly number[];
}

export async function askedVulnerabilities(
  transaction: Transaction<Tables>,
  query: string,
  limit: number,
): Promise<AskedVulnerabilities> {
  const known = await transaction
    .selectFrom('vulnerability')
    .select('cve')
    .where('cve', '=', query)
    .executeTakeFirst();
  if (known) return { askedAs: 'vulnerability', cves: [known.cve] };
  const { rows: advised } = await sql<{ cve: string }>`
    select distinct f.cve from finding f
     where f.organisation_id = current_organisation() and lower(f.document) = lower(${query})
     limit ${limit}`.execute(transaction);
  if (advised.length > 0) return { askedAs: 'advisory', cves: advised.map(({ cve }) => cve) };
  const pattern = `%${query.replace(/[\\%_]/g, '\\$&')}%`;
  const { rows: products } = await sql<{ id: number }>`
    select id from product where organisation_id = current_organisation()
       and (concat_ws(' ', vendor, model) ilike ${pattern} or concat_ws(' ', os, os_version) ilike ${pattern})`.execute(
    transaction,
  );
  if (products.length === 0) return { askedAs: 'nothing-known', cves: [] };
  const { rows } = await sql<{ cve: string }>`
    select v.cve from vulnerability v where v.organisation_id = current_organisation() and exists (
      select from finding f where f.organisation_id = v.organisation_id and f.cve = v.cve
         and f.product_id = any(${products.map(({ id }) => id)}::bigint[]))
     order by v.rank limit ${limit}`.execute(transaction);
  return { askedAs: 'product', cves: rows.map(({ cve }) => cve), products: products.map(({ id }) => id) };
}
