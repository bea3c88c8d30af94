import { describe, expect, it } from 'vitest';
import { describeRecordReader, readOctets } from '../record-reader.contract.ts';
import { fieldsOfColumns } from './columns.ts';
import { cmmsCsv } from './reader.ts';

const ENGLISH = `Asset Tag,Manufacturer,Model,Serial No.,MAC Address,IP Address,Department,Room,Owner,Warranty End,Notes
4711,Baxter,Sigma Spectrum,SN-55217,00-09-FB-3A-10-15,10.20.20.21,ICU 2,"2.114, bed 3",Biomed,2027-03-31,"two
lines"
4712,B. Braun,Space,12345-X,,n/a,ICU 2,,,,
4713,,,,,,,,,,
4714,Acme,,,not a mac,10.20.20.40,,,,,
,,,,,,,,,,nothing
`;
const GERMAN =
  'Inventarnummer;Hersteller;Gerätetyp;Seriennummer;MAC-Adresse;Station\n1;Dräger;Evita;ASKL-0001;0009.fb3a.1016;Süd\n';

describeRecordReader(cmmsCsv, { english: ENGLISH, german: GERMAN });

describe('an asset register', () => {
  it('gives what it says of each device, by address or without one, with its line', () => {
    const { rows, skipped, ignored } = readOctets(cmmsCsv, Buffer.from(ENGLISH));
    expect(rows.map(({ party, line }) => [party, line])).toEqual([
      [{ mac: '00:09:fb:3a:10:15' }, 2],
      [{ ip: undefined }, 4],
      [{ ip: undefined }, 5],
      [{ ip: '10.20.20.40' }, 6],
    ]);
    expect(rows[0]?.facts).toEqual([
      { field: 'maker', value: 'Baxter' },
      { field: 'model', value: 'Sigma Spectrum' },
      { field: 'serial', value: 'SN-55217' },
    ]);
    expect(rows[0]?.claims).toEqual([
      { field: 'asset-tag', value: '4711' },
      { field: 'unit', value: 'ICU 2' },
      { field: 'room', value: '2.114, bed 3' },
      { field: 'owner', value: 'Biomed' },
      { field: 'warranty-end', value: '2027-03-31' },
      { field: 'ip-address', value: '10.20.20.21' },
    ]);
    expect(skipped).toEqual(['value-invalid', 'names-no-device']);
    expect(ignored).toEqual(['Notes']);
  });

  it('reads Windows code pages and other languages', () => {
    const { rows } = readOctets(cmmsCsv, Buffer.from(GERMAN, 'latin1'));
    expect(rows[0]).toMatchObject({
      party: { mac: '00:09:fb:3a:10:16' },
      facts: [{ value: 'Dräger' }, { field: 'model', value: 'Evita' }, { value: 'ASKL-0001' }],
      claims: [
        { field: 'asset-tag', value: '1' },
        { field: 'unit', value: 'Süd' },
      ],
    });
  });

  it('obeys people about columns', () => {
    const columns = { 'geräte nr': 'asset-tag', Hersteller: 'ignore', Bemerkung: 'serial' };
    expect(fieldsOfColumns(['Geräte-Nr.', 'Hersteller', 'Seriennummer', 'Bemerkung'], columns)).toEqual([
      ...['asset-tag', undefined, undefined, 'serial'],
    ]);
  });
});
