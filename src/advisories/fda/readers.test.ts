import { describe, expect, it } from 'vitest';
import {
  describeDocumentReader,
  describeTableReader,
  readDocument,
  readTable,
} from '../feed-reader.contract.ts';
import { FDA_CLASSIFICATION_READER, FDA_CLASSIFICATION_TABLE_READER } from './classification-reader.ts';
import { GUDID_READER } from './gudid-reader.ts';
import { FDA_RECALL_READER } from './recall-reader.ts';

const LINES = [
  'REVIEW_PANEL|MEDICALSPECIALTY|PRODUCTCODE|DEVICENAME|DEVICECLASS|REGULATIONNUMBER|Implant_Flag|Life_Sustain_support_flag',
  'HO|HO|FRN|Pump, Infusion|2|880.5725|N|Y',
  'HO|HO|??|Nothing|2||N|N',
];
const CLASSIFICATION = {
  meta: { last_updated: '2026-01-01' },
  results: [
    {
      product_code: 'FRN',
      device_name: 'Pump, Infusion',
      device_class: '2',
      medical_specialty: 'HO',
      implant_flag: 'N',
      life_sustain_support_flag: '',
    },
  ],
};
const ENFORCEMENT = {
  meta: { last_updated: '2026-01-01' },
  results: [
    {
      recall_number: 'Z-1234-2026',
      classification: 'Class I',
      status: 'Ongoing',
      recalling_firm: 'Example Medical',
      product_description: 'Pump 8000',
      reason_for_recall: 'It stops.',
      code_info: 'Lots 1 to 9',
      recall_initiation_date: '20260101',
    },
  ],
};
const RECALL = {
  results: [
    {
      product_res_number: 'Z-1234-2026',
      product_description: 'Pump 8000',
      action: 'Return it.',
      recall_status: 'Open',
    },
  ],
};
const DEVICE = {
  gudid: {
    device: {
      identifiers: { identifier: [{ deviceId: '00812345678901', deviceIdType: 'Primary' }] },
      brandName: 'Pump 8000',
      versionModelNumber: '8000-1',
      companyName: 'Example Medical',
      gmdnTerms: { gmdn: { gmdnPTName: 'Infusion pump' } },
      deviceRecordUpdateDate: '2026-01-01',
      deviceCommDistributionEndDate: '2027-01-01',
    },
  },
  productCodes: [{ productCode: 'FRN' }],
};

describeDocumentReader(FDA_CLASSIFICATION_READER, { 'an answer of openFDA': CLASSIFICATION });
describeTableReader(FDA_CLASSIFICATION_TABLE_READER, { 'the file foiclass': LINES });
describeDocumentReader(FDA_RECALL_READER, { 'enforcement reports': ENFORCEMENT, recalls: RECALL });
describeDocumentReader(GUDID_READER, { 'an answer to a lookup': DEVICE });

describe('readers of FDA data', () => {
  it('read product codes of the table, and "not told" as absent', () => {
    const { items, skipped } = readTable(FDA_CLASSIFICATION_TABLE_READER, LINES);
    expect(items).toEqual([
      expect.objectContaining({ productCode: 'FRN', deviceClass: '2', implant: false, lifeSustaining: true }),
    ]);
    expect(skipped).toEqual(['id-missing']);
    expect(readDocument(FDA_CLASSIFICATION_READER, CLASSIFICATION).items[0]).not.toHaveProperty(
      'lifeSustaining',
    );
  });

  it('read recalls in both views, each under its own name', () => {
    const both = [ENFORCEMENT, RECALL].flatMap((document) => readDocument(FDA_RECALL_READER, document).items);
    expect(both).toMatchObject([
      {
        number: 'Z-1234-2026',
        source: { document: 'enforcement/Z-1234-2026' },
        classification: 'I',
        initiatedMicros: Date.UTC(2026, 0, 1) * 1_000,
        product: { vendor: 'Example Medical', fullName: 'Pump 8000' },
      },
      {
        number: 'Z-1234-2026',
        source: { document: 'recall/Z-1234-2026' },
        action: 'Return it.',
        state: 'Open',
      },
    ]);
  });

  it('read a device identifier with its model', () => {
    expect(readDocument(GUDID_READER, DEVICE).items).toEqual([
      expect.objectContaining({
        kind: 'device-identity',
        identifiers: ['00812345678901'],
        model: '8000-1',
        productCodes: ['FRN'],
        terms: ['Infusion pump'],
        distributionEndMicros: Date.UTC(2027, 0, 1) * 1_000,
      }),
    ]);
  });
});
