import { BaseSequencer, type TestSpecification } from 'vitest/node';

/**
 * The slowest files, the slowest first, as `pnpm test` lists them at its end. They start first, so that no other file has to wait for them at
 * the end. A file that is missing here only costs time.
 */
const SLOWEST = [
  'packages/providers/src/conformance/hostility',
  'packages/providers/src/conformance/meaning',
  'packages/providers/src/conformance/authenticity',
  'e2e/test/order-proof',
  'e2e/test/demo',
  'e2e/test/reactions',
  'e2e/test/start',
  'e2e/test/crash',
  'packages/operations/test/reconcile-providers',
  'apps/cli/test/endpoints',
  'apps/worker/test/import-history',
  'apps/cli/test/reconcile',
  'packages/operations/test/sweep-interrupted',
  'apps/cli/test/reactions',
  'e2e/test/rotate-secret',
  'apps/worker/test/reactions-recovery',
  'e2e/test/pgbouncer',
  'e2e/test/traces',
  'e2e/test/erase',
  'packages/projection/test/proof/properties',
  'apps/worker/test/reactions-many-workers',
  'apps/worker/test/reactions-sets',
  'packages/queue/test/durable-writes',
  'e2e/test/board',
  'apps/cli/test/verify',
  'apps/ingest/test/invented-certificates',
  'apps/worker/test/reactions-retries',
  'apps/worker/test/gocardless',
  'apps/worker/test/gocardless-killed',
  'packages/projection/test/publish/replaying',
  'packages/projection/test/proof/replay',
  'packages/projection/test/proof/long',
  'e2e/test/checkout',
  'packages/operations/test/sweep',
  'packages/operations/test/follow-up',
  'apps/cli/test/repair-times',
  'apps/cli/test/doctor',
  'packages/queue/test/refusals',
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
