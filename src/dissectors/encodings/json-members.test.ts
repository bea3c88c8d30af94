import { describe, expect, it } from 'vitest';
import { scanJsonMembers } from './json-members.ts';

const LIMITS = { depth: 2, nameLength: 8, valueLength: 16 };

function membersOf(text: string): string[] {
  const members: string[] = [];
  scanJsonMembers(text, LIMITS, (name, value) => {
    members.push(`${name}=${value}`);
    return true;
  });
  return members;
}

describe('scanJsonMembers', () => {
  it.each([
    ['{"a":"x","b":{"c":1.5}}', ['a=x', 'b=', 'c=1.5']],
    ['{"a":{"b":{"c":"deep"}}}', ['a=', 'b=']],
    ['{"a":[{"b":"x"}],"c":"y"}', ['a=', 'c=y']],
    ['{"much too long":"x","a":"much too long a value, really"}', ['a=much too long a value, really']],
    ['{"a":"\\u0041\\"\\/"}', ['a=A"/']],
    ['{"a":"cut', ['a=']],
    ['{"a":12', ['a=']],
    ['"', []],
    ['"a":"b"', ['a=b']],
    ['', []],
  ])('%s', (text, members) => {
    expect(membersOf(text)).toEqual(members);
  });

  it('bounds values and ends when the visitor says so', () => {
    expect(membersOf(`{"a":"${'x'.repeat(30)}"}`)).toEqual([`a=${'x'.repeat(30)}`]);
    expect(membersOf(`{"a":"${'x'.repeat(31)}"}`)).toEqual(['a=']);
    expect(scanJsonMembers('{"a":1,"b":2}', LIMITS, (name) => name !== 'a')).toBe(false);
  });
});
