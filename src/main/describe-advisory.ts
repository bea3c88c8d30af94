/** One document of the feeds in words: what it says of itself, of which vulnerabilities, and for which products. */

import type { AdvisoryAddress } from '../api/risk-desk.ts';
import { formatInstant } from '../base/instant.ts';
import type { AdvisorySource, Advisory as AdvisoryWords } from '../contract/advisory.ts';
import type { CatalogueFile } from '../feeds/catalogue/catalogue-file.ts';
import { describeRecord, nameOfProduct } from '../vulnerability/describe-record.ts';
import type {
  Advisory,
  DocumentSource,
  Remediation,
  VulnerabilityRecord,
} from '../vulnerability/vulnerability-record.ts';

/** Vulnerabilities that are described, and their statements and remedies; products that one remedy names. */
const VULNERABILITIES = 50;
const STATEMENTS = 60;
const REMEDIES = 30;
const PRODUCTS = 40;
const SEVERITIES = 8;
const NOTES = 20;
/** The feed whose documents are tested against their standard. */
const TESTED = 'csaf';
const DOCUMENT_NAMES = 10;

/** One document with all its records. */
export interface FoundAdvisory {
  readonly source: DocumentSource;
  readonly advisory: Advisory | undefined;
  readonly records: readonly VulnerabilityRecord[];
  /** Publishers of other documents of this name. */
  readonly namesakes: readonly (string | null)[];
}

/** The document at an address; undefined when none stands there. */
export function findAdvisory(
  catalogue: CatalogueFile,
  { feed, document, publisher }: AdvisoryAddress,
): FoundAdvisory | undefined {
  const named = catalogue.namedDocuments(document);
  const records = named.rows.map((row) => catalogue.record(row));
  const its = <Item extends { readonly source: DocumentSource }>(items: readonly Item[]) =>
    items.filter(({ source }) => source.feed === feed);
  const sources = [...its(named.advisories), ...its(records)].map(({ source }) => source);
  const source = sources.find((one) => publisher === undefined || one.publisher === publisher);
  if (!source) return undefined;
  const same = (item: { readonly source: DocumentSource }) => item.source.publisher === source.publisher;
  return {
    source,
    advisory: its(named.advisories).find(same),
    records: its(records).filter(same),
    namesakes: [
      ...new Set(
        sources.flatMap((one) => (one.publisher === source.publisher ? [] : [one.publisher ?? null])),
      ),
    ],
  };
}

/** Documents whose names begin like `text`, in its letters or in capitals, in their order. */
export function advisoriesFrom(catalogue: CatalogueFile, text: string, limit: number): AdvisorySource[] {
  const spellings = new Set([text, text.toUpperCase(), text.toLowerCase()]);
  const names = new Set([...spellings].flatMap((spelling) => catalogue.documentsFrom(spelling, limit)));
  return [...names].slice(0, Math.min(limit, DOCUMENT_NAMES)).flatMap((name) => {
    const { rows, advisories } = catalogue.namedDocuments(name);
    const sources = [
      ...advisories.map(({ source }) => source),
      ...rows.slice(0, 1).map((row) => catalogue.record(row).source),
    ];
    const documents = new Map(sources.map((source) => [`${source.feed} ${source.publisher}`, source]));
    return [...documents.values()].map(presentSource);
  });
}

export function presentSource(source: DocumentSource): AdvisorySource {
  const { feed, document, publisher, role, title, status, revision, sharing } = source;
  return {
    ...{ feed, document, role, revision },
    ...{ publisher: publisher ?? null, title: title ?? null, status: status ?? null },
    ...{ publishedAt: instant(source.publishedMicros), revisedAt: instant(source.revisedMicros) },
    sharing: sharing ?? null,
  };
}

export function describeAdvisory(catalogue: CatalogueFile, found: FoundAdvisory): AdvisoryWords {
  const { source, advisory, records, namesakes } = found;
  return {
    source: presentSource(source),
    namesakes: [...namesakes],
    history: advisory
      ? [...advisory.history]
          .sort((a, b) => (b.atMicros ?? 0) - (a.atMicros ?? 0))
          .map(({ revision, atMicros, summary }) => ({
            ...{ revision, at: instant(atMicros), summary: summary ?? null },
          }))
      : null,
    notes: (advisory?.notes ?? []).map(({ category, title, text }) => ({
      ...{ category: category ?? null, title: title ?? null, text },
    })),
    references: referencesOf(advisory, records),
    failings: source.feed === TESTED ? failingsOf(catalogue, source.document) : null,
    vulnerabilities: records.slice(0, VULNERABILITIES).map((record) => describeNamed(record, source)),
    vulnerabilitiesLeftOut: Math.max(0, records.length - VULNERABILITIES),
  };
}

/** Notes keep the name of a document and not its publisher: namesakes share what is said of them. */
function failingsOf(catalogue: CatalogueFile, document: string): string[] {
  const notes = catalogue.header.notes.filter((note) => !note.refused && note.document === document);
  return [...new Set(notes.flatMap(({ reasons }) => reasons))];
}

function referencesOf(advisory: Advisory | undefined, records: readonly VulnerabilityRecord[]) {
  const own = (advisory?.references ?? []).map(({ url, summary, self }) => ({
    ...{ url, summary: summary ?? null, isSelf: self },
  }));
  const known = new Set(own.map(({ url }) => url));
  const others = new Set(records.flatMap(({ references }) => references.map(({ url }) => url)));
  const added = [...others].filter((url) => !known.has(url));
  return [...own, ...added.map((url) => ({ url, summary: null, isSelf: false }))].slice(0, PRODUCTS);
}

function describeNamed(
  record: VulnerabilityRecord,
  source: DocumentSource,
): AdvisoryWords['vulnerabilities'][number] {
  const { id, title, description, notes = [], severities, remediations } = record;
  const lines = describeRecord(record);
  return {
    ...{ id, title: title === undefined || title === source.title ? null : title },
    description: description ?? null,
    notes: notes.slice(0, NOTES),
    isRejected: record.state === 'rejected',
    severities: severities.slice(0, SEVERITIES).map(({ version, vector, scoredBy }) => ({
      ...{ version, vector, scoredBy },
    })),
    statements: lines.slice(0, STATEMENTS).map(({ product, versions, status, platform, ...more }) => ({
      ...{ product, versions, status, isPlatform: platform },
      ...{ justification: more.justification ?? null, impact: more.impact ?? null },
    })),
    statementsLeftOut: Math.max(0, lines.length - STATEMENTS),
    remedies: remediations.slice(0, REMEDIES).map((remedy) => describeRemedy(remedy, record)),
    remediesLeftOut: Math.max(0, remediations.length - REMEDIES),
  };
}

function describeRemedy(
  { category, details, url, atMicros, restartRequired, productIds }: Remediation,
  { statements }: VulnerabilityRecord,
) {
  const meant = new Set(productIds);
  const products = statements.flatMap(({ productId, product }) =>
    productId !== undefined && meant.has(productId) ? [product.fullName ?? nameOfProduct(product)] : [],
  );
  return {
    ...{ category, details, url: url ?? null, at: instant(atMicros), restart: restartRequired ?? null },
    products: [...new Set(products)].slice(0, PRODUCTS),
  };
}

function instant(micros: number | undefined): string | null {
  return micros === undefined ? null : formatInstant(micros);
}
