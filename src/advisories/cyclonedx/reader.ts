/**
 * CycloneDX 1.2 to 1.7 in JSON: bills of materials, and VEX statements on their components.
 *
 *   { bomFormat: "CycloneDX", specVersion, serialNumber, version, metadata: { timestamp, component, supplier },
 *     components: [ … ], dependencies: [ { ref, dependsOn } ], vulnerabilities: [ { id, analysis, affects } ] }
 */

import type { JsonObject } from '../../base/json-object.ts';
import type {
  DocumentSource,
  ProductDescription,
  SbomComponent,
} from '../../vulnerability/vulnerability-record.ts';
import type { DocumentReader } from '../feed-reader.ts';
import { microsOf, nameOf, namesOf, objectOf, objectsOf, present } from '../json-value.ts';
import { componentOf, componentsBelow, organisationOf, productOf } from './components.ts';
import { vulnerabilityOf } from './vulnerabilities.ts';

const FEED = 'cyclonedx';

export const CYCLONEDX_READER: DocumentReader = {
  feed: FEED,
  title: 'CycloneDX SBOM and VEX',
  keeps: 'entries',
  lists: [],

  recognises(document) {
    return document['bomFormat'] === 'CycloneDX' && nameOf(document['specVersion']) !== undefined;
  },

  read(document, { location }, sink) {
    const metadata = objectOf(document['metadata']) ?? {};
    const subject = componentOf(objectOf(metadata['component']) ?? {});
    const source = sourceOf(document, metadata, subject, location);
    if (source.revisedMicros !== undefined) sink.dated(source.revisedMicros);
    const components = componentsBelow(document, sink);
    if (components.length > 0)
      sink.take(
        present({
          kind: 'sbom' as const,
          source,
          subject,
          components,
          dependencies: dependenciesOf(document),
        }),
      );
    const products = new Map<string, ProductDescription>();
    for (const component of subject ? [subject, ...components] : components)
      products.set(component.ref, productOf(component));
    for (const entry of objectsOf(document['vulnerabilities'])) {
      const record = vulnerabilityOf(entry, source, products);
      if (record) sink.take(record);
      else sink.skip('id-missing');
    }
  },
};

function sourceOf(
  document: JsonObject,
  metadata: JsonObject,
  subject: SbomComponent | undefined,
  location: string,
): DocumentSource {
  const version = document['version'];
  return present({
    feed: FEED,
    // Many tools write no serial number; the file is then all that tells one BOM from another.
    document: nameOf(document['serialNumber']) ?? location,
    revision: typeof version === 'number' ? `${version}` : '',
    publisher: organisationOf(metadata),
    role: 'unknown' as const,
    title: subject && [subject.name, subject.version].filter((part) => part !== undefined).join(' '),
    revisedMicros: microsOf(metadata['timestamp']),
  });
}

function dependenciesOf(document: JsonObject) {
  return objectsOf(document['dependencies']).flatMap((entry) => {
    const ref = nameOf(entry['ref']);
    return ref === undefined ? [] : { ref, dependsOn: namesOf(entry['dependsOn']) };
  });
}
