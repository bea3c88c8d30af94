/**
 * OpenVEX 0.0 to 0.2: statements of how vulnerabilities stand in products. One record for each statement. Older
 * documents write vulnerability and products as plain text.
 *
 *   { "@context": "https://openvex.dev/ns/v0.2.0", "@id", author, timestamp, version, statements: [
 *     { vulnerability: { name, aliases }, products: [ { "@id", identifiers, subcomponents } ], status, … } ] }
 */

import { isObject, type JsonObject } from '../../base/json-object.ts';
import type {
  DocumentSource,
  ProductDescription,
  ProductStatement,
  ProductStatus,
  Remediation,
  VulnerabilityRecord,
} from '../../vulnerability/vulnerability-record.ts';
import type { DocumentReader, ItemSink } from '../feed-reader.ts';
import {
  choiceOf,
  listOf,
  microsOf,
  nameOf,
  namesOf,
  objectOf,
  objectsOf,
  present,
  textOf,
} from '../json-value.ts';
import { VEX_JUSTIFICATIONS } from '../vex-justification.ts';
import { aliasesBeside, vulnerabilityIdOf } from '../vulnerability-id.ts';

const FEED = 'openvex';
const STATUSES: Readonly<Record<string, ProductStatus>> = {
  affected: 'affected',
  not_affected: 'not-affected',
  fixed: 'fixed',
  under_investigation: 'under-investigation',
};
const SPEAKS_AS_MAKER = /vendor|manufacturer|maker|supplier/i;

export const OPENVEX_READER: DocumentReader = {
  feed: FEED,
  title: 'OpenVEX',
  keeps: 'entries',
  lists: [],

  recognises(document) {
    const context = [document['@context']].flat().find((entry) => typeof entry === 'string');
    return context?.startsWith('https://openvex.dev/ns') === true && Array.isArray(document['statements']);
  },

  read(document, _context, sink) {
    const id = nameOf(document['@id']);
    if (id === undefined) {
      sink.skip('id-missing');
      return;
    }
    const publishedMicros = microsOf(document['timestamp']);
    const revisedMicros = microsOf(document['last_updated']) ?? publishedMicros;
    if (revisedMicros !== undefined) sink.dated(revisedMicros);
    const version = document['version'];
    const source: DocumentSource = present({
      feed: FEED,
      document: id,
      revision: typeof version === 'number' ? String(version) : (nameOf(version) ?? ''),
      publisher: nameOf(document['author']),
      role: SPEAKS_AS_MAKER.test(nameOf(document['role']) ?? '') ? ('maker' as const) : ('unknown' as const),
      publishedMicros,
      revisedMicros,
    });
    for (const statement of listOf(document['statements'])) {
      if (isObject(statement)) readStatement(statement, source, sink);
      else sink.skip('not-an-object');
    }
  },
};

function readStatement(statement: JsonObject, source: DocumentSource, sink: ItemSink): void {
  const named = statement['vulnerability'];
  const vulnerability = objectOf(named) ?? {};
  const id =
    vulnerabilityIdOf(named) ??
    vulnerabilityIdOf(vulnerability['name']) ??
    vulnerabilityIdOf(vulnerability['@id']);
  const status = choiceOf(STATUSES, statement['status']);
  if (id === undefined || status === undefined) {
    sink.skip(id === undefined ? 'id-missing' : 'value-invalid');
    return;
  }
  sink.take(recordOf(id, vulnerability, status, statement, source));
}

function recordOf(
  id: string,
  vulnerability: JsonObject,
  status: ProductStatus,
  statement: JsonObject,
  source: DocumentSource,
): VulnerabilityRecord {
  const notes = textOf(statement['status_notes']);
  return present({
    kind: 'vulnerability' as const,
    source,
    id,
    aliases: aliasesBeside(id, namesOf(vulnerability['aliases'])),
    state: 'published' as const,
    description: textOf(vulnerability['description']),
    notes: notes === undefined ? undefined : [notes],
    publishedMicros: microsOf(statement['timestamp']) ?? source.publishedMicros,
    revisedMicros: microsOf(statement['last_updated']) ?? source.revisedMicros,
    configurations: [],
    statements: productsOf(statement).map((product) => productStatement(product, status, statement)),
    remediations: actionOf(statement),
    severities: [],
    weaknesses: [],
    ssvc: [],
    threats: [],
    references: [],
  });
}

function productStatement(
  product: ProductDescription,
  status: ProductStatus,
  statement: JsonObject,
): ProductStatement {
  const justification = VEX_JUSTIFICATIONS.find((known) => known === statement['justification']);
  return present({
    product,
    status,
    versions: [],
    justification,
    justificationText: justification === undefined ? textOf(statement['justification']) : undefined,
    impact: textOf(statement['impact_statement']),
  });
}

/** Each product, or each subcomponent within its product where the statement speaks of those. */
function productsOf(statement: JsonObject): ProductDescription[] {
  const vendor = nameOf(statement['supplier']);
  return listOf(statement['products']).flatMap((entry): ProductDescription[] => {
    const product = descriptionOf(entry, vendor);
    if (!product) return [];
    const parts = objectsOf(objectOf(entry)?.['subcomponents']).flatMap(
      (part) => descriptionOf(part, undefined) ?? [],
    );
    if (parts.length === 0) return [product];
    return parts.map((part) => ({ ...part, within: { relation: 'default_component_of' as const, product } }));
  });
}

function descriptionOf(entry: unknown, vendor: string | undefined): ProductDescription | undefined {
  const product = objectOf(entry) ?? {};
  const id = nameOf(entry) ?? nameOf(product['@id']);
  const identifiers = objectOf(product['identifiers']) ?? {};
  const named = [id, nameOf(identifiers['purl']), nameOf(identifiers['cpe23']), nameOf(identifiers['cpe22'])];
  const names = [...new Set(named.filter((name) => name !== undefined))];
  if (names.length === 0) return undefined;
  return present({
    vendor,
    fullName: id !== undefined && !/^(?:pkg:|cpe:)/.test(id) ? id : undefined,
    cpes: names.filter((name) => name.startsWith('cpe:')),
    purls: names.filter((name) => name.startsWith('pkg:')),
    modelNumbers: [],
    serialNumbers: [],
    stockNumbers: [],
    platforms: [],
  });
}

function actionOf(statement: JsonObject): Remediation[] {
  const details = textOf(statement['action_statement']);
  if (details === undefined) return [];
  const atMicros = microsOf(statement['action_statement_timestamp']);
  return [present({ category: 'unknown' as const, details, atMicros, productIds: [], fixIds: [] })];
}
