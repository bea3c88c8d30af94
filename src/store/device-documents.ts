/** Which documents hold for which devices, and what they say to matching and scoring. */

import { sql, type Transaction } from 'kysely';
import type { SbomComponent, SbomDocument } from '../vulnerability/vulnerability-record.ts';
import type { OrganisationId } from './database.ts';
import { addFollowUp, MATCH_PRODUCTS } from './products.ts';
import type { Tables } from './schema.ts';
import type { DocumentSummary } from './schema-documents.ts';

/**
 * Looks for devices anew which documents hold for them: those of the device itself, and those of its model, where maker and
 * version fit as far as the document states them. Returns the bills of materials of each, in order.
 */
export async function linkDocuments(
  transaction: Transaction<Tables>,
  organisation: OrganisationId,
  devices: readonly string[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  await sql`
    with asked as (select unnest(${[...devices]}::uuid[]) as id),
    told as (
      select a.device_id as id,
             max(lower(a.value)) filter (where a.attribute = 'vendor') as vendor,
             max(lower(a.value)) filter (where a.attribute = 'model') as model,
             array_agg(lower(a.value)) filter (where a.attribute in ('firmwareVersion', 'softwareVersion')) as versions
        from asked join device_attribute a on a.device_id = asked.id and a.rank = 0
       where a.attribute in ('vendor', 'model', 'firmwareVersion', 'softwareVersion') group by 1),
    fitting as (
      select d.device_id, d.id as document_id from document d join asked on asked.id = d.device_id
       where d.state = 'read'
      union all
      select told.id, d.id from told join document d on lower(d.model) = told.model
       where d.state = 'read' and (d.vendor is null or lower(d.vendor) = told.vendor)
         and (d.version is null or lower(d.version) = any(told.versions))),
    gone as (
      delete from device_document l using asked where l.device_id = asked.id and not exists (
        select from fitting f where f.device_id = l.device_id and f.document_id = l.document_id))
    insert into device_document (device_id, document_id, organisation_id)
      select device_id, document_id, ${organisation}::uuid from fitting
    on conflict do nothing`.execute(transaction);
  const { rows } = await sql<{ device: string; bills: readonly string[] }>`
    select l.device_id as device, array_agg(d.id::text order by d.id) as bills
      from device_document l join document d on d.id = l.document_id
     where l.device_id = any(${[...devices]}::uuid[]) and d.kind = 'sbom' group by 1`.execute(transaction);
  return new Map(rows.map(({ device, bills }) => [device, bills]));
}

/** Lets the devices of a document be looked at again: those that it holds for, and those that it may. */
export async function markDevicesOfDocument(
  transaction: Transaction<Tables>,
  organisation: OrganisationId,
  document: string,
): Promise<void> {
  await sql`
    insert into device_to_match (device_id, organisation_id)
      select id, ${organisation}::uuid from (
        select device_id as id from device_document where document_id = ${document}::uuid
        union select device_id from document where id = ${document}::uuid and device_id is not null
        union select a.device_id from document d
                join device_attribute a on a.attribute = 'model' and a.rank = 0 and lower(a.value) = lower(d.model)
               where d.id = ${document}::uuid) as concerned
       order by 1
    on conflict (device_id) do update set marks = device_to_match.marks + 1`.execute(transaction);
  await addFollowUp(transaction, MATCH_PRODUCTS, organisation);
}

/** A bill of materials that people gave for a product. */
export interface GivenBill {
  readonly id: string;
  readonly bill: SbomDocument;
  /** It was given for this device, or for this version. */
  readonly isSureVersion: boolean;
}

/** Bills by their ids, with their components. */
export async function loadBills(
  transaction: Transaction<Tables>,
  ids: readonly string[],
): Promise<readonly GivenBill[]> {
  if (ids.length === 0) return [];
  const documents = await transaction
    .selectFrom('document')
    .select(['id', 'file', 'device_id', 'version', 'vendor', 'model', 'summary'])
    .where('id', 'in', [...ids])
    .where('kind', '=', 'sbom')
    .execute();
  const rows = await transaction
    .selectFrom('document_component')
    .select(['document_id', 'position', 'type', 'name', 'version', 'supplier', 'cpes', 'purls'])
    .where('document_id', 'in', [...ids])
    .orderBy('document_id')
    .orderBy('position')
    .execute();
  return documents.map(({ id, file, device_id, version, model, summary }) => {
    const { describesVersion } = (summary ?? {}) as DocumentSummary;
    const source = { feed: 'document', document: file, revision: '', role: 'unknown' as const };
    const subject = component('', {
      ...{ type: 'device', name: model ?? file, version: describesVersion ?? version, supplier: null },
      ...{ cpes: [], purls: [] },
    });
    const components = rows
      .filter(({ document_id }) => document_id === id)
      .map((row) => component(String(row.position), row));
    return {
      ...{ id, isSureVersion: device_id !== null || version !== null },
      bill: { kind: 'sbom', source, subject, components, dependencies: [] },
    };
  });
}

interface ComponentRow extends Pick<SbomComponent, 'type' | 'name' | 'cpes' | 'purls'> {
  readonly version: string | null;
  readonly supplier: string | null;
}

const component = (
  ref: string,
  { type, name, version, supplier, cpes, purls }: ComponentRow,
): SbomComponent => ({
  ...{ ref, type, name, cpes, purls, hashes: [] },
  ...(version !== null && { version }),
  ...(supplier !== null && { supplier }),
});
