/**
 * FDA product classification: the product code of a kind of device, its class, whether it sustains life or is implanted.
 * The file `foiclass` (fields between bars) and the answers of openFDA.
 *
 *   REVIEW_PANEL|MEDICALSPECIALTY|PRODUCTCODE|DEVICENAME|DEVICECLASS|…|Implant_Flag|Life_Sustain_support_flag|…
 *   { results: [ { product_code, device_name, device_class, implant_flag, life_sustain_support_flag } ] }
 */

import type { JsonObject } from '../../base/json-object.ts';
import type { DeviceClassification, DocumentSource } from '../../vulnerability/vulnerability-record.ts';
import type { DocumentReader, ItemSink, TableReader } from '../feed-reader.ts';
import { nameOf, present } from '../json-value.ts';
import { dateInName } from '../snapshot-date.ts';
import { firstResult, OPEN_FDA_LISTS, readResults } from './open-fda.ts';

const FEED = 'fda-classification';
const TITLE = 'FDA product classification';
const PRODUCT_CODE = /^[A-Z0-9]{3}$/;
const SEPARATOR = '|';

export const FDA_CLASSIFICATION_READER: DocumentReader = {
  feed: FEED,
  title: TITLE,
  keeps: 'entries',
  lists: OPEN_FDA_LISTS,

  recognises(document) {
    const first = firstResult(document);
    return 'product_code' in first && 'device_class' in first && 'medical_specialty' in first;
  },

  read(document, _context, sink) {
    readResults(document, sink, takeEntry);
  },
};

export const FDA_CLASSIFICATION_TABLE_READER: TableReader = {
  feed: FEED,
  title: TITLE,
  keeps: 'entries',

  openTable([first = ''], { fileName }, sink) {
    const names = first.split(SEPARATOR).map((name) => name.trim().toLowerCase());
    if (!names.includes('productcode') || !names.includes('devicename')) return undefined;
    const updated = dateInName(fileName);
    if (updated !== undefined) sink.dated(updated);
    return (line) => {
      if (line === '' || line === first) return;
      const fields = line.split(SEPARATOR);
      const field = (name: string) => fields[names.indexOf(name)];
      takeEntry(
        {
          product_code: field('productcode'),
          device_name: field('devicename'),
          device_class: field('deviceclass'),
          medical_specialty: field('medicalspecialty'),
          regulation_number: field('regulationnumber'),
          implant_flag: field('implant_flag'),
          life_sustain_support_flag: field('life_sustain_support_flag'),
        },
        updated,
        sink,
      );
    };
  },
};

function takeEntry(entry: JsonObject, revisedMicros: number | undefined, sink: ItemSink): void {
  const productCode = nameOf(entry['product_code'])?.toUpperCase();
  const name = nameOf(entry['device_name']);
  if (productCode === undefined || !PRODUCT_CODE.test(productCode) || name === undefined) {
    sink.skip('id-missing');
    return;
  }
  const source: DocumentSource = present({
    feed: FEED,
    document: productCode,
    revision: '',
    publisher: 'FDA',
    role: 'coordinator' as const,
    revisedMicros,
  });
  const item: DeviceClassification = present({
    kind: 'device-classification' as const,
    source,
    productCode,
    name,
    deviceClass: nameOf(entry['device_class']),
    specialty: nameOf(entry['medical_specialty']),
    regulation: nameOf(entry['regulation_number']),
    implant: flagOf(entry['implant_flag']),
    lifeSustaining: flagOf(entry['life_sustain_support_flag']),
  });
  sink.take(item);
}

function flagOf(value: unknown): boolean | undefined {
  const flag = nameOf(value)?.toUpperCase();
  return flag === 'Y' ? true : flag === 'N' ? false : undefined;
}
