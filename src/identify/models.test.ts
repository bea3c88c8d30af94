import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { ModelCatalogue, type ModelFile } from './models.ts';
import { VendorDirectory, type VendorFile } from './vendors.ts';

const readJson = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`../../fingerprints/${name}`, import.meta.url), 'utf8'));
const catalogue = new ModelCatalogue(
  readJson('models.json') as ModelFile,
  new VendorDirectory(readJson('vendors.json') as VendorFile),
);

test.each<[vendor: string | undefined, model: string, category: string]>([
  ['GE MEDICAL SYSTEMS', 'Revolution CT', 'ct'],
  ['SIEMENS', 'MAGNETOM Vida', 'mri'],
  ['Siemens', 'SOMATOM Definition AS+', 'ct'],
  ['Philips Medical Systems', 'EPIQ 7G', 'ultrasound'],
  ['Philips', 'MX450', 'patient-monitor'],
  ['Philips', 'M8004A', 'patient-monitor'],
  ['TOSHIBA', 'Aquilion ONE', 'ct'],
  ['Canon Medical Systems', 'INFX-8000C', 'angiography'],
  ['Carestream Health', 'DRX-Evolution', 'xray'],
  ['Carestream Health', 'DRX-Revolution', 'mobile-xray'],
  ['FUJIFILM', 'FDR Go PLUS', 'mobile-xray'],
  ['BD', 'Alaris 8015 PCU', 'infusion-pump'],
  ['CareFusion', '8015', 'infusion-pump'],
  ['BD', 'Pyxis MedStation ES', 'dispensing-cabinet'],
  ['B. Braun', 'Perfusor Space', 'syringe-pump'],
  ['BBraun', 'SpaceCom', 'infusion-pump'],
  ['Baxter', 'Sigma Spectrum 35700BAX2', 'infusion-pump'],
  ['ICU Medical', 'Plum 360', 'infusion-pump'],
  ['Hospira', 'Plum 360', 'infusion-pump'],
  ['Draeger', 'Evita V800', 'ventilator'],
  ['Draeger', 'Perseus A500', 'anaesthesia-machine'],
  ['Welch Allyn', 'Connex VSM 6800', 'vital-signs-monitor'],
  ['Roche', 'cobas 6000', 'lab-analyzer'],
  ['Roche Diagnostics', 'Accu-Chek Inform II', 'glucose-meter'],
  ['Abbott Point of Care', 'i-STAT 1 Wireless', 'poc-analyzer'],
  ['Cisco', 'WS-C2960X-48FPS-L', 'network-switch'],
  ['Cisco', 'CP-8845', 'voip-phone'],
  ['Siemens Building Technologies', 'PXC36-E.D', 'building-controller'],
  ['Schneider Electric', 'TM221CE24R', 'plc'],
  ['APC', 'Smart-UPS SRT 3000', 'ups'],
  ['Moxa', 'NPort 5150A', 'serial-gateway'],
  ['Dell', 'Precision 5820', 'workstation'],
  ['Lenovo', 'ThinkPad T14', 'laptop'],
  [undefined, 'IntelliVue MX800', 'patient-monitor'],
  [undefined, 'HP LaserJet MFP M428fdw', 'printer'],
  ['Some Reseller', 'NPort 5150A', 'serial-gateway'],
])('%s %s is a %s', (vendor, model, category) => {
  expect(catalogue.classifyModel(vendor, model)?.category).toBe(category);
});

test.each<[vendor: string | undefined, model: string]>([
  [undefined, '840'],
  [undefined, 'MX450'],
  [undefined, 'Spectrum'],
  [undefined, ''],
  ['Philips', 'NPort 5150A'],
  ['Nihon Kohden', 'IntelliVue MX800'],
  ['Axis', ' '],
])('%s "%s" has no class', (vendor, model) => {
  expect(catalogue.classifyModel(vendor, model)).toBeUndefined();
});

test('a family can give the proper spelling, what the device does and the maker', () => {
  expect(catalogue.classifyModel('Philips', 'mx450')).toEqual({
    category: 'patient-monitor',
    vendor: 'Philips',
    model: 'IntelliVue MX450',
    function: 'bedside patient monitor',
    confidence: 85,
  });
});

test('without a maker the class is less sure', () => {
  const known = catalogue.classifyModel('Moxa', 'NPort 5150A');
  const unknown = catalogue.classifyModel(undefined, 'NPort 5150A');
  expect(unknown?.vendor).toBe('Moxa');
  expect(unknown?.confidence).toBeLessThan(known?.confidence ?? 0);
});
