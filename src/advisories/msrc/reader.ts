/**
 * Microsoft's security updates of a month, as JSON of its CVRF API (api.msrc.microsoft.com/cvrf/v3.0): which update (KB
 * number) fixes which vulnerability in which product, which build it brings, and which update it supersedes. That is what
 * decides the patch level of a Windows whose build is not seen.
 *
 *   { DocumentTracking, ProductTree: { FullProductName: [ { ProductID, Value, CPE } ] },
 *     Vulnerability: [ { CVE, ProductStatuses, Remediations: [ { Type: 2, Description, FixedBuild, Supercedence } ] } ] }
 */

import type { JsonObject } from '../../base/json-object.ts';
import type {
  DocumentSource,
  ProductDescription,
  ProductStatement,
  Remediation,
  RemediationCategory,
  SeverityVector,
  VulnerabilityRecord,
} from '../../vulnerability/vulnerability-record.ts';
import type { DocumentReader, ItemSink } from '../feed-reader.ts';
import { microsOf, nameOf, namesOf, numberOf, objectOf, objectsOf, present, textOf } from '../json-value.ts';
import { severityOfVector } from '../severity.ts';
import { updateNameOf } from '../update-names.ts';
import { cveIdOf } from '../vulnerability-id.ts';

const FEED = 'msrc';
/** Kinds of the API, which numbers them: statuses of products, and remedies. */
const KNOWN_AFFECTED = 3;
const VENDOR_FIX = 2;
const REMEDIES: readonly (RemediationCategory | undefined)[] = [
  'workaround',
  'mitigation',
  'vendor_fix',
  'none_available',
  'no_fix_planned',
];
const SYSTEMS =
  / for ((?:32-bit|x64-based|ARM64-based|ARM-based|Itanium-Based) Systems)(?: (Service Pack \d))?/i;
/** Statements of one vulnerability, and updates of one document, that are read. */
const STATEMENT_LIMIT = 10_000;
const UPDATE_LIMIT = 20_000;

type Products = ReadonlyMap<string, ProductDescription>;

export const MSRC_READER: DocumentReader = {
  feed: FEED,
  title: 'Microsoft security updates',
  keeps: 'entries',
  lists: [],

  recognises(document) {
    const tree = objectOf(document['ProductTree']);
    return tree !== undefined && objectOf(document['DocumentTracking']) !== undefined;
  },

  read(document, _context, sink) {
    const source = sourceOf(document, sink);
    if (!source) {
      sink.skip('id-missing');
      return;
    }
    const products = productsOf(document);
    const updates = new Set<string>();
    for (const entry of objectsOf(document['Vulnerability'])) {
      const id = cveIdOf(entry['CVE']);
      if (id === undefined) sink.skip('id-missing');
      else {
        sink.take(recordOf(id, entry, source, products, sink));
        takeUpdates(entry, source, updates, sink);
      }
    }
  },
};

function sourceOf(document: JsonObject, sink: ItemSink): DocumentSource | undefined {
  const tracking = objectOf(document['DocumentTracking']) ?? {};
  const id = valueIn(objectOf(tracking['Identification'])?.['ID']);
  if (id === undefined) return undefined;
  const revisedMicros = microsOf(tracking['CurrentReleaseDate']);
  if (revisedMicros !== undefined) sink.dated(revisedMicros);
  return present({
    feed: FEED,
    document: id,
    revision: nameOf(tracking['Version']) ?? '',
    publisher: 'Microsoft',
    role: 'maker' as const,
    title: valueIn(document['DocumentTitle']),
    publishedMicros: microsOf(tracking['InitialReleaseDate']),
    revisedMicros,
  });
}

/** "Windows 10 Version 1809 for x64-based Systems" is a product on a platform. */
function productsOf(document: JsonObject): Products {
  const products = new Map<string, ProductDescription>();
  for (const entry of objectsOf(objectOf(document['ProductTree'])?.['FullProductName'])) {
    const id = nameOf(entry['ProductID']);
    const name = nameOf(entry['Value']);
    if (id === undefined || name === undefined) continue;
    const [, platform, servicePack] = SYSTEMS.exec(name) ?? [];
    const cpe = nameOf(entry['CPE']);
    products.set(id, {
      vendor: 'Microsoft',
      product: name.replace(SYSTEMS, servicePack === undefined ? '' : ` ${servicePack}`),
      fullName: name,
      cpes: cpe?.startsWith('cpe:') ? [cpe] : [],
      purls: [],
      modelNumbers: [],
      serialNumbers: [],
      stockNumbers: [],
      platforms: platform === undefined ? [] : [platform],
    });
  }
  return products;
}

function recordOf(
  id: string,
  entry: JsonObject,
  source: DocumentSource,
  products: Products,
  sink: ItemSink,
): VulnerabilityRecord {
  return present({
    kind: 'vulnerability' as const,
    source,
    id,
    aliases: [],
    state: 'published' as const,
    title: valueIn(entry['Title']),
    configurations: [],
    statements: statementsOf(entry, products, sink),
    remediations: remediationsOf(entry),
    severities: objectsOf(entry['CVSSScoreSets']).flatMap((set) => severitiesOf(set)),
    weaknesses: [...new Set(objectsOf(entry['CWE']).flatMap((cwe) => nameOf(cwe['ID']) ?? []))],
    ssvc: [],
    threats: [],
    references: [],
  });
}

/** Each affected product, below the build that fixes it where the document names one. */
function statementsOf(entry: JsonObject, products: Products, sink: ItemSink): ProductStatement[] {
  const builds = new Map<string, string>();
  for (const fix of fixesOf(entry)) {
    const build = buildOf(fix);
    if (build !== undefined) for (const product of namesOf(fix['ProductID'])) builds.set(product, build);
  }
  const affected = new Set(
    objectsOf(entry['ProductStatuses'])
      .filter(({ Type: type }) => type === undefined || numberOf(type) === KNOWN_AFFECTED)
      .flatMap((status) => namesOf(status['ProductID'])),
  );
  const statements: ProductStatement[] = [];
  for (const productId of affected) {
    const product = products.get(productId);
    if (!product) sink.skip('value-invalid');
    else if (statements.length >= STATEMENT_LIMIT) sink.skip('too-many-entries');
    else statements.push(statementOf(product, productId, builds.get(productId)));
  }
  return statements;
}

function statementOf(
  product: ProductDescription,
  productId: string,
  build: string | undefined,
): ProductStatement {
  if (build === undefined) return { product, status: 'affected', versions: [], productId };
  const range = {
    form: 'range' as const,
    bounds: { toExcluding: build },
    status: 'affected' as const,
    changes: [],
  };
  return { product, status: 'unknown', versions: [range], productId };
}

function remediationsOf(entry: JsonObject): Remediation[] {
  return objectsOf(entry['Remediations']).flatMap((remedy) => {
    const category = REMEDIES[numberOf(remedy['Type']) ?? -1];
    if (category === undefined) return [];
    const fix = category === 'vendor_fix' ? updateNameOf(valueIn(remedy['Description'])) : undefined;
    return present({
      category,
      details: textOf(objectOf(remedy['Description'])?.['Value']) ?? '',
      url: nameOf(remedy['URL']),
      restartRequired: valueIn(remedy['RestartRequired']),
      productIds: namesOf(remedy['ProductID']),
      fixIds: fix === undefined ? [] : [fix],
    });
  });
}

/** What each update of the entry brings and supersedes, once for the document. */
function takeUpdates(entry: JsonObject, source: DocumentSource, taken: Set<string>, sink: ItemSink): void {
  for (const fix of fixesOf(entry)) {
    const id = updateNameOf(valueIn(fix['Description']));
    if (id === undefined) continue;
    const build = buildOf(fix);
    const supersedes = (nameOf(fix['Supercedence']) ?? '')
      .split(/[,;\s]+/)
      .flatMap((text) => updateNameOf(text) ?? []);
    const key = [id, build, ...supersedes].join(' ');
    if (taken.has(key)) continue;
    if (taken.size >= UPDATE_LIMIT) {
      sink.skip('too-many-entries');
      return;
    }
    taken.add(key);
    sink.take(present({ kind: 'software-update' as const, source, id, build, supersedes }));
  }
}

function fixesOf(entry: JsonObject): JsonObject[] {
  return objectsOf(entry['Remediations']).filter(({ Type: type }) => numberOf(type) === VENDOR_FIX);
}

function buildOf(fix: JsonObject): string | undefined {
  const build = nameOf(fix['FixedBuild']);
  return build !== undefined && /^\d+(?:\.\d+){1,5}$/.test(build) ? build : undefined;
}

function severitiesOf(set: JsonObject): SeverityVector[] {
  const scoring = { scoredBy: 'Microsoft', primary: true, productIds: namesOf(set['ProductID']) };
  const severity = severityOfVector(set['Vector'], scoring);
  return severity ? [severity] : [];
}

/** The text of `{ "Value": … }`. */
function valueIn(value: unknown): string | undefined {
  return nameOf(objectOf(value)?.['Value']);
}
