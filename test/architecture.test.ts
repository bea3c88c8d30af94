/**
 * The rules of ARCHITECTURE.md that a compiler does not know: which room may import which, what a pure room may touch,
 * one room for each outside library, no loops, one registry. Read the tables below as documentation. Every rule counts
 * what it looked at: a check that saw nothing fails.
 */

import { existsSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  filesBelow,
  foldersIn,
  importLoops,
  importsOf,
  REPOSITORY,
  readSourceFile,
  readText,
  type SourceFile,
  withoutComments,
} from './support/source-files.ts';

interface RoomRule {
  /** A pure room turns values into values: no clock, disk, network, randomness, process. */
  readonly pure?: true;
  /** Rooms that it may import, besides itself. */
  readonly imports: readonly string[];
  /** Rooms of which it may import types alone. */
  readonly types?: readonly string[];
}

/** Imports run one way: a room knows only rooms above it in this list. */
const ROOMS: Readonly<Record<string, RoomRule>> = {
  base: { pure: true, imports: [] },
  wire: { pure: true, imports: ['base'] },
  flow: { pure: true, imports: ['base', 'wire'] },
  dissectors: { pure: true, imports: ['base', 'wire', 'flow'] },
  identify: { pure: true, imports: ['base', 'flow', 'dissectors'] },
  records: { pure: true, imports: ['base', 'wire', 'flow', 'dissectors', 'identify'] },
  documents: { pure: true, imports: ['dissectors', 'records'] },
  access: { pure: true, imports: ['base'] },
  audit: { pure: true, imports: ['base'] },
  query: { pure: true, imports: ['base'] },
  contract: { imports: ['query'] },
  imported: { pure: true, imports: ['base', 'wire', 'dissectors', 'identify'] },
  sharing: { pure: true, imports: ['base', 'identify'] },
  vulnerability: { pure: true, imports: ['base', 'identify'] },
  risk: { pure: true, imports: ['base', 'identify', 'vulnerability'], types: ['documents'] },
  advisories: { pure: true, imports: ['base', 'vulnerability'] },
  procure: { pure: true, imports: [] },
  compression: { imports: ['base'] },
  capture: { imports: ['base', 'wire', 'compression'] },
  feeds: { imports: ['base', 'vulnerability', 'advisories', 'compression'] },
  knowledge: { imports: ['base', 'imported'] },
  delivery: { imports: ['base', 'access'] },
  outputs: { pure: true, imports: ['base'], types: ['audit'] },
  outbound: { imports: ['base', 'outputs'] },
  active: { pure: true, imports: ['base', 'wire', 'dissectors', 'outputs'] },
  exchange: { imports: ['active'] },
  store: {
    imports: ['base', 'access', 'active', 'audit', 'identify', 'outputs', 'query'],
    types: ['dissectors', 'vulnerability', 'risk', 'documents'],
  },
  config: { imports: ['base'] },
  pipeline: {
    imports: [
      ...['base', 'wire', 'flow', 'dissectors', 'identify', 'vulnerability', 'risk', 'advisories'],
      ...['capture', 'feeds'],
    ],
  },
  api: {
    imports: ['base', 'access', 'active', 'query', 'contract', 'store', 'outputs', 'documents', 'procure'],
    types: ['audit'],
  },
  main: {
    imports: [
      ...['base', 'wire', 'flow', 'dissectors', 'identify', 'vulnerability', 'risk', 'imported', 'sharing'],
      ...['contract', 'capture', 'feeds', 'config', 'knowledge', 'delivery', 'store', 'pipeline', 'api'],
      ...['audit', 'outputs', 'outbound', 'records', 'active', 'exchange', 'documents'],
    ],
    types: ['access'],
  },
  cli: {
    imports: [
      ...[
        'base',
        'audit',
        'vulnerability',
        'risk',
        'feeds',
        'config',
        'delivery',
        'store',
        'pipeline',
        'main',
      ],
    ],
    types: ['dissectors', 'identify', 'capture'],
  },
};

/** The one room that knows each library of package.json. */
const LIBRARIES: Readonly<Record<string, string>> = {
  '@better-auth/passkey': 'api',
  '@better-auth/utils': 'api',
  '@fastify/helmet': 'api',
  '@fastify/rate-limit': 'api',
  '@fastify/static': 'api',
  '@fastify/swagger': 'api',
  '@node-rs/argon2': 'api',
  '@secvisogram/csaf-validator-lib': 'feeds',
  ajv: 'main',
  'better-auth': 'api',
  'cli-progress': 'cli',
  'cli-table3': 'cli',
  commander: 'cli',
  fastify: 'api',
  'fastify-type-provider-zod': 'api',
  fzstd: 'compression',
  'graphile-worker': 'store',
  kysely: 'store',
  pg: 'store',
  'pg-copy-streams': 'store',
  'prom-client': 'api',
  re2js: 'imported',
  'tar-stream': 'feeds',
  yauzl: 'feeds',
  zod: 'contract',
};

/** Values in, values out as well. */
const MODULES_OF_PURE_ROOMS = ['node:crypto', 'node:buffer', 're2js'];

/** What reaches the world without an import. */
const IMPURE: readonly (readonly [what: string, pattern: RegExp])[] = [
  ['process', /(?<![.\w$'-])process\s*[.[]/],
  ['the clock', /\bDate\.now\b|\bnew Date\(\s*\)|\bperformance\s*\./],
  ['randomness', /\bMath\.random\b|\brandom(?:Bytes|UUID|Int|FillSync)\b|\bgetRandomValues\b/],
  ['timers', /\b(?:setTimeout|setInterval|setImmediate|queueMicrotask)\b/],
  ['the network', /(?<![.\w$])fetch\s*\(|\bWebSocket\b/],
  ['the console', /(?<![.\w$])console\s*\./],
  ['module loading', /\brequire\s*\(|\bimport\.meta\b/],
];

/** Rooms of the console, each with the rooms of the console that it may import. */
const WEB_ROOMS: Readonly<Record<string, readonly string[]>> = {
  text: [],
  design: ['text'],
  api: ['text'],
  session: ['text', 'design', 'api'],
  components: ['text', 'design', 'api', 'session'],
  pages: ['text', 'design', 'api', 'session', 'components'],
  shell: ['text', 'design', 'api', 'session', 'components', 'pages'],
};
/** They do not know what the server is asked. */
const WEB_ROOMS_WITHOUT_CONTRACT = ['text', 'design'];

const WEB_LIBRARIES = [
  ...['@mantine/core', '@mantine/hooks', '@tabler/icons-react', '@tanstack/react-query'],
  ...['@tanstack/react-router', '@tanstack/react-table', '@tanstack/react-virtual', 'qrcode', 'react'],
  ...['react-dom', 'zod'],
];

const LONGEST_FILE = 600;
const ENVIRONMENT = /\bprocess\b[^;\n]*\benv\b|\benv\b[^;\n]*\bprocess\b/;
const VAGUE_NAME = /(?:^|[/.-])(?:utils?|helpers?|common|misc|shared|manager)(?=[/.-])/;

const ALL = filesBelow('src', '.ts').map(readSourceFile);
const SOURCES = ALL.filter((file) => !file.isTest);
const DISSECTOR_FOLDERS = foldersIn('src/dissectors').filter((folder) => folder !== 'encodings');
const WEB = ['.ts', '.tsx']
  .flatMap((ending) => filesBelow('web', ending))
  .filter((path) => !path.endsWith('.config.ts'))
  .map(readSourceFile);
const lines = SOURCES.flatMap((file) => file.imports.map((line) => ({ file, line })));

/** `better-auth/api` is of the package better-auth, `@fastify/helmet` of itself. */
function packageOf(specifier: string): string {
  return specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');
}

/** One line a breach, so that the message says where and what to do. */
function breaches(of: readonly SourceFile[], rule: (file: SourceFile) => readonly string[]): string[] {
  return of.flatMap((file) => rule(file).map((breach) => `${file.path}: ${breach}`));
}

describe('what this test looks at', () => {
  it('is a house of known rooms', () => {
    expect(foldersIn('src').filter((room) => !(room in ROOMS))).toEqual([]);
  });

  it('is enough to prove something', () => {
    expect(SOURCES.length).toBeGreaterThan(60);
    expect(lines.length).toBeGreaterThan(200);
    expect(lines.filter(({ line }) => line.typeOnly).length).toBeGreaterThan(20);
    expect(new Set(SOURCES.map((file) => file.room)).size).toBe(Object.keys(ROOMS).length);
  });

  it('resolves each relative import to a file', () => {
    const unknown = breaches(ALL, ({ imports }) =>
      imports.flatMap(({ target, specifier }) =>
        target && !existsSync(join(REPOSITORY, target)) ? [`imports ${specifier}, which is not there`] : [],
      ),
    );
    expect(unknown).toEqual([]);
  });
});

describe('direction of imports', () => {
  it('follows the table of rooms', () => {
    const found = breaches(SOURCES, ({ room, imports }) =>
      imports.flatMap(({ target, typeOnly }) => {
        const other = target?.startsWith('src/') ? (target.split('/')[1] ?? '') : undefined;
        if (target === undefined || other === room) return [];
        if (other === undefined) return [`imports ${target}, outside src`];
        const rule = ROOMS[room];
        const allowed = rule?.imports.includes(other) || (typeOnly && rule?.types?.includes(other));
        return allowed
          ? []
          : [`room ${room} may not import ${typeOnly ? 'types of ' : ''}room ${other} (${target})`];
      }),
    );
    expect(found).toEqual([]);
  });

  it('has no loop between files, by types neither', () => {
    expect(importLoops(SOURCES)).toEqual([]);
  });

  it('never goes to a test', () => {
    const tests = new Set(ALL.filter((file) => file.isTest).map((file) => file.path));
    expect(lines.filter(({ line }) => line.target && tests.has(line.target))).toEqual([]);
  });

  it('enters through bin at the cli alone', () => {
    const launchers = filesBelow('bin', '.js');
    const imports = launchers.flatMap((path) => importsOf(path, withoutComments(readText(path)).withTexts));
    expect(launchers).toEqual(['bin/wardlight.js']);
    expect(imports.map((line) => line.target)).toEqual(['dist/cli/main.js']);
  });
});

describe('the outside', () => {
  const modules = new Set(builtinModules.map((name) => `node:${name}`));
  const outside = lines.filter(({ line }) => line.target === undefined);

  it('is kept from the pure rooms', () => {
    const pure = SOURCES.filter((file) => ROOMS[file.room]?.pure);
    const found = breaches(pure, ({ imports, code }) => [
      ...imports
        .filter(({ target, specifier }) => target === undefined && !MODULES_OF_PURE_ROOMS.includes(specifier))
        .map(({ specifier }) => `a pure room may not import ${specifier}`),
      ...IMPURE.filter(([, pattern]) => pattern.test(code)).map(
        ([what]) => `a pure room may not use ${what}`,
      ),
    ]);
    expect(pure.length).toBeGreaterThan(45);
    expect(found).toEqual([]);
  });

  it('gives each library one room', () => {
    const { dependencies } = JSON.parse(readText('package.json')) as { dependencies: Record<string, string> };
    expect(Object.keys(LIBRARIES), 'LIBRARIES above lists the dependencies of package.json').toEqual(
      Object.keys(dependencies).sort(),
    );
    const found = outside.filter(({ line: { specifier } }) => !modules.has(specifier));
    const strangers = found.filter(({ file, line }) => LIBRARIES[packageOf(line.specifier)] !== file.room);
    expect(strangers.map(({ file, line }) => `${file.path} may not import ${line.specifier}`)).toEqual([]);
    const unused = Object.keys(LIBRARIES).filter(
      (name) => !found.some(({ line }) => packageOf(line.specifier) === name),
    );
    expect(unused, 'remove from package.json what no room imports').toEqual([]);
  });

  it('shows its environment to config alone', () => {
    const others = SOURCES.filter((file) => file.room !== 'config');
    expect(
      breaches(others, ({ code }) => (ENVIRONMENT.test(code) ? ['process.env belongs in src/config'] : [])),
    ).toEqual([]);
  });
});

describe('files', () => {
  it('are of readable length', () => {
    const long = [...SOURCES, ...WEB].filter((file) => file.lines > LONGEST_FILE);
    expect(
      long.map((file) => `${file.path}: ${file.lines} lines, at most ${LONGEST_FILE}: find the seam`),
    ).toEqual([]);
  });

  it('name things, and say by name what they export', () => {
    const found = breaches([...ALL, ...WEB], ({ path, code }) => [
      ...(VAGUE_NAME.test(path) ? ['name what stands in it'] : []),
      ...(path.endsWith('/index.ts') || /\bexport\s*\*/.test(code)
        ? ['no barrels: import from the file itself']
        : []),
      ...(/\bexport\s+default\b|\bexport\s*\{[^}]*\bas\s+default\b/.test(code) ? ['no default export'] : []),
      ...(/\bimport\s*\(\s*[^'"`\s)]/.test(code)
        ? ['no computed import: this test cannot see where it goes']
        : []),
    ]);
    expect(found).toEqual([]);
  });
});

describe('the console', () => {
  const isStyle = (target: string) => target.endsWith('.css');
  const folderOf = (path: string) => path.split('/').slice(0, 3).join('/');

  it('is looked at, and its relative imports are there', () => {
    expect(WEB.length).toBeGreaterThan(80);
    expect(foldersIn('web')).toEqual(Object.keys(WEB_ROOMS).sort());
    const unknown = breaches(WEB, ({ imports }) =>
      imports.flatMap(({ target, specifier }) =>
        target && !existsSync(join(REPOSITORY, target)) ? [`imports ${specifier}, which is not there`] : [],
      ),
    );
    expect(unknown).toEqual([]);
  });

  it('knows the contract of the server and nothing else of it', () => {
    const found = breaches(WEB, ({ room, imports }) =>
      imports.flatMap(({ target }) => {
        if (!target || target.startsWith('web/')) return [];
        const mayKnow = !WEB_ROOMS_WITHOUT_CONTRACT.includes(room);
        return target.startsWith('src/contract/') && mayKnow ? [] : [`may not import ${target}`];
      }),
    );
    expect(found).toEqual([]);
    expect(
      WEB.flatMap((file) => file.imports).filter(({ target }) => target?.startsWith('src/contract/')).length,
    ).toBeGreaterThan(5);
  });

  it('has rooms that know only those above them, and pages that do not know each other', () => {
    const found = breaches(WEB, ({ path, room, imports }) =>
      imports.flatMap(({ target }) => {
        if (!target?.startsWith('web/') || isStyle(target) || !(room in WEB_ROOMS)) return [];
        const other = target.split('/')[1] ?? '';
        if (other !== room) return WEB_ROOMS[room]?.includes(other) ? [] : [`may not import ${target}`];
        const isForeignPage = room === 'pages' && path.split('/').length > 3 && target.split('/').length > 3;
        return isForeignPage && folderOf(target) !== folderOf(path) ? [`may not import ${target}`] : [];
      }),
    );
    expect(found).toEqual([]);
    expect(importLoops(WEB)).toEqual([]);
  });

  it('uses the libraries of its table, and fetches in one place', () => {
    const used = WEB.flatMap((file) =>
      file.isTest
        ? []
        : file.imports.flatMap(({ target, specifier }) =>
            target === undefined ? [packageOf(specifier)] : [],
          ),
    );
    expect([...new Set(used)].sort()).toEqual([...WEB_LIBRARIES].sort());
    expect(WEB.filter(({ code }) => /(?<![.\w$])fetch\s*\(/.test(code)).map(({ path }) => path)).toEqual([
      'web/api/ahead.ts',
    ]);
  });

  it('says nothing that is not in the catalogue (web/text)', () => {
    const found = breaches(
      WEB.filter(({ path }) => path.endsWith('.tsx')),
      ({ path }) => {
        const { withTexts } = withoutComments(readText(path));
        return [
          ...withTexts.matchAll(/<(?!Kbd)[\w.]+[^<>]*>\s*([A-Z][a-z]+[^<>{}=;()]*)<\//g),
          ...withTexts.matchAll(
            /\b(?:aria-label|title|label|placeholder|description|alt)=["']([A-Za-z][^"']*)["']/g,
          ),
        ].map(([, text]) => `put "${text}" into web/text`);
      },
    );
    expect(found).toEqual([]);
  });
});

describe('dissectors', () => {
  const members = SOURCES.filter(
    (file) => file.path.startsWith('src/dissectors/') && file.path.split('/').length > 3,
  );

  it('know the contract and shared encodings, not each other nor the registry', () => {
    const found = breaches(members, ({ path, imports }) => {
      const own = path.split('/').slice(0, 3).join('/');
      return imports.flatMap(({ target }) => {
        if (!target?.startsWith('src/dissectors/') || target === 'src/dissectors/dissector.ts') return [];
        return target.startsWith(`${own}/`) || target.startsWith('src/dissectors/encodings/')
          ? []
          : [`may not import ${target}`];
      });
    });
    expect(members.length).toBeGreaterThanOrEqual(DISSECTOR_FOLDERS.length);
    expect(found).toEqual([]);
  });

  it('stand in the registry, one for each folder', async () => {
    const { DISSECTORS } = await import('../src/dissectors/registry.ts');
    const registered = DISSECTORS.map((dissector) => dissector.id).sort();
    expect(registered, 'each folder of src/dissectors has one line in src/dissectors/registry.ts').toEqual(
      DISSECTOR_FOLDERS,
    );
    expect(registered.length).toBeGreaterThan(10);
  });

  it.each(DISSECTOR_FOLDERS)('%s has a test that runs the contract suite, and a page', (folder) => {
    const test = `src/dissectors/${folder}/dissector.test.ts`;
    expect(existsSync(join(REPOSITORY, test)), `write ${test}`).toBe(true);
    expect(readText(test), `${test} calls describeDissector`).toContain('describeDissector(');
    const page = `docs/protocols/${folder}.md`;
    expect(existsSync(join(REPOSITORY, page)), `write ${page}`).toBe(true);
  });

  it('have no page without a folder', () => {
    const pages = filesBelow('docs/protocols', '.md').map((path) =>
      path.slice('docs/protocols/'.length, -'.md'.length),
    );
    expect(pages.filter((page) => page !== 'README' && !DISSECTOR_FOLDERS.includes(page))).toEqual([]);
  });
});
