/** Every row of the published tables, the spellings of records, and that an unknown value is never taken for a good one. */

import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { referencePath } from '../../../test/support/reference-data.ts';
import { aVulnerability } from '../../../test/support/risk-fixtures.ts';
import { type CvssVector, parseCvssVector } from '../../vulnerability/cvss/cvss-vector.ts';
import { decisionValues } from './decision-facts.ts';
import { decide, decisionValue } from './decision-table.ts';
import { applyPolicy, type PolicyPack, tableOf } from './policy-pack.ts';
import { BOD_26_04, COORDINATOR, DECISION_TABLES, DEPLOYER } from './tables.ts';

const vectorOf = (text: string) => parseCvssVector(text) as CvssVector;

describe.each(DECISION_TABLES)('$title', (table) => {
  it('has one outcome for each combination, all of them reached', () => {
    expect(table.letters).toHaveLength(table.points.reduce((rows, { values }) => rows * values.length, 1));
    expect(new Set(table.letters)).toEqual(new Set(Object.keys(table.outcomes)));
  });
});

describe('known outcomes', () => {
  it.each([
    [COORDINATOR, ['poc', 'no', 'partial', 'high'], 'track*'],
    [COORDINATOR, ['active', 'no', 'total', 'medium'], 'attend'],
    [COORDINATOR, ['active', 'no', 'total', 'high'], 'act'],
    [DEPLOYER, ['none', 'small', 'no', 'medium'], 'defer'],
    [DEPLOYER, ['none', 'open', 'yes', 'very high'], 'out-of-cycle'],
    [DEPLOYER, ['Active', 'Open', 'Yes', 'High'], 'immediate'],
    [DEPLOYER, ['public poc', 'controlled', 'yes', 'very high'], 'out-of-cycle'],
    [BOD_26_04, ['no', 'no', 'no', 'total'], 'fix on system upgrade'],
    [BOD_26_04, ['yes', 'yes', 'yes', 'partial'], '3 days'],
    [BOD_26_04, ['yes', 'no', 'yes', 'total'], '3 days & forensic investigation'],
  ])('%#', (table, values, outcome) => {
    const known = Object.fromEntries(table.points.map(({ name }, at) => [name, values[at]]));
    expect(decide(table, known)).toEqual({ table: table.id, outcome, atLeast: outcome, open: [] });
  });
});

describe('what is not known', () => {
  it('stays open where it matters', () => {
    expect(
      decide(COORDINATOR, { exploitation: 'active', automatable: 'yes', 'technical impact': 'partial' }),
    ).toEqual({
      ...{ table: COORDINATOR.id, outcome: 'act', atLeast: 'attend', open: ['mission and well-being'] },
    });
  });

  it('does not where it does not', () => {
    const known = { 'in kev': 'yes', 'publicly exposed': 'no', automatable: 'no' };
    expect(decide(BOD_26_04, known)).toMatchObject({ outcome: '14 days', atLeast: '14 days', open: [] });
  });

  it('is the worst of all when nothing is known', () => {
    expect(decide(DEPLOYER, { exploitation: 'gossip' })).toMatchObject({
      outcome: 'immediate',
      atLeast: 'defer',
    });
  });
});

describe('values from facts', () => {
  const remote = vectorOf('CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H');

  it('follow exploitation, vector, criticality and zone', () => {
    const vulnerability = aVulnerability({ threat: { knownExploited: true } });
    expect(decisionValues({ vulnerability, vector: remote, criticality: 5, zone: 'micro-segment' })).toEqual({
      ...{ exploitation: 'active', automatable: 'yes', 'technical impact': 'total', 'in kev': 'yes' },
      ...{ 'mission and well-being': 'high', 'human impact': 'very high' },
      ...{ 'system exposure': 'small', 'publicly exposed': 'no' },
    });
  });

  it('prefer what a record states', () => {
    const stated = { exploitation: 'poc', automatable: 'no' };
    const values = decisionValues({ vulnerability: aVulnerability(), vector: remote, stated });
    expect(values).toMatchObject(stated);
  });

  it('are absent when nothing is known', () => {
    expect(
      Object.values(decisionValues({ vulnerability: { id: 'x', threat: {} } })).every(
        (value) => value === undefined,
      ),
    ).toBe(true);
  });
});

const FOLDER = path.join(import.meta.dirname, '..', '..', '..', 'risk-model', 'policies');
const packs = fs
  .readdirSync(FOLDER)
  .map((name): PolicyPack => JSON.parse(fs.readFileSync(path.join(FOLDER, name), 'utf8')));

describe('policy packs', () => {
  it.each(packs)('$id has a deadline for every outcome of its table', (pack) => {
    expect(Object.keys(pack.deadlines).sort()).toEqual(Object.values(tableOf(pack).outcomes).sort());
  });

  it('decide with their days', () => {
    const pack = packs.find(({ id }) => id === 'cisa-bod-26-04') as PolicyPack;
    const vulnerability = aVulnerability({ threat: { knownExploited: true } });
    const facts = { vulnerability, vector: vectorOf('CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H') };
    expect(applyPolicy(pack, { ...facts, zone: 'department' })).toMatchObject({
      outcome: '3 days & forensic investigation',
      deadline: { days: 3, investigate: true },
    });
  });

  it('without a table, or with an outcome left out, are refused', () => {
    const [pack] = packs as [PolicyPack];
    expect(() => tableOf({ ...pack, table: 'none' })).toThrow(RangeError);
    expect(() => tableOf({ ...pack, deadlines: {} })).toThrow('no deadline');
  });
});

const folder = referencePath('data/vulnerability/ssvc/csv');

describe.skipIf(folder === undefined)('the published tables', () => {
  it.each([
    [COORDINATOR, 'cisa/cisa_coordinator_2_0_3.csv', 36],
    [DEPLOYER, 'ssvc/deployer_patch_application_priority_1_0_0.csv', 72],
    [BOD_26_04, 'cisa/cisa_bod_26_04_1_0_0.csv', 16],
  ])('$title, row by row', (table, file, rows) => {
    const lines = fs
      .readFileSync(path.join(folder ?? '', file), 'utf8')
      .trim()
      .split('\n')
      .slice(1);
    expect(lines).toHaveLength(rows);
    for (const line of lines) {
      const cells = line.trim().split(',').slice(1);
      const known = Object.fromEntries(table.points.map(({ name }, at) => [name, cells[at]]));
      expect(
        table.points.every(({ name, values }) => values.includes(decisionValue(known[name] ?? ''))),
        line,
      ).toBe(true);
      expect(decide(table, known).outcome, line).toBe(cells.at(-1));
    }
  });
});
