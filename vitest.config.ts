import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { isLongVersion } from './packages/testkit/src/long-version.ts';
import { SlowFirst } from './scripts/slow-first.ts';

// Timeouts only end a test that hangs. Nothing is asserted by them, so they allow for a machine that is busy with something else.

/** A file with a store or processes waits for them half of its time, so more files than processors run at once. */
const MANY = availableParallelism() + 1;

/** What runs every night and not at every change: the dashboard in a browser, following the guides, and the benchmark with little work. */
const RARE = ['e2e/test/browser/**', 'e2e/test/guides/**', 'bench/test/**'];

/** Unit tests stand beside their subject and touch nothing outside the process; what needs a store or a process stands apart. */
export default defineConfig({
  test: {
    sequence: { sequencer: SlowFirst },
    projects: [
      {
        test: {
          name: 'unit',
          include: ['{apps,packages}/*/src/**/*.test.ts', 'bench/src/**/*.test.ts', 'scripts/**/*.test.ts'],
          maxWorkers: MANY,
          testTimeout: 60_000,
          // Unit tests keep nothing outside of themselves, so that their modules can be loaded once.
          pool: 'threads',
          isolate: false,
        },
      },
      {
        test: {
          name: 'integration',
          include: ['{apps,packages}/*/test/**/*.test.ts'],
          globalSetup: ['./scripts/test-services.ts'],
          // Each file has a database and queues of its own and changes nothing of its process, so that the modules can be loaded once per
          // process: a second of work for each file.
          isolate: false,
          maxWorkers: MANY,
          testTimeout: 180_000,
          hookTimeout: 180_000,
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['e2e/test/**/*.test.ts', 'bench/test/**/*.test.ts'],
          exclude: isLongVersion ? [] : RARE,
          globalSetup: ['./scripts/test-services.ts'],
          isolate: false,
          maxWorkers: MANY,
          testTimeout: 300_000,
          hookTimeout: 300_000,
        },
      },
    ],
  },
});
