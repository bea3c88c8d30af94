/** Every limit of the HL7 dissector reached once, and what counts as the text of a device. */

import { describe, expect, it } from 'vitest';
import { converse, type Outcome } from '../dissector.contract.ts';
import { Containment, NODE_LIMIT } from './containment.ts';
import { deviceCode } from './device-codes.ts';
import { blankDevice, DEVICE_LIMIT, VALUE_LIMIT } from './devices.ts';
import { hl7 } from './dissector.ts';
import {
  ASSIGNER_LIMIT,
  Assigners,
  companyText,
  deviceText,
  type EquipmentIdentifier,
  numberedText,
  readIdentifier,
  TEXT_LIMIT,
} from './equipment-identifier.ts';
import { SAID_LIMIT } from './said.ts';
import { FIELD_LIMIT, FIELD_OCTETS, REPETITION_LIMIT, SEGMENT_LIMIT } from './segments.ts';

const HEADER = 'MSH|^~\\&|GATEWAY';
const obx = (equipment: string) => `OBX||NM${'|'.repeat(16)}${equipment}`;
const count = <T>(length: number, text: (index: number) => T) => Array.from({ length }, (_, at) => text(at));

function run(...messages: string[][]): Outcome {
  const octets = Buffer.from(
    messages.map((segments) => `\u000b${[HEADER, ...segments].join('\r')}\r\u001c\r`).join(''),
  );
  return converse(hl7, { name: 'limits', messages: [], facts: [] }, [{ from: 'client', octets }]);
}
const valuesOf = (outcome: Outcome, field: string) =>
  outcome.facts.filter((fact) => fact.field === field).map((fact) => fact.value);

describe('limits', () => {
  it('walks a limited number of segments', () => {
    const filler = (length: number) => count(length, () => 'ZZZ|');
    expect(valuesOf(run([...filler(SEGMENT_LIMIT - 2), obx('Pump 1')]), 'OBX-18-text')).toEqual(['Pump 1']);
    expect(valuesOf(run([...filler(SEGMENT_LIMIT - 1), obx('Pump 1')]), 'OBX-18-text')).toEqual([]);
  });

  it('finds a limited number of fields, the wanted ones among them', () => {
    const wide = `${obx('Pump 1')}${'|x'.repeat(FIELD_LIMIT)}`;
    expect(valuesOf(run([wide]), 'OBX-18-text')).toEqual(['Pump 1']);
  });

  it('reads no field longer than the limit', () => {
    const long = (length: number) => obx(`Pump 1~${'x'.repeat(length - 7)}`);
    expect(valuesOf(run([long(FIELD_OCTETS)]), 'OBX-18-text')).toEqual(['Pump 1']);
    expect(valuesOf(run([long(FIELD_OCTETS + 1)]), 'OBX-18-text')).toEqual([]);
  });

  it('reads a limited number of repetitions', () => {
    const profiles = count(REPETITION_LIMIT + 2, (index) => `PROFILE_${index}`).join('~');
    expect(valuesOf(run(), 'MSH-21')).toEqual([]);
    const octets = Buffer.from(`\u000b${HEADER}${'|'.repeat(18)}${profiles}\r\u001c\r`);
    const outcome = converse(hl7, { name: 'limits', messages: [], facts: [] }, [{ from: 'client', octets }]);
    expect(valuesOf(outcome, 'MSH-21')).toHaveLength(REPETITION_LIMIT);
  });

  it('gathers a limited number of devices of one message, and any number of a flow', () => {
    const devices = count(DEVICE_LIMIT + 5, (index) => obx(`Pump ${index}`));
    expect(valuesOf(run(devices), 'OBX-18-text')).toHaveLength(DEVICE_LIMIT);
    expect(valuesOf(run(...devices.map((device) => [device])), 'OBX-18-text')).toHaveLength(DEVICE_LIMIT + 5);
  });

  it('keeps a limited number of values of one device', () => {
    const rows = count(VALUE_LIMIT + 5, (index) => `PRT|||||||||||||||||||L${index}`);
    const outcome = run([obx('Pump 1'), ...rows]);
    expect(valuesOf(outcome, 'PRT-19')).toHaveLength(VALUE_LIMIT - 1);
  });

  it('reads messages up to the limit of a flow', () => {
    const messages = count(hl7.limits.messagesPerFlow + 5, (index) => obx(`Pump ${index}`));
    expect(valuesOf(run(...messages.map((text) => [text])), 'OBX-18-text')).toHaveLength(
      hl7.limits.messagesPerFlow,
    );
  });

  it('remembers a limited number of things said, and says the rest anyhow', () => {
    const perMessage = Math.ceil((SAID_LIMIT + 100) / 1_900);
    const messages = count(1_900, (at) => count(perMessage, (index) => obx(`Pump ${at}-${index}`)));
    expect(valuesOf(run(...messages), 'OBX-18-text')).toHaveLength(1_900 * perMessage);
  });
});

describe('texts of devices', () => {
  it.each([
    ['15.1.0', '15.1.0'],
    ['V9.5*R003', 'V9.5*R003'],
    ['Plum A+', 'Plum A+'],
    [' MX800 ', 'MX800'],
    ['Evita® V800', 'Evita® V800'],
    ['DOE, JANE', ''],
    ['DOE^JANE', ''],
    ['"x"', ''],
    ['x'.repeat(TEXT_LIMIT), 'x'.repeat(TEXT_LIMIT)],
    ['x'.repeat(TEXT_LIMIT + 1), ''],
    ['', ''],
  ])('deviceText of %j', (text, expected) => {
    expect(deviceText(text)).toBe(expected);
  });

  it('wants a digit in numbers, and allows a comma in company forms only', () => {
    expect(numberedText('SN123')).toBe('SN123');
    expect(numberedText('SN')).toBe('');
    expect(companyText('Baxter Healthcare, Inc.')).toBe('Baxter Healthcare, Inc.');
    expect(companyText('B. Braun')).toBe('B. Braun');
    expect(companyText('Doe, Jane')).toBe('');
  });
});

describe('entity identifiers', () => {
  const none: EquipmentIdentifier = {
    ...{ eui64: '', mac: '', udi: undefined, udiText: '', serial: '', assigner: '' },
    ...{ uuid: '', ip: '', texts: [] },
  };
  it.each([
    [
      'EUI-64 with its type',
      'SN123^^0098765432100000^EUI-64',
      { ...none, eui64: '0098765432100000', serial: 'SN123' },
    ],
    [
      'EUI-64 alone',
      '080019FFFE0B4020^B40_GE',
      { ...none, eui64: '080019fffe0b4020', mac: '08:00:19:0b:40:20', texts: ['B40_GE'] },
    ],
    [
      'hierarchic form',
      'PUMP7^0003B1FFFE770217^EUI-64',
      { ...none, eui64: '0003b1fffe770217', mac: '00:03:b1:77:02:17', serial: 'PUMP7' },
    ],
    ['assigned serial', 'A-7^LAB^2.999^ISO', { ...none, serial: 'A-7', assigner: '2.999' }],
    ['serial without assigner', '12345^X9^^ISO', { ...none, serial: '12345', texts: ['X9'] }],
    [
      'EUI-64 of a maker behind a serial number',
      'I51316^^0012210000000000^EUI-64',
      { ...none, serial: 'I51316', assigner: '0012210000000000' },
    ],
    [
      'UUID and model',
      '7f2586c7-0506-46cd-a612-d8e75b838faa-IntelliVue MX500 - 866064',
      { ...none, uuid: '7f2586c7-0506-46cd-a612-d8e75b838faa', texts: ['IntelliVue MX500', '866064'] },
    ],
    ['EUI-64 and address', '080019FFFE3ED02D192.0.2.135^GW', { ...none, ip: '192.0.2.135' }],
    ['EUI-64 and no address', '080019FFFE3ED02D999.0.2.135', undefined],
    ['free text', 'Hospira Plum A+', { ...none, texts: ['Hospira Plum A+'] }],
    ['number and model', '14420188^BD 8015', { ...none, texts: ['14420188', 'BD 8015'] }],
    ['a person', '71^DOE^JANE', undefined],
    ['a person without number', 'DOE^JANE', undefined],
    ['nothing', '', undefined],
  ])('%s', (_, text, expected) => {
    expect(readIdentifier(text.split('^'))).toEqual(expected);
  });
});

describe('assigners', () => {
  it('are learnt from a limited number of EUI-64s', () => {
    const assigners = new Assigners();
    const eui64 = (index: number) => `0003b11${index.toString(16).padStart(9, '0')}`;
    for (let index = 0; index <= ASSIGNER_LIMIT; index++)
      expect(assigners.isAssigner(eui64(index), 'A1')).toBe(false);
    expect(assigners.isAssigner(eui64(ASSIGNER_LIMIT - 1), 'B2')).toBe(true);
    expect(assigners.isAssigner(eui64(ASSIGNER_LIMIT), 'B2')).toBe(false);
    expect(assigners.known).toBe(1);
  });
});

describe('containment', () => {
  const row = (term: string) => {
    const code = deviceCode(0, `MDC_DEV_PUMP_${term}`);
    if (!code) throw new Error(term);
    return code;
  };

  it('holds NODE_LIMIT systems and modules', () => {
    const containment = new Containment();
    const enter = (system: number) => containment.enter(`${system}.0.0.0`, row('MDS'), blankDevice());
    for (let system = 1; system <= NODE_LIMIT; system++) enter(system);
    enter(NODE_LIMIT + 1);
    expect(containment.deviceAt(`${NODE_LIMIT}.0.0.7`)).toBeDefined();
    expect(containment.deviceAt(`${NODE_LIMIT + 1}.0.0.7`)).toBeUndefined();
    expect(containment.deviceAt(`${NODE_LIMIT}.1.0.7`)).toBeUndefined();
  });

  it.each(['', '1', '1.1', '1.1.2.0', 'x.0.0', '1.0.0x'])('finds nothing at %j', (place) => {
    const containment = new Containment();
    containment.enter('1.0.0.0', row('MDS'), blankDevice());
    expect(containment.deviceAt(place)).toBeUndefined();
  });
});
