import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'web/**/*.test.{ts,tsx}', 'test/**/*.test.ts', 'fingerprints/**/*.test.ts'],
    testTimeout: 20_000,
    // Much of the time is waited for a database or a browser: one worker for each core, none left free.
    maxWorkers: '100%',
  },
});
