import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { foldVendorName, namesDevice, VendorDirectory, type VendorFile } from './vendors.ts';

const directory = new VendorDirectory(
  JSON.parse(readFileSync(new URL('../../fingerprints/vendors.json', import.meta.url), 'utf8')) as VendorFile,
);

describe('folding of names', () => {
  test.each([
    ['Drägerwerk AG & Co. KGaA', 'dragerwerk'],
    ['B. Braun Melsungen AG', 'b braun melsungen'],
    ['ESAOTE S.p.A.', 'esaote'],
    ['Becton, Dickinson and Company', 'becton dickinson'],
    ['bioMérieux, Inc.', 'biomerieux'],
    ['  SIEMENS  ', 'siemens'],
    ['Inc', 'inc'],
    ['', ''],
    ['x'.repeat(1_000), 'x'.repeat(128)],
  ])('%s', (text, folded) => {
    expect(foldVendorName(text)).toBe(folded);
  });
});

describe('canonical names', () => {
  test.each([
    ['GE MEDICAL SYSTEMS', 'GE HealthCare'],
    ['GE Healthcare', 'GE HealthCare'],
    ['General Electric (GE)', 'GE HealthCare'],
    ['Phillips', 'Philips'],
    ['Philips Medical Systems', 'Philips'],
    ['Draeger', 'Dräger'],
    ['DRÄGER MEDICAL', 'Dräger'],
    ['BBraun', 'B. Braun'],
    ['B.Braun', 'B. Braun'],
    ['Becton, Dickinson and Company (BD)', 'BD'],
    ['SIEMENS', 'Siemens'],
    ['SIEMENS HEALTHINEERS', 'Siemens Healthineers'],
    ['TOSHIBA_MEC', 'Toshiba Medical'],
    ['FUJI PHOTO FILM Co., ltd.', 'Fujifilm'],
    ['KONICA MINOLTA', 'Konica Minolta'],
    ['Hospira Inc.', 'Hospira'],
    ['Hewlett-Packard', 'HP'],
    ['Allen-Bradley', 'Rockwell Automation'],
    ['Welch Allyn', 'Welch Allyn'],
    ['Zebra Technologies', 'Zebra'],
    ['VMware, Inc.', 'VMware'],
    ['Nobody Knows Ltd', undefined],
    ['', undefined],
  ])('%s', (text, name) => {
    expect(directory.canonicalVendor(text)).toBe(name);
  });
});

describe('names of the IEEE registry', () => {
  test.each([
    ['Philips Medical Systems - Cardiac and Monitoring Systems (CM', 'Philips', 'device-maker'],
    ['Philips Patient Monitoring', 'Philips', 'device-maker'],
    ['PRONET GMBH', 'Lantronix', 'embedded-module-maker'],
    ['silex technology, Inc.', 'Silex', 'embedded-module-maker'],
    ['Murata Manufacturing Co., Ltd.', 'Murata', 'embedded-module-maker'],
    ['Hon Hai Precision Ind. Co.,Ltd.', 'Hon Hai', 'contract-manufacturer'],
    ['Liteon Technology Corporation', 'Lite-On', 'contract-manufacturer'],
    ['Intel Corporate', 'Intel', 'chip-maker'],
    ['Espressif Inc.', 'Espressif', 'chip-maker'],
    ['VMware, Inc.', 'VMware', 'virtualisation'],
    ['Cisco Systems, Inc', 'Cisco', 'network-maker'],
    ['Hewlett Packard Enterprise', 'HPE', 'computer-maker'],
    ['Hewlett Packard', 'HP', 'computer-maker'],
    ['Axis Communications AB', 'Axis', 'device-maker'],
    ['Nihon Kohden America', 'Nihon Kohden', 'device-maker'],
    ['Abbott Point of Care', 'Abbott Point of Care', 'device-maker'],
    ['Datex (Division of Instrumentarium Corp.)', 'Datex-Ohmeda', 'device-maker'],
    ['Siemens Healthcare Diagnostics Manufacturing Ltd', 'Siemens Healthineers', 'device-maker'],
    ['Siemens Switzerland Ltd., Building Technologies', 'Siemens Building Technologies', 'device-maker'],
    ['Raspberry Pi Trading Ltd', 'Raspberry Pi', 'computer-maker'],
  ])('%s', (text, vendor, kind) => {
    expect(directory.vendorOfRegistryName(text)).toEqual({ vendor, kind });
  });

  test('the Japanese computer maker CONTEC is not Contec Medical Systems', () => {
    expect(directory.vendorOfRegistryName('CONTEC CO., LTD.')).toBeUndefined();
    expect(directory.vendorOfRegistryName('Contec Medical Systems Co., Ltd.')?.vendor).toBe(
      'Contec Medical Systems',
    );
  });

  test('only makers of devices, computers and network equipment say who made a device', () => {
    expect(namesDevice('device-maker')).toBe(true);
    expect(namesDevice('chip-maker')).toBe(false);
    expect(namesDevice('embedded-module-maker')).toBe(false);
    expect(namesDevice('contract-manufacturer')).toBe(false);
    expect(namesDevice('virtualisation')).toBe(false);
  });
});

describe('makers over renames', () => {
  test.each<[a: string, b: string, same: boolean]>([
    ['Hospira', 'ICU Medical', true],
    ['Hospira', 'Smiths Medical', true], // both became ICU Medical
    ['CareFusion', 'BD', true],
    ['Alaris', 'Becton Dickinson', true],
    ['Welch Allyn', 'Baxter', true],
    ['Sigma', 'Baxter', true],
    ['Datex-Ohmeda', 'GE HealthCare', true],
    ['TOSHIBA', 'Canon Medical Systems', true],
    ['Hitachi Medical', 'FUJIFILM', true],
    ['Varian', 'Siemens Healthineers', true],
    ['SIEMENS', 'Siemens Healthineers', true],
    ['Siemens Building Technologies', 'SIEMENS', true],
    ['Siemens Building Technologies', 'Siemens Healthineers', false],
    ['Puritan Bennett', 'Medtronic', true],
    ['St. Jude Medical', 'Abbott', true],
    ['Physio-Control', 'Vocera', true], // both became Stryker
    ['Nihon Kohden', 'Philips', false],
    ['Nobody Knows', 'NOBODY KNOWS LTD', true],
    ['Nobody Knows', 'Philips', false],
  ])('%s and %s: %s', (a, b, same) => {
    expect(directory.sameVendor(a, b)).toBe(same);
    expect(directory.sameVendor(b, a)).toBe(same);
  });

  test.each([
    ['Hospira', 'ICU Medical'],
    ['Alaris', 'BD'],
    ['Welch Allyn', 'Baxter'],
    ['TOSHIBA', 'Toshiba'], // only its medical imaging became Canon Medical Systems
    ['Philips', 'Philips'],
    ['Nobody Knows', 'Nobody Knows'],
  ])('%s is %s today', (name, current) => {
    expect(directory.currentVendor(name)).toBe(current);
  });

  test('a circle of renames ends', () => {
    const circle = new VendorDirectory({
      about: 'Test.',
      vendors: [
        { name: 'A', kind: 'device-maker', became: [{ name: 'B', year: 2000 }] },
        { name: 'B', kind: 'device-maker', became: [{ name: 'A', year: 2001 }] },
      ],
    });
    expect(circle.currentVendor('A')).toBe('B');
    expect(circle.sameVendor('A', 'B')).toBe(true);
  });
});
