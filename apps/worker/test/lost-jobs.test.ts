import { createLogger } from '@payspool/runtime';
import { dispatch, promoteAll, takeReady } from '@payspool/reactions/ledger';
import { waitFor } from '@payspool/testkit';
import { afterEach, beforeEach, expect, it, onTestFinished } from 'vitest';
import { startRelay } from '../src/relay/relay.ts';
import { subscribersOf } from '../src/relay/subscribers.ts';
import { BACKENDS } from './backends.ts';
import { publishCopies } from './copies.ts';
import { consumerOf, openReactions, type ReactionsUnderTest } from './reactions-under-test.ts';

const backend = BACKENDS.find(({ name }) => name.startsWith('Postgres'));
let under: ReactionsUnderTest;
beforeEach(async () => {
  if (!backend) throw new Error('there is always Postgres');
  under = await openReactions(backend);
});
afterEach(() => under.drop());

it('a queue that lost its data is filled in one sweep, batch after batch', async () => {
  const consumer = consumerOf('c', async () => undefined, ['order.paid']);
  await publishCopies(under.db, 7);
  await dispatch(under.db, subscribersOf([consumer]), 100);
  await promoteAll(under.db);
  await takeReady(under.db, 100, async (due) => due);
  await under.db.reaction.updateMany({ data: { queuedAt: new Date('2026-01-01T00:00:00Z') } });

  const batches: number[] = [];
  const relay = startRelay({
    db: under.db,
    queue: {
      depth: async () => ({ waiting: 0, active: 0, delayed: 0, failed: 0, completed: 0 }),
      enqueue: async (due) => due,
      refill: async (due) => {
        batches.push(due.length);
        return { queued: due, added: due.length };
      },
    },
    consumers: [consumer],
    logger: createLogger({ app: 'worker', level: 'fatal' }),
    // Without a second sweep.
    pace: { queueBatch: 3, sweepMs: 600_000, pollMs: 600_000 },
  });
  onTestFinished(relay.stop);
  await waitFor(() => batches.length === 3, { what: 'the relay to have looked until nothing is lost' });
  expect(batches).toEqual([3, 3, 1]);
});
