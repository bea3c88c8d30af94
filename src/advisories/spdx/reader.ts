/**
 * SPDX 2.2 and 2.3 in JSON: bills of materials.
 *
 *   { spdxVersion: "SPDX-2.3", name, documentNamespace, creationInfo: { created }, documentDescribes,
 *     packages: [ { SPDXID, name, versionInfo, supplier, checksums, externalRefs } ],
 *     relationships: [ { spdxElementId, relationshipType, relatedSpdxElement } ] }
 */

import type { JsonObject } from '../../base/json-object.ts';
import { addUnder } from '../../base/lists-by-key.ts';
import type { SbomComponent } from '../../vulnerability/vulnerability-record.ts';
import type { DocumentReader } from '../feed-reader.ts';
import { microsOf, nameOf, namesOf, objectOf, objectsOf, present } from '../json-value.ts';

const FEED = 'spdx';
const DOCUMENT_REF = 'SPDXRef-DOCUMENT';
const UNTOLD = ['NOASSERTION', 'NONE'];
/** Relationships that say what an element needs or holds; of the others some say it the other way round. */
const NEEDS = ['DEPENDS_ON', 'CONTAINS', 'DYNAMIC_LINK', 'STATIC_LINK', 'HAS_PREREQUISITE'];
const IS_NEEDED_BY = [
  'DEPENDENCY_OF',
  'CONTAINED_BY',
  'PREREQUISITE_FOR',
  'RUNTIME_DEPENDENCY_OF',
  'BUILD_DEPENDENCY_OF',
];

export const SPDX_READER: DocumentReader = {
  feed: FEED,
  title: 'SPDX SBOM',
  keeps: 'entries',
  lists: [],

  recognises(document) {
    return nameOf(document['spdxVersion'])?.startsWith('SPDX-2.') === true;
  },

  read(document, { location }, sink) {
    const created = objectOf(document['creationInfo'])?.['created'];
    const revisedMicros = microsOf(created);
    if (revisedMicros !== undefined) sink.dated(revisedMicros);
    const packages = objectsOf(document['packages']).flatMap((entry) => {
      const component = componentOf(entry);
      if (!component) sink.skip('id-missing');
      return component ?? [];
    });
    if (packages.length === 0) {
      sink.skip('nothing-said');
      return;
    }
    const described = describedRef(document);
    const subject = packages.find(({ ref }) => ref === described);
    sink.take(
      present({
        kind: 'sbom' as const,
        source: present({
          feed: FEED,
          document: nameOf(document['documentNamespace']) ?? location,
          revision: nameOf(created) ?? '',
          role: 'unknown' as const,
          title: nameOf(document['name']),
          revisedMicros,
        }),
        subject,
        components: packages.filter((component) => component !== subject),
        dependencies: dependenciesOf(document),
      }),
    );
  },
};

function componentOf(entry: JsonObject): SbomComponent | undefined {
  const ref = nameOf(entry['SPDXID']);
  const name = nameOf(entry['name']);
  if (ref === undefined || name === undefined) return undefined;
  const locators = (pattern: RegExp) =>
    objectsOf(entry['externalRefs']).flatMap((reference) =>
      pattern.test(nameOf(reference['referenceType']) ?? '')
        ? (nameOf(reference['referenceLocator']) ?? [])
        : [],
    );
  return present({
    ref,
    type: nameOf(entry['primaryPackagePurpose'])?.toLowerCase() ?? 'unknown',
    name,
    version: told(entry['versionInfo']),
    supplier: organisation(entry['supplier']) ?? organisation(entry['originator']),
    cpes: locators(/^cpe2[23]Type$/),
    purls: locators(/^purl$/),
    hashes: objectsOf(entry['checksums']).flatMap((checksum) => {
      const algorithm = nameOf(checksum['algorithm']);
      const digest = nameOf(checksum['checksumValue']);
      return algorithm === undefined || digest === undefined ? [] : { algorithm, digest };
    }),
    endOfSupportMicros: microsOf(entry['validUntilDate']),
  });
}

function told(value: unknown): string | undefined {
  const name = nameOf(value);
  return name === undefined || UNTOLD.includes(name) ? undefined : name;
}

/** `Organization: Example (mail)` gives the organisation; a person gives nothing. */
function organisation(value: unknown): string | undefined {
  return /^Organization:\s*([^(]+?)\s*(?:\(.*)?$/.exec(nameOf(value) ?? '')?.[1];
}

function describedRef(document: JsonObject): string | undefined {
  const [first] = namesOf(document['documentDescribes']);
  const describes = objectsOf(document['relationships']).find(
    (its) => its['relationshipType'] === 'DESCRIBES' && its['spdxElementId'] === DOCUMENT_REF,
  );
  return first ?? nameOf(describes?.['relatedSpdxElement']);
}

function dependenciesOf(document: JsonObject) {
  const needs = new Map<string, string[]>();
  for (const relationship of objectsOf(document['relationships'])) {
    const type = nameOf(relationship['relationshipType']) ?? '';
    const element = nameOf(relationship['spdxElementId']);
    const related = nameOf(relationship['relatedSpdxElement']);
    if (element === undefined || related === undefined || element === DOCUMENT_REF) continue;
    const [ref, needed] = NEEDS.includes(type) ? [element, related] : [related, element];
    if (!NEEDS.includes(type) && !IS_NEEDED_BY.includes(type)) continue;
    addUnder(needs, ref, needed);
  }
  return [...needs].map(([ref, dependsOn]) => ({ ref, dependsOn }));
}
