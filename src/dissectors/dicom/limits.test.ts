/** Every limit of the DICOM dissector reached once, and what happens there. */

import { describe, expect, it } from 'vitest';
import { OctetReader } from '../../wire/octet-reader.ts';
import { converse, type Outcome } from '../dissector.contract.ts';
import { ITEM_LIMIT } from './association.ts';
import { OPEN_CONTEXT_LIMIT } from './data-stream.ts';
import { DEPTH_LIMIT, ELEMENT_LIMIT, readDataset, VALUE_LIMIT, type WantedElements } from './dataset.ts';
import {
  accept,
  commandSet,
  dataUnit,
  END_ITEM,
  END_SEQUENCE,
  explicit,
  implicit,
  message,
  OPEN_ITEM,
  openSequence,
  request,
} from './dicom-octets.arbitrary.ts';
import { COMMAND_ELEMENT_LIMIT, COMMAND_OCTETS, decodeCommand } from './dimse-command.ts';
import { dicom } from './dissector.ts';
import { EQUIPMENT_LIMIT, emitEquipment, VALUES_LIMIT } from './equipment.ts';
import {
  ALIKE_LIMIT,
  DATASET_OCTETS,
  DATASETS_LIMIT,
  FIRST_LOOK_OCTETS,
  SAID_LIMIT,
  SAMPLE_INTERVAL,
} from './p-data.ts';
import { CONTEXT_LIMIT, uidText } from './presentation-contexts.ts';

const CT = '1.2.840.10008.5.1.4.1.1.2';
const STORE = { field: 1, sopClass: CT };
const START = request({ contexts: { 1: CT } });
const ANSWER = accept({ contexts: { 1: '1.2.840.10008.1.2' } });

function run(...hex: string[]): Outcome {
  const segments = [
    { from: 'client' as const, octets: Buffer.from(START, 'hex') },
    { from: 'server' as const, octets: Buffer.from(ANSWER, 'hex') },
    ...hex.map((text) => ({ from: 'client' as const, octets: Buffer.from(text, 'hex') })),
  ];
  return converse(dicom, { name: 'limits', messages: [], facts: [] }, segments);
}
const valuesOf = (outcome: Outcome, field: string) =>
  outcome.facts.filter((fact) => fact.field === field).map((fact) => fact.value);
const maker = (name: string) => implicit(0x0008_0070, name);

const ALL: WantedElements = { top: new Set([0x0008_0070]), within: new Map(), stopAt: 0x0100_0000 };
const read = (octets: Buffer, whole = true) =>
  readDataset(OctetReader.over(octets), 'explicit-little', ALL, whole);

describe('datasets', () => {
  it(`reads ${DATASET_OCTETS} octets and skips the rest`, () => {
    const filler = (length: number) => implicit(0x0008_0001, Buffer.alloc(length));
    const near = Buffer.concat([filler(DATASET_OCTETS - 100), maker('Near'), filler(60_000)]);
    const far = Buffer.concat([filler(DATASET_OCTETS), maker('Far')]);
    const outcome = run(message(1, STORE, near), message(1, STORE, far), message(1, STORE, maker('Next')));
    expect(valuesOf(outcome, '(0008,0070)')).toEqual(['Near']);
    expect(valuesOf(outcome, 'equipment-count')).toEqual(['2', '3']);
    expect(outcome.anomalies).toEqual([]);
  });

  it.each([FIRST_LOOK_OCTETS - 8, FIRST_LOOK_OCTETS, 2 * FIRST_LOOK_OCTETS + 1, 50_000])(
    'finds elements behind %i octets of references, and the next command behind the rest',
    (length) => {
      const references = implicit(0x0008_1140, Buffer.alloc(length));
      const dataset = Buffer.concat([
        references,
        maker('Maker'),
        implicit(0x0020_0010, Buffer.alloc(90_000)),
      ]);
      const outcome = run(message(1, STORE, dataset), message(1, STORE, maker('Next')));
      expect(valuesOf(outcome, '(0008,0070)')).toEqual(['Maker']);
      expect(valuesOf(outcome, 'equipment-count')).toEqual(['2']);
      expect(outcome.anomalies).toEqual([]);
    },
  );

  it.each([
    ['', 'Dr\u00e4ger', 'Dräger'],
    ['ISO_IR 100', 'Dr\u00e4ger', 'Dräger'],
    ['\\\\ISO 2022 IR 87', 'Maker', 'Maker'],
    ['ISO_IR 192', 'Dr\u00c3\u00a4ger', 'Dräger'],
    ['ISO_IR 144', 'Dr\u00e4ger', undefined],
    ['ISO_IR 144', 'Maker', 'Maker'],
    ['GB18030', '\u00c2\u00f5', undefined],
  ])('in character set %j, %j is %j', (characterSet, text, value) => {
    const octets = Buffer.concat([
      explicit(0x0008_0005, 'CS', characterSet),
      explicit(0x0008_0070, 'LO', text),
    ]);
    expect(read(octets).values.get(0x0008_0070)).toBe(value);
  });

  it('nests sequences of undefined length up to the depth limit', () => {
    const nested = (depth: number) =>
      Buffer.concat([
        ...Array.from({ length: depth }, () => Buffer.concat([openSequence(0x0008_0001), OPEN_ITEM])),
        ...Array.from({ length: depth }, () => Buffer.concat([END_ITEM, END_SEQUENCE])),
        explicit(0x0008_0070, 'LO', 'Maker'),
      ]);
    expect([...read(nested(DEPTH_LIMIT)).values.values()]).toEqual(['Maker']);
    expect(read(nested(DEPTH_LIMIT + 1)).anomaly).toBe('depth-limit');
  });

  it('looks at a limited number of elements', () => {
    const elements = Array.from({ length: ELEMENT_LIMIT + 1 }, () => explicit(0x0008_0001, 'LO', ''));
    expect(read(Buffer.concat(elements)).anomaly).toBe('element-limit');
    expect(read(Buffer.concat(elements.slice(1))).anomaly).toBeUndefined();
  });

  it('keeps no value longer than the limit', () => {
    const element = (length: number) => explicit(0x0008_0070, 'LO', 'x'.repeat(length));
    expect(read(element(VALUE_LIMIT)).values.size).toBe(1);
    expect(read(element(VALUE_LIMIT + 2)).values.size).toBe(0);
  });

  it('notices an element that is longer than the whole dataset, not one that was cut', () => {
    const cut = explicit(0x0008_0070, 'LO', 'Maker').subarray(0, 10);
    expect(read(cut).anomaly).toBe('element-length');
    expect(read(cut, false).anomaly).toBeUndefined();
  });
});

describe('flows', () => {
  it('reads a few alike objects, then samples, then leaves the flow alone', () => {
    const other = message(1, STORE, maker('Other'));
    const alike = Array.from({ length: ALIKE_LIMIT + 1 }, () => message(1, STORE, maker('Maker')));
    const skipped = Array.from({ length: SAMPLE_INTERVAL - 1 }, () => other);
    expect(valuesOf(run(...alike, ...skipped), 'equipment-count')).toEqual([]);
    expect(valuesOf(run(...alike, ...skipped, other), 'equipment-count')).toEqual(['2']);
    const many = Array.from({ length: DATASETS_LIMIT + 4 }, (_, index) =>
      message(1, STORE, maker(`Maker ${index}`)),
    );
    expect(valuesOf(run(...many), 'equipment-count').at(-1)).toBe(String(DATASETS_LIMIT));
  });

  it('gives up a command set that is too long', () => {
    const octets = Buffer.concat([commandSet(STORE), implicit(0x1005, Buffer.alloc(COMMAND_OCTETS))]);
    const outcome = run(dataUnit({ context: 1, command: true, octets }), message(1, STORE, maker('Maker')));
    expect(outcome.anomalies).toEqual(['command-too-long']);
    expect(valuesOf(outcome, '(0008,0070)')).toEqual(['Maker']);
  });

  it('keeps a limited number of contexts open', () => {
    const open = (context: number) =>
      dataUnit({ context, command: true, more: true, octets: Buffer.alloc(4) });
    const contexts = Array.from({ length: OPEN_CONTEXT_LIMIT }, (_, index) => open(index * 2 + 3));
    expect(run(...contexts).anomalies).toEqual([]);
    expect(run(...contexts, open(1)).anomalies).toEqual(['open-contexts']);
  });

  it('remembers a limited number of things said, and says the rest anyhow', () => {
    const commands = Array.from({ length: SAID_LIMIT + 8 }, (_, index) =>
      message(1, { field: 0x30, sopClass: `1.2.${index}` }),
    );
    expect(valuesOf(run(...commands), 'sop-class-as-scu')).toHaveLength(SAID_LIMIT + 9);
  });

  it('says so when a command set names no command', () => {
    const unnamed = dataUnit({ context: 1, command: true, octets: implicit(0x0002, CT) });
    expect(run(unnamed).anomalies).toEqual(['unknown-command']);
    expect(run(message(1, { field: 0x0666 })).anomalies).toEqual(['unknown-command']);
  });

  it('does not read on in a P-DATA of a gigabyte and more', () => {
    expect(run('0400ffffffff', message(1, STORE, maker('Maker'))).anomalies).toEqual(['pdv-length']);
  });
});

describe('lost octets', () => {
  it('resumes at the start of a PDU, wherever the stream stood', () => {
    const facts: string[] = [];
    const out = {
      fact: (field: string, value: string) => void facts.push(`${field}=${value}`),
      anomaly: () => {},
      serverIs: () => {},
    };
    const flow = {
      carrier: 'tcp' as const,
      direction: 0 as const,
      sourcePort: 40_000,
      destinationPort: 104,
      sourceMac: '',
      sourceIp: '',
      destinationIp: '',
      state: dicom.begin?.(),
    };
    const readAll = (hex: string) => {
      const octets = Buffer.from(hex, 'hex');
      for (let at = 0; at < octets.length; ) {
        const progress = dicom.dissect(OctetReader.over(octets.subarray(at)), flow, out);
        if (progress <= 0) return;
        at += progress;
      }
    };
    const cut = message(1, STORE, Buffer.concat([maker('Maker'), Buffer.alloc(400)]));
    readAll(cut.slice(0, -600));
    readAll(message(1, STORE, maker('Other')));
    expect(facts).toContain('(0008,0070)=Other');
  });
});

describe('associations', () => {
  it('keeps a limited number of contexts and items', () => {
    const items = Buffer.alloc(4 * (ITEM_LIMIT + 1), Buffer.from('99000000', 'hex'));
    expect(run(request({ contexts: {}, user: [items] })).anomalies).toEqual(['item-length']);
    const twice = Object.fromEntries(
      Array.from({ length: CONTEXT_LIMIT + 20 }, (_, index) => [index, `1.2.${index}`]),
    );
    expect(valuesOf(run(request({ contexts: twice })), 'proposed-sop-classes')).toEqual(['74']);
  });
});

describe('pieces', () => {
  it('reads a limited number of command elements', () => {
    const filler = Array.from({ length: COMMAND_ELEMENT_LIMIT }, () => implicit(0x0001, ''));
    const command = Buffer.concat([...filler, commandSet(STORE)]);
    expect(decodeCommand(OctetReader.over(command))).toBeUndefined();
    expect(decodeCommand(OctetReader.over(command.subarray(8 * 8)))?.name).toBe('C-STORE-RQ');
  });

  it('counts a limited number of devices and emits a limited number of values', () => {
    const facts: string[] = [];
    const sink = {
      fact: (field: string, value: string) => void facts.push(`${field}=${value}`),
      anomaly: () => {},
      serverIs: () => {},
    };
    const seen = { identities: [], last: '', alike: 0 };
    const command = decodeCommand(OctetReader.over(commandSet(STORE)));
    if (!command) throw new Error('no command');
    for (let index = 0; index < EQUIPMENT_LIMIT + 5; index++)
      emitEquipment(new Map([[0x0008_0070, `Maker ${index}`]]), command, true, seen, sink);
    expect(facts.at(-1)).toBe(`equipment-count=${EQUIPMENT_LIMIT}`);
    facts.length = 0;
    const versions = Array.from({ length: VALUES_LIMIT + 3 }, (_, index) => `v${index}`).join('\\');
    emitEquipment(new Map([[0x0018_1020, versions]]), command, true, { ...seen, identities: [] }, sink);
    expect(facts).toHaveLength(VALUES_LIMIT);
  });

  it.each([
    ['1.2.840.10008.1.2\u0000', '1.2.840.10008.1.2'],
    ['1.2.3 ', '1.2.3'],
    ['1', ''],
    ['1..2', ''],
    ['planted', ''],
    [`1.${'2'.repeat(63)}`, ''],
    ['', ''],
  ])('uidText of %j', (text, uid) => {
    expect(uidText(text)).toBe(uid);
  });
});
