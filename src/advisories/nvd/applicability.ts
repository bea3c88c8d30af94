/**
 * NVD applicability statements (NVD CVE 2.0 `configurations`; also used by override files).
 *
 *   configuration { operator?, negate?, nodes: [ { operator, negate?, cpeMatch: [ { criteria, vulnerable, … } ] } ] }
 *
 * Configurations are alternatives. Older files nest nodes under `children`, and so may others.
 */

import type { JsonObject } from '../../base/json-object.ts';
import type { ApplicabilityNode, CpeCriterion } from '../../vulnerability/vulnerability-record.ts';
import type { ItemSink } from '../feed-reader.ts';
import { nameOf, objectsOf, present } from '../json-value.ts';

/** Deepest nesting of nodes that is read; NVD itself uses two levels. */
export const MAX_NODE_DEPTH = 16;

const CPE = /^cpe:2\.3:[aoh*-]:/;

/** The trees of `configurations`, each simplified where a level has one child alone. */
export function readApplicability(configurations: unknown, sink: ItemSink): ApplicabilityNode[] {
  return objectsOf(configurations).flatMap((configuration) => nodeOf(configuration, 0, sink) ?? []);
}

function nodeOf(value: JsonObject, depth: number, sink: ItemSink): ApplicabilityNode | undefined {
  if (depth > MAX_NODE_DEPTH) {
    sink.skip('nested-too-deep');
    return undefined;
  }
  const matches = objectsOf(value['cpeMatch']).flatMap((match) => criterionOf(match, sink) ?? []);
  const children = [...objectsOf(value['nodes']), ...objectsOf(value['children'])].flatMap(
    (child) => nodeOf(child, depth + 1, sink) ?? [],
  );
  const negate = value['negate'] === true;
  const [only, ...others] = children;
  if (only && others.length === 0 && matches.length === 0)
    return negate ? { ...only, negate: !only.negate } : only;
  if (matches.length + children.length === 0) return undefined;
  const operator = nameOf(value['operator'])?.toUpperCase() === 'AND' ? 'and' : 'or';
  return { operator, negate, matches, children };
}

function criterionOf(match: JsonObject, sink: ItemSink): CpeCriterion | undefined {
  const cpe = nameOf(match['criteria']);
  if (cpe === undefined || !CPE.test(cpe)) {
    sink.skip('value-invalid');
    return undefined;
  }
  const bounds = present({
    fromIncluding: nameOf(match['versionStartIncluding']),
    fromExcluding: nameOf(match['versionStartExcluding']),
    toIncluding: nameOf(match['versionEndIncluding']),
    toExcluding: nameOf(match['versionEndExcluding']),
  });
  return present({
    cpe,
    vulnerable: match['vulnerable'] !== false,
    bounds: Object.keys(bounds).length > 0 ? bounds : undefined,
    criterionId: nameOf(match['matchCriteriaId']),
  });
}
