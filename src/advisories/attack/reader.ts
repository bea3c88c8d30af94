/**
 * MITRE ATT&CK as a STIX 2 bundle: techniques with their tactics, and which technique took the place of which.
 *
 *   { type: "bundle", objects: [
 *     { type: "attack-pattern", id, name, external_references: [ { source_name: "mitre-attack", external_id: "T0800" } ] },
 *     { type: "relationship", relationship_type: "revoked-by", source_ref, target_ref } ] }
 */

import type { JsonObject } from '../../base/json-object.ts';
import type { AttackTechnique, DocumentSource } from '../../vulnerability/vulnerability-record.ts';
import type { DocumentReader } from '../feed-reader.ts';
import { microsOf, nameOf, namesOf, objectsOf, present } from '../json-value.ts';

const FEED = 'attack';
const TECHNIQUE_ID = /^T\d{4}(?:\.\d{3})?$/;

export const ATTACK_READER: DocumentReader = {
  feed: FEED,
  title: 'MITRE ATT&CK',
  keeps: 'entries',
  lists: [],

  recognises(document) {
    return (
      document['type'] === 'bundle' &&
      objectsOf(document['objects']).some(({ type }) => type === 'attack-pattern')
    );
  },

  read(document, _context, sink) {
    const objects = objectsOf(document['objects']);
    const collection = objects.find(({ type }) => type === 'x-mitre-collection');
    const idByRef = new Map<string, string>();
    for (const object of objects) {
      const ref = nameOf(object['id']);
      const id = techniqueId(object);
      if (ref !== undefined && id !== undefined) idByRef.set(ref, id);
    }
    const replacedBy = replacements(objects, idByRef);
    for (const object of objects) {
      if (object['type'] !== 'attack-pattern') continue;
      const technique = techniqueOf(object, nameOf(collection?.['x_mitre_version']), replacedBy);
      if (!technique) sink.skip('id-missing');
      else {
        if (technique.source.revisedMicros !== undefined) sink.dated(technique.source.revisedMicros);
        sink.take(technique);
      }
    }
  },
};

function techniqueOf(
  object: JsonObject,
  collectionVersion: string | undefined,
  replacedBy: ReadonlyMap<string, string>,
): AttackTechnique | undefined {
  const id = techniqueId(object);
  const name = nameOf(object['name']);
  if (id === undefined || name === undefined) return undefined;
  const [domain = 'enterprise-attack'] = namesOf(object['x_mitre_domains']);
  const source: DocumentSource = present({
    feed: FEED,
    document: `${domain}/${id}`,
    revision: collectionVersion ?? nameOf(object['modified']) ?? '',
    publisher: 'MITRE',
    role: 'database' as const,
    revisedMicros: microsOf(object['modified']),
  });
  return present({
    kind: 'attack-technique' as const,
    source,
    id,
    name,
    domain,
    tactics: objectsOf(object['kill_chain_phases']).flatMap((phase) => nameOf(phase['phase_name']) ?? []),
    version: nameOf(object['x_mitre_version']),
    withdrawn: object['revoked'] === true || object['x_mitre_deprecated'] === true,
    replacedBy: replacedBy.get(nameOf(object['id']) ?? ''),
  });
}

function techniqueId(object: JsonObject): string | undefined {
  return objectsOf(object['external_references'])
    .filter(({ source_name }) => nameOf(source_name)?.startsWith('mitre-'))
    .flatMap(({ external_id }) => nameOf(external_id) ?? [])
    .find((id) => TECHNIQUE_ID.test(id));
}

/** Ids of the techniques that took the place of others, by the STIX ids of those. */
function replacements(
  objects: readonly JsonObject[],
  idByRef: ReadonlyMap<string, string>,
): Map<string, string> {
  const replacedBy = new Map<string, string>();
  for (const relationship of objects) {
    if (relationship['relationship_type'] !== 'revoked-by') continue;
    const from = nameOf(relationship['source_ref']);
    const to = idByRef.get(nameOf(relationship['target_ref']) ?? '');
    if (from !== undefined && to !== undefined) replacedBy.set(from, to);
  }
  return replacedBy;
}
