import { expect, it } from 'vitest';
import { parseUdi } from './udi.ts';

const gs1 = (deviceIdentifier: string, serial = '', lot = '') => ({
  issuer: 'gs1',
  deviceIdentifier,
  serial,
  lot,
});

it.each([
  ['brackets with serial', '(01)10887787005551(21)55217', gs1('10887787005551', '55217')],
  [
    'brackets with dates and lot',
    '(01)00840682103039(11)240115(17)290115(10)L22(21)REV8812',
    gs1('00840682103039', 'REV8812', 'L22'),
  ],
  ['brackets, model only', '(01)00840682103039', gs1('00840682103039')],
  ['wrong check digit', '(01)00840682103038(21)REV8812', undefined],
  ['thirteen digits', '(01)0084068210303(21)REV8812', undefined],
  ['no brackets', '0110887787005551112401152155217', gs1('10887787005551', '55217')],
  ['no brackets, separator', '011088778700555110L22\u001d2155217', gs1('10887787005551', '55217', 'L22')],
  ['symbology identifier before', ']d201108877870055512155217', gs1('10887787005551', '55217')],
  ['no brackets, unknown identifier', '01108877870055519955217', undefined],
  ['no brackets, date cut', '0110887787005551112401', undefined],
  [
    'HIBC with lot, serial and date',
    '+H123PARTNO1234567890120/$$420020216LOT123456789012345/SXYZ456789012345678/16D20130202H',
    {
      issuer: 'hibcc',
      deviceIdentifier: 'H123PARTNO1234567890120',
      serial: 'XYZ456789012345678',
      lot: 'LOT123456789012345',
    },
  ],
  [
    'HIBC, model only',
    '+A123BJC5D6E71G',
    { issuer: 'hibcc', deviceIdentifier: 'A123BJC5D6E71', serial: '', lot: '' },
  ],
  [
    'HIBC, serial behind an expiry date',
    '+A123BJC5D6E71/$$+70055217U',
    { issuer: 'hibcc', deviceIdentifier: 'A123BJC5D6E71', serial: '0055217', lot: '' },
  ],
  ['HIBC with a wrong check character', '+H123PARTNO1234567890120/SXYZ4567890123456780', undefined],
  [
    'ICCBBA',
    '=/A9999XYZ100T0944=,000025=A99971312345600=>014032=}013032&,1000000000000XYZ123',
    {
      issuer: 'iccbba',
      deviceIdentifier: 'A9999XYZ100T0944',
      serial: '000025',
      lot: '000000000000XYZ123',
    },
  ],
  ['plain model text', 'Hospira Plum A+', undefined],
  ['a telephone number', '+1 555 0100', undefined],
  ['nothing', '', undefined],
  ['too long', `(01)10887787005551(21)${'5'.repeat(200)}`, undefined],
])('parseUdi: %s', (_, text, expected) => {
  expect(parseUdi(text)).toEqual(expected);
});
