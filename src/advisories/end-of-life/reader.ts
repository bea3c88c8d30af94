/**
 * endoflife.date: when the support of release lines of software ends. The form of today, one product or all of them,
 * and entries of the older form, where the file name tells the product.
 *
 *   { schema_version, generated_at, result: { name, label, identifiers, releases: [ { name, eoasFrom, eolFrom, isEol } ] } }
 *   { cycle: "22.04", support: "2024-09-30", eol: "2027-04-01" }
 */

import { isObject, type JsonObject } from '../../base/json-object.ts';
import type {
  DocumentSource,
  EndOfLife,
  ProductDescription,
} from '../../vulnerability/vulnerability-record.ts';
import type { DocumentReader, ItemSink } from '../feed-reader.ts';
import { listOf, microsOf, nameOf, objectsOf, present } from '../json-value.ts';

const FEED = 'end-of-life';

/** The field of each form for each end, and that which says without a date that it has come. */
const ENDS = [
  { ends: 'software-support', dates: ['eoasFrom', 'support'], flags: ['isEoas', 'support'] },
  { ends: 'security-support', dates: ['eolFrom', 'eol'], flags: ['isEol', 'eol'] },
  { ends: 'service', dates: ['eoesFrom', 'extendedSupport'], flags: ['isEoes', 'extendedSupport'] },
] as const satisfies readonly {
  ends: EndOfLife['ends'];
  dates: readonly string[];
  flags: readonly string[];
}[];

export const END_OF_LIFE_READER: DocumentReader = {
  feed: FEED,
  title: 'endoflife.date',
  keeps: 'entries',
  staleAfterDays: 30,
  lists: ['result'],

  recognises(document) {
    if ('cycle' in document && 'eol' in document) return true;
    const [first] = [document['result']].flat();
    return 'schema_version' in document && isObject(first) && Array.isArray(first['releases']);
  },

  read(document, { fileName }, sink) {
    const generated = microsOf(document['generated_at']) ?? microsOf(document['last_modified']);
    if (generated !== undefined) sink.dated(generated);
    if ('cycle' in document) {
      readCycle(document, fileName.replace(/\.json.*$/, ''), sink);
      return;
    }
    const result = document['result'];
    for (const entry of listOf(Array.isArray(result) ? result : [result])) {
      if (isObject(entry)) readProduct(entry, generated, sink);
      else sink.skip('not-an-object');
    }
  },
};

function readProduct(entry: JsonObject, revisedMicros: number | undefined, sink: ItemSink): void {
  const name = nameOf(entry['name']);
  if (name === undefined) {
    sink.skip('id-missing');
    return;
  }
  const identifiers = objectsOf(entry['identifiers']).flatMap(({ id }) => nameOf(id) ?? []);
  const product = productOf(nameOf(entry['label']) ?? name, identifiers);
  const source = sourceOf(name, revisedMicros);
  for (const release of objectsOf(entry['releases']))
    takeEnds(release, nameOf(release['name']), product, source, sink);
}

function readCycle(entry: JsonObject, product: string, sink: ItemSink): void {
  const cycle = nameOf(entry['cycle']);
  if (product === '' || cycle === undefined) sink.skip('id-missing');
  else takeEnds(entry, cycle, productOf(product, []), sourceOf(`${product}/${cycle}`, undefined), sink);
}

function sourceOf(document: string, revisedMicros: number | undefined): DocumentSource {
  return present({
    feed: FEED,
    document,
    revision: '',
    publisher: 'endoflife.date',
    role: 'database' as const,
    revisedMicros,
  });
}

function productOf(product: string, identifiers: readonly string[]): ProductDescription {
  return {
    product,
    cpes: identifiers.filter((id) => id.startsWith('cpe:')),
    purls: identifiers.filter((id) => id.startsWith('pkg:')),
    modelNumbers: [],
    serialNumbers: [],
    stockNumbers: [],
    platforms: [],
  };
}

function takeEnds(
  release: JsonObject,
  cycle: string | undefined,
  product: ProductDescription,
  source: DocumentSource,
  sink: ItemSink,
): void {
  for (const { ends, dates, flags } of ENDS) {
    const atMicros = dates.map((name) => microsOf(release[name])).find((micros) => micros !== undefined);
    const flag = flags.map((name) => release[name]).find((value) => typeof value === 'boolean');
    if (atMicros === undefined && typeof flag !== 'boolean') continue;
    // The older form writes "support: true" for support that goes on, but "eol: true" for one that has ended.
    const ended =
      typeof flag !== 'boolean' ? undefined : flag === !('support' in release && ends !== 'security-support');
    sink.take(
      present({
        kind: 'end-of-life' as const,
        source,
        product,
        cycle,
        ends,
        atMicros,
        ended: atMicros === undefined ? ended : undefined,
      }),
    );
  }
}
