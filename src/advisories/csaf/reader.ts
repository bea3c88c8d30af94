/**
 * CSAF 2.0 and 2.1 documents: advisories and VEX. One record for each vulnerability, with a statement for each product
 * of its `product_status`; remediations, scores, flags and threats keep the product ids that they name.
 *
 *   { document: { csaf_version, publisher, tracking, distribution }, product_tree, vulnerabilities: [ … ] }
 */

import { isObject, type JsonObject } from '../../base/json-object.ts';
import type {
  Advisory,
  DocumentSource,
  PublisherRole,
  VulnerabilityRecord,
} from '../../vulnerability/vulnerability-record.ts';
import type { DocumentReader, ItemSink } from '../feed-reader.ts';
import { choiceOf, microsOf, nameOf, objectOf, objectsOf, present, textOf } from '../json-value.ts';
import { aliasesBeside, cveIdOf, vulnerabilityIdOf } from '../vulnerability-id.ts';
import { type ProductTree, readProductTree } from './product-tree.ts';
import {
  remediationsOf,
  severitiesOf,
  ssvcOf,
  statementsOf,
  threatsOf,
  updatesOf,
  weaknessesOf,
} from './vulnerability.ts';

const FEED = 'csaf';
const ROLES: Readonly<Record<string, PublisherRole>> = {
  vendor: 'maker',
  coordinator: 'coordinator',
  discoverer: 'analyst',
  user: 'analyst',
  multiplier: 'database',
};
/** Revisions, notes and references of one document that are kept. */
export const MAX_HEAD_ENTRIES = 200;
const STATES = ['draft', 'interim', 'final'] as const;

export const CSAF_READER: DocumentReader = {
  feed: FEED,
  title: 'CSAF advisories and VEX',
  keeps: 'entries',
  staleAfterDays: 7,
  lists: [],

  recognises(document) {
    const head = objectOf(document['document']);
    return head !== undefined && nameOf(head['csaf_version']) !== undefined && isObject(head['tracking']);
  },

  read(document, _context, sink) {
    const head = objectOf(document['document']) ?? {};
    const source = sourceOf(head, sink);
    if (!source) {
      sink.skip('id-missing');
      return;
    }
    const tree = readProductTree(objectOf(document['product_tree']), sink);
    const updates = new Set<string>();
    for (const [index, vulnerability] of objectsOf(document['vulnerabilities']).entries()) {
      sink.take(recordOf(vulnerability, index, source, tree, sink));
      for (const update of updatesOf(vulnerability, source)) {
        const key = `${update.id} ${update.build}`;
        if (!updates.has(key)) sink.take(update);
        updates.add(key);
      }
    }
    sink.take(advisoryOf(head, source));
  },
};

function sourceOf(head: JsonObject, sink: ItemSink): DocumentSource | undefined {
  const tracking = objectOf(head['tracking']) ?? {};
  const publisher = objectOf(head['publisher']) ?? {};
  const document = nameOf(tracking['id']);
  if (document === undefined) return undefined;
  const revisedMicros = microsOf(tracking['current_release_date']);
  if (revisedMicros !== undefined) sink.dated(revisedMicros);
  const tlp = objectOf(objectOf(head['distribution'])?.['tlp']);
  return present({
    feed: FEED,
    document,
    revision: nameOf(tracking['version']) ?? '',
    publisher: nameOf(publisher['name']),
    role: choiceOf(ROLES, publisher['category']) ?? 'unknown',
    title: nameOf(head['title']),
    status: statusOf(nameOf(head['category']), nameOf(tracking['status'])),
    publishedMicros: microsOf(tracking['initial_release_date']),
    revisedMicros,
    sharing: nameOf(tlp?.['label']),
  });
}

function advisoryOf(head: JsonObject, source: DocumentSource): Advisory {
  const first = (value: unknown) => objectsOf(value).slice(0, MAX_HEAD_ENTRIES);
  return {
    kind: 'advisory',
    source,
    history: first(objectOf(head['tracking'])?.['revision_history']).map(({ number, date, summary }) =>
      present({ revision: nameOf(number) ?? '', atMicros: microsOf(date), summary: textOf(summary) }),
    ),
    notes: first(head['notes']).flatMap(({ category, title, text }) => {
      const words = textOf(text);
      if (words === undefined) return [];
      return present({ category: nameOf(category), title: nameOf(title), text: words });
    }),
    references: first(head['references']).flatMap(({ url, summary, category }) => {
      const address = nameOf(url);
      if (address === undefined) return [];
      return present({ url: address, summary: nameOf(summary), self: category === 'self' });
    }),
  };
}

/** Categories `csaf_withdrawn` and `csaf_superseded` of CSAF 2.1 say that the document no longer holds. */
function statusOf(category: string | undefined, status: string | undefined): DocumentSource['status'] {
  if (category === 'csaf_withdrawn') return 'withdrawn';
  if (category === 'csaf_superseded') return 'superseded';
  return STATES.find((state) => state === status);
}

function recordOf(
  vulnerability: JsonObject,
  index: number,
  source: DocumentSource,
  tree: ProductTree,
  sink: ItemSink,
): VulnerabilityRecord {
  const names = objectsOf(vulnerability['ids']).map(({ text }) => vulnerabilityIdOf(text) ?? nameOf(text));
  // A vulnerability without any name is known by its place in the advisory.
  const id =
    cveIdOf(vulnerability['cve']) ??
    names.find((name) => name !== undefined) ??
    `${source.document}#${index + 1}`;
  const notes = objectsOf(vulnerability['notes']);
  const description =
    notes.find(({ category }) => category === 'description') ??
    notes.find(({ category }) => category === 'summary');
  const others = notes.flatMap((note) => (note === description ? [] : (textOf(note['text']) ?? [])));
  return present({
    kind: 'vulnerability' as const,
    source,
    id,
    aliases: aliasesBeside(id, names),
    state: 'published' as const,
    title: nameOf(vulnerability['title']) ?? source.title,
    description: textOf(description?.['text']),
    notes: others.length > 0 ? others : undefined,
    publishedMicros:
      microsOf(vulnerability['disclosure_date']) ??
      microsOf(vulnerability['release_date']) ??
      source.publishedMicros,
    revisedMicros: source.revisedMicros,
    configurations: [],
    statements: statementsOf(vulnerability, tree, sink),
    remediations: remediationsOf(vulnerability, tree),
    severities: severitiesOf(vulnerability, source.publisher ?? ''),
    weaknesses: weaknessesOf(vulnerability),
    ssvc: ssvcOf(vulnerability, source.publisher),
    threats: threatsOf(vulnerability, tree),
    references: objectsOf(vulnerability['references']).flatMap((reference) => {
      const url = nameOf(reference['url']);
      return url === undefined ? [] : { url, tags: [] };
    }),
  });
}
