import { defineConfig } from 'vitest/config';

/** Rooms whose tests start databases, servers, programs or threads, or count on state of their own in this process. */
const SERVER_ROOMS =
  'src/{active,api,capture,cli,config,delivery,feeds,main,outbound,outputs,store}/**/*.test.ts';

export default defineConfig({
  test: {
    testTimeout: 20_000,
    // A machine that is busy with the other tests may take its time; who waits for what comes sooner loses nothing.
    expect: { poll: { timeout: 60_000 } },
    // Much of the time is waited for a database or a browser: one worker for each core, none left free.
    maxWorkers: '100%',
    projects: [
      {
        extends: true,
        test: {
          name: 'server',
          include: [SERVER_ROOMS, 'test/**/*.test.ts'],
          exclude: ['test/console/**'],
        },
      },
      {
        extends: true,
        // A browser that its machine starves is no defect of the console: a test is tried once more, and fails when that fails.
        test: { name: 'console', include: ['test/console/**/*.test.ts'], retry: 1 },
      },
      {
        extends: true,
        test: {
          name: 'rooms',
          include: ['src/**/*.test.ts', 'web/**/*.test.{ts,tsx}', 'fingerprints/**/*.test.ts'],
          exclude: [SERVER_ROOMS],
          // Pure code: to load it anew for each file took as long as the tests.
          isolate: false,
        },
      },
    ],
  },
});
