import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { filters } from './filter.arbitrary.ts';
import { CONDITION_LIMIT, type Condition, QUERY_LIMIT, TEXT_LIMIT, VALUE_LIMIT } from './filter.ts';
import { parseFilter, parseParameter } from './parse-filter.ts';
import { printFilter } from './print-filter.ts';

const text = (...texts: string[]) => texts.map((each) => ({ kind: 'text', text: each }) as const);
const condition = (changed: Partial<Condition> & Pick<Condition, 'field' | 'values'>): Condition => ({
  ...{ negated: false, operator: ':' },
  ...changed,
});

describe('a query', () => {
  it.each<[string, Condition[]]>([
    ['', []],
    ['  ', []],
    ['category:infusion-pump', [condition({ field: 'category', values: text('infusion-pump') })]],
    ['VENDOR="B. Braun"', [condition({ field: 'vendor', operator: '=', values: text('B. Braun') })]],
    [
      'vendor:philips,"GE Healthcare",unknown',
      [condition({ field: 'vendor', values: [...text('philips', 'GE Healthcare'), { kind: 'unknown' }] })],
    ],
    ['-vendor:unknown', [condition({ field: 'vendor', negated: true, values: [{ kind: 'unknown' }] })]],
    ['vendor:"unknown"', [condition({ field: 'vendor', values: text('unknown') })]],
    ['seen<7d', [condition({ field: 'seen', operator: '<', values: [{ kind: 'span', seconds: 604_800 }] })]],
    [
      'first>=2026-03-01',
      [
        condition({
          field: 'first',
          operator: '>=',
          values: [{ kind: 'instant', at: Date.UTC(2026, 2, 1) }],
        }),
      ],
    ],
    [
      'port:23,8000-8080',
      [
        condition({
          field: 'port',
          values: [
            { kind: 'numbers', from: 23, to: 23 },
            { kind: 'numbers', from: 8_000, to: 8_080 },
          ],
        }),
      ],
    ],
    [
      'address:10.20.30.40/16',
      [condition({ field: 'address', values: [{ kind: 'network', address: '10.20.0.0', bits: 16 }] })],
    ],
    [
      'address:2001:db8::1/33',
      [condition({ field: 'address', values: [{ kind: 'network', address: '2001:db8::', bits: 33 }] })],
    ],
    ['mac:00-09-FB', [condition({ field: 'mac', values: [{ kind: 'mac', prefix: '00:09:fb' }] })]],
    ['10.20', [condition({ field: 'text', values: text('10.20') })]],
    [
      'pump -"say \\"hi\\" \\\\"',
      [
        condition({ field: 'text', values: text('pump') }),
        condition({ field: 'text', negated: true, values: text('say "hi" \\') }),
      ],
    ],
  ])('%s', (query, expected) => {
    expect(parseFilter(query)).toEqual({ filter: expected });
  });

  it.each([
    ['vendro:philips', /no field "vendro". Did you mean vendor\?/, 0],
    ['os:windows http://x', /no field "http".*quotes/, 11],
    ['vendor<3', /vendor cannot be asked with <; it takes : =/, 7],
    ['vendor:', /value is missing after vendor:/, 7],
    ['vendor:a,', /value is missing/, 9],
    ['vendor:"a', /quotation mark is not closed/, 7],
    ['vendor:"a\\', /quotation mark is not closed/, 7],
    ['vendor:"a"b', /space between two conditions/, 10],
    ['seen:7d', /needs a comparison/, 5],
    ['seen<7y', /no time/, 5],
    ['seen<2026-02-30', /no time/, 5],
    ['seen<0000-01-01', /no time/, 5],
    ['seen<unknown', /After < stands one value/, 0],
    ['seen<1d,2d', /After < stands one value/, 0],
    ['seen<999999999w', /more than a century/, 5],
    ['port:99999999999999999999', /no whole number/, 5],
    ['port:9-3', /larger to the smaller/, 5],
    ['port<3-9', /stands one number/, 5],
    ['address:10.20.0.0/33', /no address or network/, 8],
    ['mac:0:9', /whole octets/, 4],
    ['a\u0000b', /control character/, 1],
    ['-', /nothing to search/, 1],
    ['""', /nothing to search/, 0],
  ])('%s is refused with its place', (query, problem, at) => {
    expect(parseFilter(query)).toEqual({ problem: expect.stringMatching(problem), at });
  });

  it('keeps its limits', () => {
    const problem = (query: string) => parseFilter(query);
    expect(problem('x '.repeat(CONDITION_LIMIT))).toHaveProperty('filter');
    expect(problem('x '.repeat(CONDITION_LIMIT + 1))).toMatchObject({
      problem: expect.stringMatching(/at most 32 conditions/),
    });
    expect(problem('x'.repeat(QUERY_LIMIT + 1))).toMatchObject({
      problem: expect.stringMatching(/at most 8000 characters/),
    });
    expect(problem('x'.repeat(TEXT_LIMIT + 1))).toMatchObject({
      problem: expect.stringMatching(/longer than 200/),
    });
    const ports = Array.from({ length: VALUE_LIMIT + 1 }, () => '1').join();
    expect(problem(`port:${ports}`)).toMatchObject({ problem: expect.stringMatching(/at most 500 values/) });
  });

  it('that a filter prints as parses to that filter', () => {
    fc.assert(
      fc.property(filters, (filter) => {
        expect(parseFilter(printFilter(filter))).toEqual({ filter });
      }),
      { numRuns: 2_000 },
    );
  });

  it('of any text gives a filter or a sentence, and what it gives prints to itself', () => {
    const pieces = fc.constantFrom(
      'vendor',
      ':',
      '=',
      '<',
      '"',
      '\\',
      '-',
      ',',
      ' ',
      'unknown',
      '7d',
      'seen',
    );
    const texts = fc.array(fc.oneof(pieces, fc.string({ unit: 'binary', maxLength: 3 })), { maxLength: 12 });
    fc.assert(
      fc.property(texts, (parts) => {
        const parsed = parseFilter(parts.join(''));
        if ('problem' in parsed) expect(parsed.problem).toMatch(/\.$|\?$/);
        else expect(parseFilter(printFilter(parsed.filter))).toEqual(parsed);
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('a parameter', () => {
  it.each<[string, string[], string]>([
    ['category', ['infusion-pump'], 'category:infusion-pump'],
    ['category', ['infusion-pump', 'ventilator'], 'category:infusion-pump,ventilator'],
    ['-vendor', ['unknown'], '-vendor:unknown'],
    ['vendor', ['=B. Braun, Philips'], 'vendor="B. Braun",Philips'],
    ['seen', ['<7d'], 'seen<7d'],
    ['text', ['two words'], '"two words"'],
    ['text', [':'], '":"'],
  ])('%s of %j means %s', (name, texts, query) => {
    if (query === '":"') expect(parseParameter(name, texts)).toMatchObject({ problem: expect.any(String) });
    else expect(parseParameter(name, texts)).toEqual(parseFilter(query));
  });

  it.each([
    ['vendro', ['x'], /no field/],
    ['seen', ['<7d', '>3d'], /same comparison/],
    ['seen', ['<7d', '<3d'], /stands one value/],
    ['vendor', [], /no value/],
    ['vendor', [''], /missing/],
  ])('%s of %j is refused', (name, texts, problem) => {
    expect(parseParameter(name, texts)).toMatchObject({ problem: expect.stringMatching(problem) });
  });
});
