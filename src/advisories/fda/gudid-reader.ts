/**
 * AccessGUDID: what the registry of device identifiers says of one model, as its lookup answers.
 *
 *   { gudid: { device: { brandName, versionModelNumber, companyName, identifiers: { identifier: [ … ] }, gmdnTerms } },
 *     productCodes: [ { productCode } ] }
 */

import { isObject, type JsonObject } from '../../base/json-object.ts';
import type { DeviceIdentity } from '../../vulnerability/vulnerability-record.ts';
import type { DocumentReader } from '../feed-reader.ts';
import { microsOf, nameOf, objectOf, objectsOf, present, textOf } from '../json-value.ts';

const FEED = 'gudid';

export const GUDID_READER: DocumentReader = {
  feed: FEED,
  title: 'FDA GUDID',
  keeps: 'entries',
  lists: [],

  recognises(document) {
    return isObject(objectOf(document['gudid'])?.['device']);
  },

  read(document, _context, sink) {
    const device = objectOf(objectOf(document['gudid'])?.['device']) ?? {};
    const identifiers = entriesOf(device['identifiers'], 'identifier').flatMap(
      ({ deviceId }) => nameOf(deviceId) ?? [],
    );
    const [first] = identifiers;
    if (first === undefined) {
      sink.skip('id-missing');
      return;
    }
    const revisedMicros = microsOf(device['deviceRecordUpdateDate']) ?? microsOf(device['devicePublishDate']);
    if (revisedMicros !== undefined) sink.dated(revisedMicros);
    const codes = [
      ...objectsOf(document['productCodes']),
      ...entriesOf(device['productCodes'], 'fdaProductCode'),
    ].flatMap(({ productCode }) => nameOf(productCode) ?? []);
    const item: DeviceIdentity = present({
      kind: 'device-identity' as const,
      source: present({
        feed: FEED,
        document: first,
        revision: nameOf(device['publicVersionNumber']) ?? '',
        publisher: 'FDA',
        role: 'coordinator' as const,
        revisedMicros,
      }),
      identifiers,
      company: nameOf(device['companyName']),
      brand: nameOf(device['brandName']),
      model: nameOf(device['versionModelNumber']),
      catalogueNumber: nameOf(device['catalogNumber']),
      description: textOf(device['deviceDescription']),
      productCodes: [...new Set(codes)],
      terms: entriesOf(device['gmdnTerms'], 'gmdn').flatMap(({ gmdnPTName }) => nameOf(gmdnPTName) ?? []),
      distributionEndMicros: microsOf(device['deviceCommDistributionEndDate']),
    });
    sink.take(item);
  },
};

/** A list stands under a name of its own, or is there itself; a single entry may stand without its list. */
function entriesOf(value: unknown, name: string): readonly JsonObject[] {
  const inner = isObject(value) ? value[name] : value;
  return objectsOf(Array.isArray(inner) ? inner : [inner]);
}
