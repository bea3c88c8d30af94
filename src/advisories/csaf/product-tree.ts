/**
 * Product tree of CSAF (2.0 section 3.2.2, and 2.1): branches from vendor to version, full product names outside
 * the branches, relationships of two products, and groups. Gives each product id its description and version.
 *
 *   branches [ { category: "vendor", name, branches: [ … { category: "product_version", name, product } ] } ]
 *   relationships [ { category, product_reference, relates_to_product_reference, full_product_name } ]        (2.0)
 *   product_paths [ { beginning_product_reference, subpaths: [ { category, next_product_reference } ], … } ]  (2.1)
 */

import type { JsonObject } from '../../base/json-object.ts';
import type { ProductDescription } from '../../vulnerability/vulnerability-record.ts';
import type { ItemSink } from '../feed-reader.ts';
import { choiceOf, nameOf, namesOf, objectOf, objectsOf, present } from '../json-value.ts';

/** Deepest nesting of branches that is read. CSAF 2.1 allows 30. */
export const MAX_BRANCH_DEPTH = 64;
/** Products of one document that are read. */
export const MAX_PRODUCTS = 200_000;

export interface CsafProduct {
  readonly description: ProductDescription;
  /** Name of the version branch above it, as written. */
  readonly version?: string;
  /** The version branch is a range by its category. */
  readonly versionIsRange: boolean;
}

export interface ProductTree {
  readonly products: ReadonlyMap<string, CsafProduct>;
  /** Members of each product group. */
  readonly groups: ReadonlyMap<string, readonly string[]>;
}

type Relation = NonNullable<ProductDescription['within']>['relation'];
const RELATIONS: Readonly<Record<string, Relation>> = {
  default_component_of: 'default_component_of',
  external_component_of: 'external_component_of',
  installed_on: 'installed_on',
  installed_with: 'installed_with',
  optional_component_of: 'optional_component_of',
};

/** What the branches from the root say so far. */
interface Path {
  readonly vendor?: string;
  readonly family?: string;
  readonly product?: string;
  readonly version?: string;
  readonly versionIsRange?: boolean;
  readonly platforms: readonly string[];
}

export function readProductTree(tree: JsonObject | undefined, sink: ItemSink): ProductTree {
  const products = new Map<string, CsafProduct>();
  const groups = new Map<string, readonly string[]>();
  if (!tree) return { products, groups };
  readBranches(tree, { platforms: [] }, 0, products, sink);
  for (const product of objectsOf(tree['full_product_names']))
    addProduct(product, { platforms: [] }, products, sink);
  for (const relationship of objectsOf(tree['relationships'])) addRelated(relationship, products, sink);
  for (const path of objectsOf(tree['product_paths'])) addRelated(relationshipOf(path), products, sink);
  for (const group of objectsOf(tree['product_groups'])) {
    const id = nameOf(group['group_id']);
    if (id !== undefined) groups.set(id, namesOf(group['product_ids']));
  }
  return { products, groups };
}

function readBranches(
  parent: JsonObject,
  path: Path,
  depth: number,
  products: Map<string, CsafProduct>,
  sink: ItemSink,
): void {
  for (const branch of objectsOf(parent['branches'])) {
    if (depth >= MAX_BRANCH_DEPTH) {
      sink.skip('nested-too-deep');
      return;
    }
    const here = pathWith(path, branch['category'], nameOf(branch['name']));
    const product = objectOf(branch['product']);
    if (product) addProduct(product, here, products, sink);
    readBranches(branch, here, depth + 1, products, sink);
  }
}

function pathWith(path: Path, category: unknown, name: string | undefined): Path {
  if (name === undefined) return path;
  switch (category) {
    case 'vendor':
      return { ...path, vendor: name };
    case 'product_family':
      return { ...path, family: name };
    case 'product_name':
      return { ...path, product: name };
    case 'product_version':
      return { ...path, version: name, versionIsRange: false };
    case 'product_version_range':
      return { ...path, version: name, versionIsRange: true };
    case 'patch_level':
    case 'service_pack':
      return { ...path, version: path.version === undefined ? name : `${path.version} ${name}` };
    case 'architecture':
    case 'platform':
      return { ...path, platforms: [...path.platforms, name] };
    default:
      return path;
  }
}

function addProduct(
  product: JsonObject,
  path: Path,
  products: Map<string, CsafProduct>,
  sink: ItemSink,
): void {
  const id = nameOf(product['product_id']);
  if (id === undefined) sink.skip('id-missing');
  else if (products.size >= MAX_PRODUCTS) sink.skip('too-many-entries');
  else {
    const description = descriptionOf(product, path);
    const { version, versionIsRange = false } = path;
    products.set(id, present({ description, version, versionIsRange }));
  }
}

function descriptionOf(product: JsonObject, path: Path): ProductDescription {
  const helper = objectOf(product['product_identification_helper']) ?? {};
  const cpe = nameOf(helper['cpe']);
  const purl = nameOf(helper['purl']);
  return present({
    vendor: path.vendor,
    product: path.product,
    family: path.family,
    fullName: nameOf(product['name']),
    cpes: cpe === undefined ? [] : [cpe],
    purls: [...(purl === undefined ? [] : [purl]), ...namesOf(helper['purls'])],
    modelNumbers: namesOf(helper['model_numbers']),
    serialNumbers: namesOf(helper['serial_numbers']),
    stockNumbers: namesOf(helper['skus']),
    platforms: path.platforms,
  });
}

/** The path of CSAF 2.1 as a relationship of 2.0, by its first step: what lies further out does not nest. */
function relationshipOf(path: JsonObject): JsonObject {
  const [step] = objectsOf(path['subpaths']);
  return {
    category: step?.['category'],
    product_reference: path['beginning_product_reference'],
    relates_to_product_reference: step?.['next_product_reference'],
    full_product_name: path['full_product_name'],
  };
}

function addRelated(relationship: JsonObject, products: Map<string, CsafProduct>, sink: ItemSink): void {
  const whole = objectOf(relationship['full_product_name']) ?? {};
  const id = nameOf(whole['product_id']);
  const inner = products.get(nameOf(relationship['product_reference']) ?? '');
  const outer = products.get(nameOf(relationship['relates_to_product_reference']) ?? '');
  const relation = choiceOf(RELATIONS, relationship['category']);
  if (id === undefined || !inner || !outer || !relation) {
    sink.skip('value-invalid');
    return;
  }
  if (products.size >= MAX_PRODUCTS) {
    sink.skip('too-many-entries');
    return;
  }
  const own = descriptionOf(whole, { platforms: inner.description.platforms });
  const within = present({ relation, product: flat(outer.description), version: outer.version });
  const { vendor, product, family } = inner.description;
  const description: ProductDescription = present({
    ...own,
    vendor,
    product,
    family,
    cpes: own.cpes.length > 0 ? own.cpes : inner.description.cpes,
    purls: own.purls.length > 0 ? own.purls : inner.description.purls,
    modelNumbers: inner.description.modelNumbers,
    within,
  });
  products.set(id, { ...inner, description });
}

/** A product that is itself inside another keeps its own words alone: relationships of relationships do not nest. */
function flat(description: ProductDescription): ProductDescription {
  const { within: _within, ...own } = description;
  return own;
}
