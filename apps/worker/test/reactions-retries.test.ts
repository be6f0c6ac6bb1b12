import { enableConsumer, retryReactions } from '@payspool/reactions/ledger';
import { waitFor } from '@payspool/testkit';
import { reactionJobId } from '@payspool/queue';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Consumer } from '../src/reactions/consumer.ts';
import { ConsumerGoneError, ReactionRefusedError } from '../src/reactions/errors.ts';
import { BACKENDS } from './backends.ts';
import { eur, purchase } from './happenings.ts';
import { consumerOf, openReactions, reactionsOf, type ReactionsUnderTest } from './reactions-under-test.ts';

describe.each(BACKENDS)('over the queue in $name', (backend) => {
  describe.skipIf(!backend.available)('a reaction', () => {
    let under: ReactionsUnderTest;
    beforeEach(async () => {
      under = await openReactions(backend);
    });
    afterEach(() => under.drop());

    const jobOf = async (outboxId: bigint, consumer: string) => {
      const job = await under.jobs.getJob(reactionJobId({ outboxId, consumer }));
      if (!job) throw new Error('the queue knows no such job');
      return job;
    };
    const orderRow = async () => {
      const [row] = await under.db.$queryRaw<{ row: string; version: string }[]>`
        SELECT orders::text AS row, xmin::text AS version FROM orders`;
      return row;
    };

    it('that fails five times and then succeeds does not change the order, and shows its error meanwhile', async () => {
      await purchase(under.db, 'a').bought();
      const order = await orderRow();
      expect(order?.row).toContain('paid');
      const seen: object[] = [];
      const shaky = consumerOf(
        'shaky',
        async ({ id }, { attempt }) => {
          const { attemptsMade, failedReason } = await jobOf(id, 'shaky');
          const [kept] = await reactionsOf(under.db, 'shaky');
          seen.push({
            attempt,
            job: [attemptsMade, failedReason],
            row: [kept?.status, kept?.attempts, kept?.error, kept?.outbox.deliveredAt],
            order: await orderRow(),
          });
          if (attempt <= 5) throw new Error(`away ${attempt}`);
        },
        ['order.paid'],
      );
      const quick = consumerOf('quick', async () => undefined, ['order.paid']);
      await under.start({ consumers: [shaky, quick] });
      await under.quiet();

      expect(seen).toEqual(
        [1, 2, 3, 4, 5, 6].map((attempt) => ({
          attempt,
          job: [attempt - 1, attempt === 1 ? undefined : `away ${attempt - 1}`],
          row: ['queued', attempt, attempt === 1 ? null : `away ${attempt - 1}`, null],
          order,
        })),
      );
      const [row] = await reactionsOf(under.db, 'shaky');
      expect(row).toMatchObject({ status: 'succeeded', attempts: 6, error: null, leaseUntil: null });
      expect(row?.outbox.deliveredAt?.getTime()).toBeGreaterThanOrEqual(
        row?.finishedAt?.getTime() ?? Infinity,
      );
      expect(await orderRow()).toEqual(order);
    });

    it('that hangs is ended at its deadline and retried, and others continue', async () => {
      await purchase(under.db, 'a').bought();
      await purchase(under.db, 'b').bought();
      const log: string[] = [];
      const reasons: unknown[] = [];
      const hangs = consumerOf(
        'hangs',
        async ({ payload }, { signal, attempt }) => {
          if (payload.subject.ref !== 'o_a') return void log.push('b succeeds');
          if (attempt > 1) {
            const [row] = await reactionsOf(under.db, 'hangs');
            log.push(`a again: ${row?.error}`);
            return;
          }
          await new Promise((_, reject) => {
            signal.addEventListener('abort', () => {
              reasons.push(signal.reason);
              log.push('a is cut off');
              reject(new Error('broken off'));
            });
          });
        },
        ['order.paid'],
      );
      await under.start({ consumers: [hangs], deadlineMs: 1200, concurrency: 2 });
      await under.quiet();
      expect(log).toEqual(['b succeeds', 'a is cut off', 'a again: cut off after 1200 ms']);
      expect(reasons).toMatchObject([{ name: 'ReactionTimeoutError', code: 'reaction_timeout' }]);
    });

    it('that is refused fails at once, the next one runs, and the dashboard can retry it', async () => {
      const a = purchase(under.db, 'a');
      await a.bought();
      await a.refunded();
      const received: string[] = [];
      let mended = false;
      const picky = consumerOf(
        'picky',
        async ({ topic }, { attempt }) => {
          received.push(`${topic} ${attempt}`);
          if (topic === 'order.paid' && !mended) throw new ReactionRefusedError('no such customer');
        },
        ['order.paid', 'order.refunded'],
      );
      await under.start({ consumers: [picky] });
      await under.quiet();
      expect(received).toEqual(['order.paid 1', 'order.refunded 1']);
      const [paid] = await reactionsOf(under.db, 'picky');
      expect(paid).toMatchObject({ status: 'failed', attempts: 1, error: 'no such customer' });
      expect(paid?.outbox.deliveredAt).not.toBeNull();
      const job = await jobOf(paid?.outboxId ?? 0n, 'picky');
      await waitFor(() => job.isFailed(), { what: 'the job to be in the failed set' });
      expect(await jobOf(paid?.outboxId ?? 0n, 'picky')).toMatchObject({
        attemptsMade: 1,
        failedReason: 'no such customer',
      });

      // It is refused again, so it is still failed.
      await job.retry('failed');
      await waitFor(() => received.length === 3, { what: 'the run that the board asked for' });
      await waitFor(() => job.isFailed(), { what: 'the job to be in the failed set again' });
      expect((await reactionsOf(under.db, 'picky'))[0]).toMatchObject({ status: 'failed', attempts: 2 });

      mended = true;
      await job.retry('failed');
      await waitFor(async () => (await reactionsOf(under.db, 'picky'))[0]?.status === 'succeeded', {
        what: 'the reaction to succeed',
      });
      await waitFor(() => job.isCompleted(), { what: 'the job to be completed' });
      expect((await reactionsOf(under.db, 'picky'))[0]).toMatchObject({ attempts: 3, error: null });
      expect(received).toEqual(['order.paid 1', 'order.refunded 1', 'order.paid 2', 'order.paid 3']);
    });

    it('that failed is also retried by the command line, at once', async () => {
      const a = purchase(under.db, 'a');
      await a.bought();
      await a.refunded();
      const received: string[] = [];
      const picky = consumerOf(
        'picky',
        async ({ topic, idempotencyKey }, { attempt }) => {
          received.push(`${topic} ${attempt} ${idempotencyKey}`);
          if (attempt === 1) throw new ReactionRefusedError('not yet');
        },
        ['order.paid', 'order.refunded'],
      );
      // There is no poll here, so the notification must wake the relay.
      await under.start({ consumers: [picky], pace: { pollMs: 600_000, sweepMs: 600_000 } });
      await under.quiet();
      const keys = (await reactionsOf(under.db, 'picky')).map(({ outbox }) => outbox.idempotencyKey);
      expect(await retryReactions(under.db, { consumer: 'picky' }, { again: 'failed' })).toBe(2);
      await under.quiet();
      expect(received).toEqual([
        `order.paid 1 ${keys[0]}`,
        `order.refunded 1 ${keys[1]}`,
        `order.paid 2 ${keys[0]}`,
        `order.refunded 2 ${keys[1]}`,
      ]);
      expect(await reactionsOf(under.db, 'picky')).toMatchObject([
        { status: 'succeeded', error: null },
        { status: 'succeeded', error: null },
      ]);
      expect(await retryReactions(under.db, { consumer: 'picky' }, { again: 'failed' })).toBe(0);
    });

    it('whose receiver is gone disables its consumer, and the missed transitions are sent in order once it is enabled', async () => {
      const a = purchase(under.db, 'a');
      await a.bought();
      const received: string[] = [];
      let gone = true;
      const away = consumerOf(
        'away',
        async ({ topic }) => {
          received.push(topic);
          if (gone) throw new ConsumerGoneError('away answered 410');
        },
        ['order.paid', 'order.partially_refunded', 'order.refunded'],
      );
      const other = consumerOf('other', async () => undefined);
      await under.start({ consumers: [away, other] });
      await under.quiet();
      expect(await under.db.disabledConsumer.findMany()).toMatchObject([
        { consumer: 'away', reason: 'away answered 410' },
      ]);
      await a.refunded(eur(400n));
      await a.refunded(eur(600n), { part: 2 });
      await under.quiet();
      expect(received).toEqual(['order.paid']);
      expect(await reactionsOf(under.db, 'away')).toMatchObject([
        { status: 'failed', outbox: { topic: 'order.paid' } },
        { status: 'skipped', outbox: { topic: 'order.partially_refunded' }, attempts: 0 },
        { status: 'skipped', outbox: { topic: 'order.refunded' }, attempts: 0 },
      ]);
      expect(await under.db.reaction.count({ where: { consumer: 'other', status: 'skipped' } })).toBe(0);
      expect(await under.db.outbox.count({ where: { deliveredAt: null } })).toBe(0);

      gone = false;
      expect(await enableConsumer(under.db, 'away')).toBe(true);
      expect(await retryReactions(under.db, { consumer: 'away' }, { again: 'failed' })).toBe(3);
      await under.quiet();
      expect(received.slice(1)).toEqual(['order.paid', 'order.partially_refunded', 'order.refunded']);
    });

    it('that waits when its consumer is disabled is skipped', async () => {
      const a = purchase(under.db, 'a');
      await a.bought();
      await a.refunded();
      const received: string[] = [];
      const away = consumerOf(
        'away',
        async ({ topic }) => {
          received.push(topic);
          throw new ConsumerGoneError('away answered 410');
        },
        ['order.paid', 'order.refunded'],
      );
      await under.start({ consumers: [away] });
      await under.quiet();
      expect(received).toEqual(['order.paid']);
      expect(await reactionsOf(under.db, 'away')).toMatchObject([
        { status: 'failed' },
        { status: 'skipped' },
      ]);
    });

    it('whose consumer cannot run anything for now waits, which counts as no attempt', async () => {
      await purchase(under.db, 'a').bought();
      let asked = 0;
      const attempts: number[] = [];
      const restarting: Consumer = {
        ...consumerOf('restarting', async (_, { attempt }) => void attempts.push(attempt), ['order.paid']),
        pausedForMs: () => ((asked += 1) <= 2 ? 50 : 0),
      };
      await under.start({ consumers: [restarting], retryDelay: () => 600_000 });
      await under.quiet();
      expect([asked, attempts]).toEqual([3, [1]]);
      expect(await reactionsOf(under.db, 'restarting')).toMatchObject([
        { status: 'succeeded', attempts: 1, error: null },
      ]);
    });
  });
});
