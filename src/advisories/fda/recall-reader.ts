/**
 * openFDA recalls and enforcement reports of devices: two views of the same recalls, under the same number.
 *
 *   { meta: { last_updated }, results: [ { product_res_number, product_description, reason_for_recall, action, … } ] }
 *   { meta: { last_updated }, results: [ { recall_number, classification: "Class II", status, recalling_firm, … } ] }
 */

import type { JsonObject } from '../../base/json-object.ts';
import type { Recall } from '../../vulnerability/vulnerability-record.ts';
import type { DocumentReader, ItemSink } from '../feed-reader.ts';
import { choiceOf, microsOf, nameOf, present, textOf } from '../json-value.ts';
import { firstResult, OPEN_FDA_LISTS, readResults } from './open-fda.ts';

const FEED = 'fda-recalls';
const CLASSES: Readonly<Record<string, 'I' | 'II' | 'III'>> = {
  'Class I': 'I',
  'Class II': 'II',
  'Class III': 'III',
};

export const FDA_RECALL_READER: DocumentReader = {
  feed: FEED,
  title: 'FDA recalls of devices',
  keeps: 'entries',
  staleAfterDays: 30,
  lists: OPEN_FDA_LISTS,

  recognises(document) {
    const first = firstResult(document);
    return 'product_res_number' in first || ('recall_number' in first && 'recalling_firm' in first);
  },

  read(document, _context, sink) {
    readResults(document, sink, takeRecall);
  },
};

function takeRecall(entry: JsonObject, revisedMicros: number | undefined, sink: ItemSink): void {
  const enforcement = nameOf(entry['recall_number']);
  const number = enforcement ?? nameOf(entry['product_res_number']);
  if (number === undefined) {
    sink.skip('id-missing');
    return;
  }
  const recall: Recall = present({
    kind: 'recall' as const,
    source: present({
      feed: FEED,
      document: enforcement === undefined ? `recall/${number}` : `enforcement/${number}`,
      revision: '',
      publisher: 'FDA',
      role: 'coordinator' as const,
      revisedMicros,
    }),
    number,
    product: present({
      vendor: nameOf(entry['recalling_firm']),
      fullName: nameOf(entry['product_description']),
      cpes: [],
      purls: [],
      modelNumbers: [],
      serialNumbers: [],
      stockNumbers: [],
      platforms: [],
    }),
    classification: choiceOf(CLASSES, entry['classification']),
    reason: textOf(entry['reason_for_recall']),
    action: textOf(entry['action']),
    state: nameOf(entry['recall_status']) ?? nameOf(entry['status']),
    initiatedMicros: microsOf(entry['event_date_initiated']) ?? microsOf(entry['recall_initiation_date']),
    codes: textOf(entry['code_info']),
  });
  sink.take(recall);
}
