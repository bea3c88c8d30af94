/** Components of a CycloneDX BOM, nested ones too, as parts of a bill of materials and as products of statements. */

import type { JsonObject } from '../../base/json-object.ts';
import type { ProductDescription, SbomComponent } from '../../vulnerability/vulnerability-record.ts';
import type { ItemSink } from '../feed-reader.ts';
import { microsOf, nameOf, objectOf, objectsOf, present } from '../json-value.ts';

/** Deepest nesting of components that is read. */
export const MAX_COMPONENT_DEPTH = 16;
/** Components of one BOM that are read. */
export const MAX_COMPONENTS = 200_000;

const SUPPORT_LEVEL = /^(?:level[-_ ]of[-_ ]support|support[-_ ]level)$/i;
const END_OF_SUPPORT = /^end[-_ ]of[-_ ]support$/i;

/** All components below `parent`, each once, in the order of the document. */
export function componentsBelow(parent: JsonObject, sink: ItemSink): SbomComponent[] {
  const components: SbomComponent[] = [];
  collect(parent, 0, components, sink);
  return components;
}

function collect(parent: JsonObject, depth: number, components: SbomComponent[], sink: ItemSink): void {
  for (const entry of objectsOf(parent['components'])) {
    if (depth >= MAX_COMPONENT_DEPTH || components.length >= MAX_COMPONENTS) {
      sink.skip(depth >= MAX_COMPONENT_DEPTH ? 'nested-too-deep' : 'too-many-entries');
      return;
    }
    const component = componentOf(entry);
    if (component) components.push(component);
    else sink.skip('id-missing');
    collect(entry, depth + 1, components, sink);
  }
}

/** Undefined for a component without a name. */
export function componentOf(entry: JsonObject): SbomComponent | undefined {
  const name = nameOf(entry['name']);
  if (name === undefined) return undefined;
  const group = nameOf(entry['group']);
  const cpe = nameOf(entry['cpe']);
  const purl = nameOf(entry['purl']);
  const properties = objectsOf(entry['properties']);
  const property = (pattern: RegExp) =>
    properties.find((its) => pattern.test(nameOf(its['name']) ?? ''))?.['value'];
  return present({
    ref: nameOf(entry['bom-ref']) ?? purl ?? name,
    type: nameOf(entry['type']) ?? 'unknown',
    name: group === undefined ? name : `${group}/${name}`,
    version: nameOf(entry['version']),
    supplier: organisationOf(entry),
    cpes: cpe === undefined ? [] : [cpe],
    purls: purl === undefined ? [] : [purl],
    hashes: objectsOf(entry['hashes']).flatMap((hash) => {
      const algorithm = nameOf(hash['alg']);
      const digest = nameOf(hash['content']);
      return algorithm === undefined || digest === undefined ? [] : { algorithm, digest };
    }),
    supportLevel: nameOf(property(SUPPORT_LEVEL)),
    endOfSupportMicros: microsOf(property(END_OF_SUPPORT)),
  });
}

/** Who supplies or makes it: `supplier`, `manufacturer` (1.6), `manufacture` (before), `publisher`; never `author`, a person. */
export function organisationOf(entry: JsonObject): string | undefined {
  const named = ['supplier', 'manufacturer', 'manufacture'].map((name) =>
    nameOf(objectOf(entry[name])?.['name']),
  );
  return named.find((name) => name !== undefined) ?? nameOf(entry['publisher']);
}

/** The product that a statement on this component speaks of. */
export function productOf({ name, supplier, cpes, purls }: SbomComponent): ProductDescription {
  return present({
    vendor: supplier,
    product: name,
    cpes,
    purls,
    modelNumbers: [],
    serialNumbers: [],
    stockNumbers: [],
    platforms: [],
  });
}
