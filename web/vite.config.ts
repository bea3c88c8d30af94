/** Builds the console into dist/web; `npm run dev:web` serves it while it is written, with /api from a running server. */

import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import zlib from 'node:zlib';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

const FOLDER = fileURLToPath(new URL('.', import.meta.url));
const OUTPUT = path.join(FOLDER, '../dist/web');
/** A server to which /api goes while the console is written. */
const SERVER = 'http://127.0.0.1:8420';
/** Where pages are registered, and how one states its path and its module. */
const REGISTRY = path.join(FOLDER, 'pages/registry.ts');
const REGISTERED_PAGE = /\n {4}path: '([^']+)',(?:(?!\n {2}\}).)*?import\('\.\/([^']+)'\)/gs;
/** Beside `index.html`; the server reads it. */
const PAGE_FILES = 'pages.json';
const COMPRESSIBLE = /\.(?:js|css|svg)$/;
/** Smaller files fit in one packet anyway. */
const LEAST_OCTETS = 1_024;

/**
 * A browser opens six connections to a server, and each file takes a turn: what the first page needs is one file, what lists share
 * another, and the many small pictures a third, instead of sixty files of a kilobyte.
 */
const SHARED_FILES = [
  { name: 'console', tags: ['$initial'], priority: 2 },
  { name: 'icons', test: /tabler|category-icon/, minShareCount: 2, priority: 1 },
  {
    name: 'list',
    test: /web\/(?:design\/(?:table\/|facet-bar|confidence)|components\/(?:device-name|device-words|newer-pill|place-words)|text\/(?:device|categories|places|table)|api\/(?:download|endpoints\/devices))/,
    minShareCount: 2,
  },
];

/** Writes .br and .gz beside each asset, so that the server compresses nothing. */
function precompress(): Plugin {
  return {
    name: 'precompress',
    apply: 'build',
    closeBundle() {
      const folder = path.join(OUTPUT, 'assets');
      for (const name of fs.readdirSync(folder)) {
        const file = path.join(folder, name);
        if (!COMPRESSIBLE.test(name) || fs.statSync(file).size < LEAST_OCTETS) continue;
        const octets = fs.readFileSync(file);
        fs.writeFileSync(`${file}.br`, zlib.brotliCompressSync(octets));
        fs.writeFileSync(`${file}.gz`, zlib.gzipSync(octets, { level: 9 }));
      }
    },
  };
}

/**
 * Writes which files each page of the registry needs, so that the server names them in the document (`src/api/console-files.ts`):
 * the browser asks for all of them at once, not for one after it has read the other.
 */
function listPageFiles(): Plugin {
  return {
    name: 'list-page-files',
    apply: 'build',
    generateBundle(_, bundle) {
      const chunks = Object.values(bundle).filter((output) => output.type === 'chunk');
      const byFile = new Map(chunks.map((chunk) => [chunk.fileName, chunk]));
      const needed = (file: string, known: ReadonlySet<string>): Set<string> => {
        const chunk = byFile.get(file);
        const found = new Set<string>();
        if (!chunk || known.has(file)) return found;
        found.add(file);
        for (const style of chunk.viteMetadata?.importedCss ?? []) if (!known.has(style)) found.add(style);
        for (const next of chunk.imports)
          for (const each of needed(next, new Set([...known, ...found]))) found.add(each);
        return found;
      };
      const entry = chunks.find(({ isEntry }) => isEntry);
      const atFirst = entry ? needed(entry.fileName, new Set()) : new Set<string>();
      const pages = [...fs.readFileSync(REGISTRY, 'utf8').matchAll(REGISTERED_PAGE)].map(
        ([, where, module]) => {
          const chunk = chunks.find(({ facadeModuleId }) => facadeModuleId?.endsWith(`/pages/${module}`));
          if (!chunk) this.error(`no file was built for the page ${where}`);
          return { path: where, files: [...needed(chunk.fileName, atFirst)] };
        },
      );
      if (pages.length === 0) this.error('the registry of pages could not be read');
      this.emitFile({ type: 'asset', fileName: PAGE_FILES, source: JSON.stringify(pages) });
    },
  };
}

export default defineConfig({
  root: FOLDER,
  plugins: [react(), listPageFiles(), precompress()],
  build: {
    outDir: OUTPUT,
    emptyOutDir: true,
    target: 'es2023',
    // Nothing is inlined as data: addresses; the content security policy allows files of the server alone.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 1_200,
    reportCompressedSize: false,
    rolldownOptions: { output: { codeSplitting: { groups: SHARED_FILES } } },
  },
  server: { port: 5_173, proxy: { '/api': { target: SERVER, changeOrigin: true } } },
});
