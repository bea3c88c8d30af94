/**
 * NVD CVE 2.0 (API pages, yearly and delta files, one CVE a line) and override files with its applicability form.
 *
 *   page      { format: "NVD_CVE", timestamp, vulnerabilities: [ { cve: { id, … } } ] }
 *   line      { cve: { id, published, lastModified, vulnStatus, descriptions, metrics, weaknesses, configurations } }
 *   override  { _annotation: { cve_id, reason, modified }, cve: { configurations } }
 */

import { isObject, type JsonObject } from '../../base/json-object.ts';
import type {
  DocumentSource,
  Reference,
  SeverityVector,
  VulnerabilityRecord,
} from '../../vulnerability/vulnerability-record.ts';
import type { DocumentContext, DocumentReader, ItemSink } from '../feed-reader.ts';
import { listOf, microsOf, nameOf, namesOf, objectOf, objectsOf, present, textOf } from '../json-value.ts';
import { severityOf } from '../severity.ts';
import { cveIdOf } from '../vulnerability-id.ts';
import { readApplicability } from './applicability.ts';

const FEED = 'nvd';
const WEAKNESS = /^CWE-\d{1,6}$/;
const METRICS = ['cvssMetricV40', 'cvssMetricV31', 'cvssMetricV30', 'cvssMetricV2'] as const;

export const NVD_READER: DocumentReader = {
  feed: FEED,
  title: 'NVD CVE 2.0',
  keeps: 'entries',
  staleAfterDays: 2,
  lists: ['vulnerabilities', 'cve_items'],

  recognises(document) {
    const first = firstEntry(document);
    if (document['format'] === 'NVD_CVE') return true;
    if (first) return recognisesEntry(first);
    return recognisesEntry(document);
  },

  read(document, _context: DocumentContext, sink) {
    const page = document['vulnerabilities'] ?? document['cve_items'];
    const timestamp = microsOf(document['timestamp']);
    if (timestamp !== undefined) sink.dated(timestamp);
    if (!Array.isArray(page)) {
      readEntry(document, sink);
      return;
    }
    for (const entry of listOf(page)) {
      if (isObject(entry)) readEntry(entry, sink);
      else sink.skip('not-an-object');
    }
  },
};

function firstEntry(document: JsonObject): JsonObject | undefined {
  return objectOf(listOf(document['vulnerabilities'] ?? document['cve_items'])[0]);
}

function recognisesEntry(entry: JsonObject): boolean {
  const cve = objectOf(entry['cve']) ?? entry;
  if (isObject(entry['_annotation'])) return isObject(entry['cve']);
  if (cveIdOf(cve['id']) === undefined) return false;
  return ['configurations', 'metrics', 'vulnStatus', 'sourceIdentifier'].some((name) => name in cve);
}

function readEntry(entry: JsonObject, sink: ItemSink): void {
  const cve = objectOf(entry['cve']) ?? entry;
  const annotation = objectOf(entry['_annotation']);
  const id = cveIdOf(annotation ? (annotation['cve_id'] ?? cve['id']) : cve['id']);
  if (id === undefined) {
    sink.skip('id-missing');
    return;
  }
  if (!annotation) sink.take(recordOf(id, cve, sink));
  // An override that was emptied replaces nothing.
  else if ('configurations' in cve) sink.take(overrideOf(id, cve, annotation, sink));
  else sink.skip('nothing-said');
}

function recordOf(id: string, cve: JsonObject, sink: ItemSink): VulnerabilityRecord {
  const publishedMicros = microsOf(cve['published']);
  const revisedMicros = microsOf(cve['lastModified']);
  if (revisedMicros !== undefined) sink.dated(revisedMicros);
  else if (publishedMicros !== undefined) sink.dated(publishedMicros);
  const workState = nameOf(cve['vulnStatus']);
  const source: DocumentSource = present({
    feed: FEED,
    document: id,
    revision: nameOf(cve['lastModified']) ?? '',
    publisher: 'NVD',
    role: 'database' as const,
    publishedMicros,
    revisedMicros,
  });
  return present({
    kind: 'vulnerability' as const,
    source,
    id,
    aliases: [],
    state: stateOf(workState, cve),
    workState,
    description: englishText(cve['descriptions']),
    publishedMicros,
    revisedMicros,
    configurations: readApplicability(cve['configurations'], sink),
    statements: [],
    remediations: [],
    severities: severitiesOf(objectOf(cve['metrics'])),
    weaknesses: weaknessesOf(cve['weaknesses']),
    ssvc: [],
    threats: [],
    references: objectsOf(cve['references']).flatMap(referenceOf),
  });
}

function stateOf(workState: string | undefined, cve: JsonObject): VulnerabilityRecord['state'] {
  if (workState === 'Rejected') return 'rejected';
  const tags = objectsOf(cve['cveTags']).flatMap((tagged) => namesOf(tagged['tags']));
  return tags.includes('disputed') ? 'disputed' : 'published';
}

/** It does not date the feed: overrides of today do not make the data of NVD any newer. */
function overrideOf(
  id: string,
  cve: JsonObject,
  annotation: JsonObject,
  sink: ItemSink,
): VulnerabilityRecord {
  const revisedMicros = microsOf(annotation['modified']);
  const reason = textOf(annotation['reason']);
  return present({
    kind: 'vulnerability' as const,
    source: present({
      feed: FEED,
      document: `overrides/${id}`,
      revision: nameOf(annotation['modified']) ?? '',
      role: 'analyst' as const,
      revisedMicros,
    }),
    id,
    aliases: [],
    state: 'published' as const,
    description: textOf(annotation['description']),
    notes: reason === undefined ? undefined : [reason],
    revisedMicros,
    configurations: readApplicability(cve['configurations'], sink),
    replacesApplicability: true as const,
    statements: [],
    remediations: [],
    severities: [],
    weaknesses: [],
    ssvc: [],
    threats: [],
    references: [],
  });
}

/** The English text among `[{ lang, value }]`, else the first. */
export function englishText(descriptions: unknown): string | undefined {
  const all = objectsOf(descriptions);
  const english = all.find(({ lang }) => typeof lang === 'string' && lang.toLowerCase().startsWith('en'));
  return textOf((english ?? all[0])?.['value']);
}

function severitiesOf(metrics: JsonObject | undefined): SeverityVector[] {
  if (!metrics) return [];
  return METRICS.flatMap((name) =>
    objectsOf(metrics[name]).flatMap((metric) => {
      const data = objectOf(metric['cvssData']);
      const scoredBy = nameOf(metric['source']) ?? 'nvd@nist.gov';
      const scoring = { scoredBy, primary: metric['type'] === 'Primary', productIds: [] };
      return (data && severityOf(data, scoring)) ?? [];
    }),
  );
}

function weaknessesOf(weaknesses: unknown): string[] {
  const ids = objectsOf(weaknesses).flatMap((weakness) =>
    objectsOf(weakness['description']).flatMap(({ value }) => nameOf(value) ?? []),
  );
  return [...new Set(ids.filter((id) => WEAKNESS.test(id)))];
}

function referenceOf(reference: JsonObject): Reference | readonly [] {
  const url = nameOf(reference['url']);
  if (url === undefined) return [];
  return { url, tags: namesOf(reference['tags']).map((tag) => tag.toLowerCase()) };
}
