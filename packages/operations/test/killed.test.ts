import { afterEach, beforeEach, expect, it } from 'vitest';
import {
  type OperationKindName,
  type OperationQueue,
  react,
  rebuildRows,
  retry,
  runOperation,
  type RunOptions,
} from '../src/index.ts';
import { recordFailed } from './failed-events.ts';
import { mortal } from './mortal.ts';
import { openOperations, type OperationsUnderTest } from './operations-under-test.ts';
import { quietQueue } from './quiet-queue.ts';

// The process dies after its first exchange with the database or the queue, then after its second, and so on, until it lives to the end.
// Another process takes over each time. `many-events.test.ts` does the same for a replay.

const COUNT = 3;
let under: OperationsUnderTest;
beforeEach(async () => {
  under = await openOperations();
});
afterEach(() => under.close());

/** @param check looks at the report and the rows after each time */
async function killAtEachExchange(
  { kind, params }: { readonly kind: OperationKindName; readonly params: object },
  {
    prepare,
    check,
  }: {
    readonly prepare: () => Promise<Partial<RunOptions>>;
    readonly check: (report: unknown) => Promise<void>;
  },
): Promise<void> {
  let isComplete = false;
  let kills = 0;
  for (let exchanges = 1; !isComplete; exchanges += 1) {
    await under.db
      .$executeRaw`TRUNCATE events, orders, payments, aggregates, aliases, changes, outbox, reactions, entitlements CASCADE`;
    const options = { ...under.options, ...(await prepare()) };
    const { id } = await under.begin(kind, params);
    isComplete = await runOperation(id, mortal(options, exchanges)).then(
      () => true,
      () => false,
    );
    kills += isComplete ? 0 : 1;
    await under.endLeases();
    const ended = await runOperation(id, options);
    expect(ended).toMatchObject({ status: 'done', done: COUNT, journal: [] });
    await check(ended.report);
  }
  // At least the lease, the begin, the step and its save.
  expect(kills).toBeGreaterThan(COUNT);
}

async function deliverPurchases(): Promise<void> {
  for (let nth = 1; nth <= COUNT; nth += 1)
    await under.deliver(`evt_${nth}`, 'charge_paid', {
      at: 1_780_000_000 + nth,
      charge: {
        id: `ch_${nth}`,
        order: `order_${nth}`,
        cents: 1000,
        currency: 'EUR',
        status: 'paid',
        created: 1_780_000_000,
      },
    });
}

it('the report of a rebuild is right wherever a process is killed', async () => {
  await killAtEachExchange(
    { kind: 'rebuild', params: { react: false } },
    {
      prepare: async () => {
        await deliverPurchases();
        await under.db.order.updateMany({ data: { status: 'failed' } });
        return {};
      },
      check: async (report) => {
        expect(rebuildRows.report.parse(report)).toMatchObject({
          aggregates: COUNT,
          differing: COUNT,
          applied: COUNT,
          differences: { length: COUNT },
        });
        expect(await under.db.order.count({ where: { status: 'paid' } })).toBe(COUNT);
      },
    },
  );
});

/** A queue that remembers one failed job, and each job that is queued. A second job of one event is a duplicate. */
function queueWithFailed(eventKey: string) {
  const queued: string[] = [];
  const queue: OperationQueue = {
    ...quietQueue(),
    find: async (name) => {
      if (queued.includes(name.eventKey)) return { jobId: '1', state: 'waiting', attemptsMade: 0 };
      return name.eventKey === eventKey ? { jobId: '1', state: 'failed', attemptsMade: 1 } : undefined;
    },
    retryFailed: async (name) => {
      if (name.eventKey !== eventKey) return 'gone';
      if (queued.includes(eventKey)) return 'other';
      queued.push(eventKey);
      return 'retried';
    },
    enqueue: async (job) => {
      if (queued.includes(job.eventKey)) return 'duplicate';
      queued.push(job.eventKey);
      return 'accepted';
    },
  };
  return { queue, queued };
}

it('a retry queues each delivery once, and says so, wherever a process is killed', async () => {
  let queued: readonly string[] = [];
  await killAtEachExchange(
    { kind: 'retry', params: { terms: 'status:failed received:>2026-01-01T00:00:00.000Z' } },
    {
      prepare: async () => {
        await recordFailed(under.db, COUNT);
        const made = queueWithFailed('evt_2');
        queued = made.queued;
        return { queue: made.queue };
      },
      check: async (report) => {
        expect(retry.report.parse(report)).toMatchObject({ matched: COUNT, queued: COUNT, skipped: {} });
        expect(queued.toSorted()).toEqual(['evt_1', 'evt_2', 'evt_3']);
      },
    },
  );
});

it.each([
  // The relay of a worker makes ready what a killed process left waiting.
  ['retry', ['ready', 'waiting']],
  ['skip', ['skipped']],
] as const)('to %s reactions reports each once wherever a process is killed', async (action, statuses) => {
  await killAtEachExchange(
    { kind: 'react', params: { action, reason: 'a test' } },
    {
      prepare: async () => {
        await deliverPurchases();
        await under.db.$executeRaw`DELETE FROM reactions`;
        await under.db.$executeRaw`DELETE FROM outbox WHERE topic <> 'order.paid'`;
        await under.db.$executeRaw`
          INSERT INTO reactions (outbox_id, consumer, aggregate_id, status, attempts, error)
          SELECT id, 'forward:crm', aggregate_id, 'failed', 5, 'answered 503' FROM outbox`;
        return {};
      },
      check: async (report) => {
        const { items, ...counts } = react.report.parse(report);
        expect(counts).toEqual({ matched: COUNT, changed: COUNT });
        expect(new Set(items.map((item) => JSON.stringify(item))).size).toBe(COUNT);
        const where = { status: { in: [...statuses] }, attempts: 5 };
        expect(await under.db.reaction.count({ where })).toBe(COUNT);
      },
    },
  );
});
