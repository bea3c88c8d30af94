import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { filesBelow } from '../../../test/support/source-files.ts';
import { stranger, type TestAnswer, useTestServer } from '../../../test/support/test-server.ts';
import { isPermission } from '../../access/permissions.ts';
import { PROBLEM_CODES } from './problem-codes.ts';

const test = useTestServer();
interface Operation {
  readonly summary?: string;
  readonly tags?: readonly string[];
  readonly 'x-permission'?: string;
  readonly responses?: Readonly<Record<string, unknown>>;
}
let document: {
  readonly openapi: string;
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
};
let page: TestAnswer;

beforeAll(async () => {
  const nobody = stranger(test().server);
  document = (await nobody.get('/api/openapi.json')).body;
  page = await nobody.get('/api/docs');
});

const operations = () =>
  Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      name: `${method.toUpperCase()} ${path}`,
      operation,
    })),
  );

describe('the description', () => {
  it('has references that all lead somewhere', () => {
    const references: string[] = [];
    const walk = (value: unknown): void => {
      if (typeof value !== 'object' || value === null) return;
      for (const [name, part] of Object.entries(value))
        if (name === '$ref' && typeof part === 'string') references.push(part);
        else walk(part);
    };
    walk(document);
    const lost = references.filter((reference) => {
      if (!reference.startsWith('#/')) return true;
      let at: unknown = document;
      for (const step of reference.slice(2).split('/'))
        at = (at as Record<string, unknown> | undefined)?.[step];
      return at === undefined;
    });
    expect(document.openapi).toBe('3.1.0');
    expect(references.length).toBeGreaterThan(50);
    expect([...new Set(lost)]).toEqual([]);
  });

  it('says of every route what it is, whose, who may, and what comes back', () => {
    const all = operations();
    expect(all.length).toBeGreaterThan(60);
    const known = ['signed-in', 'account', 'directory', 'sensor', 'public'];
    const poor = all.filter(
      ({ operation: { summary, tags, responses, 'x-permission': permission = '' } }) => {
        const answers = Object.keys(responses ?? {});
        const states = known.includes(permission) || isPermission(permission);
        return !summary || tags?.length !== 1 || !states || !answers.some((status) => status.startsWith('2'));
      },
    );
    expect(poor.map(({ name }) => name)).toEqual([]);
  });

  it('explains every code of a problem', () => {
    const codes = filesBelow('src/api', '.ts')
      .filter((path) => !path.endsWith('.test.ts'))
      .flatMap((path) => [
        ...readFileSync(path, 'utf8').matchAll(/new ProblemError\(\s*\d{3},\s*'([a-z0-9-]+)'/g),
      ])
      .map(([, code = '']) => code);
    expect(codes.length).toBeGreaterThan(60);
    expect([...new Set(codes)].filter((code) => !(code in PROBLEM_CODES))).toEqual([]);
  });

  it('is readable without scripts', () => {
    expect(page.status).toBe(200);
    expect(page.text).not.toMatch(/<script|\son\w+=|style="/);
    for (const { operation } of operations())
      expect(page.text).toContain(operation.summary?.replace(/'/g, '&#39;'));
    const targets = new Set([...page.text.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id));
    const links = [...page.text.matchAll(/href="#([^"]+)"/g)].map(([, id]) => id);
    expect(links.length).toBeGreaterThan(50);
    expect([...new Set(links)].filter((id) => !targets.has(id))).toEqual([]);
  });
});
