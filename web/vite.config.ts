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
const COMPRESSIBLE = /\.(?:js|css|svg)$/;
/** Smaller files fit in one packet anyway. */
const LEAST_OCTETS = 1_024;

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

export default defineConfig({
  root: FOLDER,
  plugins: [react(), precompress()],
  build: {
    outDir: OUTPUT,
    emptyOutDir: true,
    target: 'es2023',
    // Nothing is inlined as data: addresses; the content security policy allows files of the server alone.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 1_200,
    reportCompressedSize: false,
  },
  server: { port: 5_173, proxy: { '/api': { target: SERVER, changeOrigin: true } } },
});
