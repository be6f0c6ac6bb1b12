import { BaseSequencer, type TestSpecification } from 'vitest/node';

/**
 * The slowest files, the slowest first, as `pnpm test` lists them at its end. They start first, so that no other file has to wait for them at
 * the end. A file that is missing here only costs time.
 */
const SLOWEST = [
  'e2e/test/reactions',
  'e2e/test/order-proof',
  'e2e/test/demo',
  'e2e/test/add-a-provider',
  'e2e/test/pgbouncer',
  'packages/queue/test/durable-writes',
  'apps/cli/test/reactions',
  'e2e/test/crash',
  'e2e/test/start',
  'bench/test/smoke',
  'e2e/test/change-a-table',
  'e2e/test/traces',
  'apps/cli/test/verify',
  'apps/worker/test/reactions-recovery',
  'e2e/test/board',
  'apps/ingest/test/invented-certificates',
  'apps/worker/test/reactions-retries',
  'apps/cli/test/doctor',
  'apps/worker/test/gocardless-killed',
  'apps/worker/test/reactions-fulfilment',
  'packages/queue/test/refusals',
  'packages/projection/test/proof/long',
  'packages/queue/test/outages',
];

/** Starts the slowest files first, and the others in Vitest's own order. */
export class SlowFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const placeOf = ({ moduleId }: TestSpecification) => {
      const place = SLOWEST.findIndex((name) => moduleId.endsWith(`/${name}.test.ts`));
      return place < 0 ? SLOWEST.length : place;
    };
    // oxlint-disable-next-line unicorn/no-array-sort -- a method of Vitest that returns a new list
    const inVitestsOrder = await super.sort(files);
    return inVitestsOrder.toSorted((a, b) => placeOf(a) - placeOf(b));
  }
}
