import { once } from 'node:events';
import { claimReaction, dispatch, promoteAll, takeReady } from '@payspool/reactions/ledger';
import { PAYLOAD_VERSION } from '@payspool/events';
import { reactionJobId } from '@payspool/queue';
import { waitFor } from '@payspool/testkit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Consumer } from '../src/reactions/consumer.ts';
import { subscribersOf } from '../src/relay/subscribers.ts';
import { BACKENDS } from './backends.ts';
import { purchase } from './happenings.ts';
import { consumerOf, openReactions, reactionsOf, type ReactionsUnderTest } from './reactions-under-test.ts';

describe.each(BACKENDS)('over the queue in $name', (backend) => {
  describe.skipIf(!backend.available)('a reaction', () => {
    let under: ReactionsUnderTest;
    beforeEach(async () => {
      under = await openReactions(backend);
    });
    afterEach(() => under.drop());

    /** Does what a relay does that disappears at once. */
    const queueAll = async (consumers: readonly Consumer[]) => {
      await dispatch(under.db, subscribersOf(consumers), 100);
      await promoteAll(under.db);
      return takeReady(under.db, 100, under.queue.enqueue);
    };
    const theOnly = async (consumer: string) => {
      const [row, ...others] = await reactionsOf(under.db, consumer);
      if (!row || others.length > 0) throw new Error('expected one reaction');
      return row;
    };
    const jobOf = (outboxId: bigint, consumer: string) =>
      under.jobs.getJob(reactionJobId({ outboxId, consumer }));

    it('whose worker died while it ran is run again when its lease is over, and not before', async () => {
      await purchase(under.db, 'a').bought();
      const late: unknown[] = [];
      const consumer = consumerOf(
        'c',
        async (_, { attempt, db }) => {
          const [row] = await db.$queryRaw<object[]>`
            SELECT ${attempt}::int AS attempt, clock_timestamp() >= ${leaseUntil}::timestamptz AS "leaseIsOver"`;
          late.push(row);
        },
        ['order.paid'],
      );
      expect(await queueAll([consumer])).toEqual({ queued: 1, left: 0 });
      const { outboxId } = await theOnly('c');
      expect(await claimReaction(under.db, { outboxId, consumer: 'c' }, 2500)).toMatchObject({
        claim: 'taken',
        attempt: 1,
      });
      const { leaseUntil } = await theOnly('c');
      await under.start({ consumers: [consumer], pace: { unseenMs: 50 } });
      await waitFor(async () => (await jobOf(outboxId, 'c'))?.isDelayed(), { what: 'the job to wait' });
      expect(late).toEqual([]);
      await under.quiet();
      expect(late).toEqual([{ attempt: 2, leaseIsOver: true }]);
      expect(await theOnly('c')).toMatchObject({ status: 'succeeded', attempts: 2 });
      const job = await jobOf(outboxId, 'c');
      await waitFor(() => job?.isCompleted(), { what: 'the job to be completed' });
    });

    it('whose result cannot be recorded at first is not run again', async () => {
      await purchase(under.db, 'a').bought();
      await under.db.$executeRaw`CREATE SEQUENCE results`;
      await under.db.$executeRaw`
        CREATE FUNCTION refuse_two() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN IF nextval('results') <= 2 THEN RAISE EXCEPTION 'away'; END IF; RETURN NEW; END $$`;
      await under.db.$executeRaw`
        CREATE TRIGGER refuse_two BEFORE UPDATE ON reactions FOR EACH ROW
        WHEN (NEW.status = 'succeeded') EXECUTE FUNCTION refuse_two()`;
      const attempts: number[] = [];
      const consumer = consumerOf('c', async (_, { attempt }) => void attempts.push(attempt), ['order.paid']);
      await under.start({ consumers: [consumer] });
      await under.quiet();
      expect(attempts).toEqual([1]);
      expect(await theOnly('c')).toMatchObject({ status: 'succeeded', attempts: 1, error: null });
    });

    it('whose claim died with its worker and its job is run again too', async () => {
      await purchase(under.db, 'a').bought();
      const attempts: number[] = [];
      const consumer = consumerOf('c', async (_, { attempt }) => void attempts.push(attempt), ['order.paid']);
      await queueAll([consumer]);
      const { outboxId } = await theOnly('c');
      await claimReaction(under.db, { outboxId, consumer: 'c' }, 300);
      await under.jobs.obliterate({ force: true });
      await under.start({ consumers: [consumer], pace: { unseenMs: 50 } });
      await under.quiet();
      expect(attempts).toEqual([2]);
    });

    it('that waits for a retry is on the queue, and comes back if the queue has lost its data', async () => {
      await purchase(under.db, 'a').bought();
      await purchase(under.db, 'b').bought();
      const received: string[] = [];
      const consumer = consumerOf(
        'c',
        async ({ payload }, { attempt }) => {
          received.push(`${payload.subject.ref} ${attempt}`);
          if (attempt === 1) throw new Error('away');
        },
        ['order.paid', 'order.refunded'],
      );
      await under.start({
        consumers: [consumer],
        retryDelay: () => 600_000,
        pace: { unseenMs: 100, sweepMs: 100, pollMs: 100 },
      });
      const delayed = async () => (await under.jobs.getJobCounts('delayed')).delayed;
      await waitFor(async () => (await delayed()) === 2, { what: 'both jobs to back off' });
      // Several searches find it, and there is no second attempt.
      const seenAt = async () => (await reactionsOf(under.db, 'c')).map((row) => Number(row.queuedAt));
      const before = await seenAt();
      await waitFor(async () => (await seenAt()).every((at, index) => at > (before[index] ?? 0)), {
        what: 'the relay to have looked for both',
      });
      expect(received.toSorted()).toEqual(['o_a 1', 'o_b 1']);
      expect(await delayed()).toBe(2);

      await under.jobs.obliterate({ force: true });
      await under.quiet();
      expect(received.toSorted()).toEqual(['o_a 1', 'o_a 2', 'o_b 1', 'o_b 2']);
    });

    it('of an unknown consumer waits for a worker that has the consumer', async () => {
      await purchase(under.db, 'a').bought();
      const received: string[] = [];
      const consumer = consumerOf('newer', async ({ topic }) => void received.push(topic), ['order.paid']);
      await queueAll([consumer]);
      const { outboxId } = await theOnly('newer');
      const older = await under.start({ consumers: [], retryDelay: () => 600_000 });
      await waitFor(async () => (await jobOf(outboxId, 'newer'))?.isDelayed(), { what: 'the job to wait' });
      expect(await jobOf(outboxId, 'newer')).toMatchObject({
        attemptsMade: 1,
        failedReason: 'the consumer newer is not configured in this worker',
      });
      expect(await theOnly('newer')).toMatchObject({ status: 'queued', attempts: 0 });
      await older.stop();

      await under.start({ consumers: [consumer] });
      await (await jobOf(outboxId, 'newer'))?.promote();
      await under.quiet();
      expect(received).toEqual(['order.paid']);
    });

    it.each([
      {
        what: 'whose payload is of a later version',
        newer: `UPDATE outbox SET payload = jsonb_set(payload, '{version}', '${PAYLOAD_VERSION + 1}') WHERE topic = 'order.paid'`,
        known: `UPDATE outbox SET payload = jsonb_set(payload, '{version}', '${PAYLOAD_VERSION}') WHERE topic = 'order.paid'`,
        reason: `payload version ${PAYLOAD_VERSION + 1} of order.paid is not known to this release: a newer worker must run it`,
      },
      {
        what: 'to a topic that only a newer release has',
        newer: `UPDATE outbox SET topic = 'order.shipped' WHERE topic = 'order.paid'`,
        known: `UPDATE outbox SET topic = 'order.paid' WHERE topic = 'order.shipped'`,
        reason: 'the topic order.shipped is not known to this release: a newer worker must run it',
      },
    ])(
      '$what waits for a worker that knows it, and no later reaction overtakes it',
      async ({ newer, known, reason }) => {
        const a = purchase(under.db, 'a');
        await a.bought();
        await a.refunded();
        const received: string[] = [];
        const consumer = consumerOf('c', async ({ topic }) => void received.push(topic), [
          'order.paid',
          'order.refunded',
        ]);
        await queueAll([consumer]); // does what a newer relay does
        await under.db.$executeRawUnsafe(newer);
        const older = await under.start({ consumers: [consumer], retryDelay: () => 600_000 });
        const [paid] = await reactionsOf(under.db, 'c');
        const job = () => jobOf(paid?.outboxId ?? 0n, 'c');
        await waitFor(async () => (await job())?.isDelayed(), { what: 'the job to wait' });
        expect((await job())?.failedReason).toBe(reason);
        expect(await reactionsOf(under.db, 'c')).toMatchObject([
          { status: 'queued', attempts: 1, error: reason },
          { status: 'waiting', attempts: 0 },
        ]);
        await older.stop();

        await under.db.$executeRawUnsafe(known);
        await under.start({ consumers: [consumer] });
        await (await job())?.promote();
        await under.quiet();
        expect(received).toEqual(['order.paid', 'order.refunded']);
        expect(await reactionsOf(under.db, 'c')).toMatchObject([
          { status: 'succeeded', error: null },
          { status: 'succeeded' },
        ]);
      },
    );

    it('is returned by a worker that stops, and runs again elsewhere', async () => {
      await purchase(under.db, 'a').bought();
      const attempts: number[] = [];
      const consumer = consumerOf(
        'c',
        async (_, { attempt, signal }) => {
          attempts.push(attempt);
          if (attempt === 1) await new Promise((resolve) => signal.addEventListener('abort', resolve));
          signal.throwIfAborted();
        },
        ['order.paid'],
      );
      const leaving = await under.start({ consumers: [consumer], deadlineMs: 60_000 });
      await waitFor(() => attempts.length === 1, { what: 'the attempt to begin' });
      await leaving.stop(50);
      expect(await theOnly('c')).toMatchObject({ status: 'queued', error: 'the worker is stopping' });
      expect((await theOnly('c')).leaseUntil).toBeNull();
      under.errors.splice(0); // the error of BullMQ about the returned job
      await under.start({ consumers: [consumer] });
      await under.quiet();
      expect(attempts).toEqual([1, 2]);
    });

    it('whose job is running does not count as queued, because the job may have read it before it was due', async () => {
      await purchase(under.db, 'a').bought();
      const finish = new AbortController();
      const consumer = consumerOf(
        'c',
        async () => void (finish.signal.aborted || (await once(finish.signal, 'abort'))),
        ['order.paid'],
      );
      await under.start({ consumers: [consumer] });
      const running = async () => (await under.jobs.getJobCounts('active')).active === 1;
      await waitFor(running, { what: 'the job to run' });
      const { outboxId } = await theOnly('c');
      const job = { outboxId, consumer: 'c', topic: 'order.paid', subject: 'order' };
      expect(await under.queue.enqueue([job])).toEqual([]);
      finish.abort();
      await under.quiet();
      const old = await jobOf(outboxId, 'c');
      await waitFor(() => old?.isCompleted(), { what: 'the job to be completed' });
      expect(await under.queue.enqueue([job])).toEqual([job]);
    });

    it('that the database refuses has an error without the values that the database quotes', async () => {
      await purchase(under.db, 'a').bought();
      const consumer = consumerOf(
        'c',
        async (_, { db }) => void (await db.$queryRaw`SELECT ${'jane@example.org'}::text::int`),
        ['order.paid'],
      );
      await under.start({ consumers: [consumer], retryDelay: () => 600_000 });
      await waitFor(async () => (await under.jobs.getJobCounts('delayed')).delayed === 1, {
        what: 'the job to back off',
      });
      const { outboxId, error } = await theOnly('c');
      expect(error).toBe(
        'value_refused: the database cannot store one of its values (P2010, SQLSTATE 22P02)',
      );
      const job = await jobOf(outboxId, 'c');
      expect(job?.failedReason).toBe(error);
      expect(JSON.stringify(job)).not.toContain('jane');
    });
  });
});
