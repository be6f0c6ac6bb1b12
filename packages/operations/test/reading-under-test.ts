import { openDatabase } from '@payspool/db';
import { outboundFetch } from '@payspool/providers';
import { openDeliveryQueue } from '@payspool/queue';
import { createDatabase, type QueueBackend } from '@payspool/testkit';
import { inject } from 'vitest';
import { startListingApi } from './listing-api.ts';

/** A database, a queue and an API of a test's own, with a clock that it sets. */
export async function openReading(backend: QueueBackend) {
  const tables = await createDatabase({ postgresUrl: inject('postgresUrl'), template: inject('template') });
  const { prisma: db, close } = openDatabase({ url: tables.url, poolSize: 6 });
  const place = await backend.create();
  const queue = openDeliveryQueue({ dedupeTtlMs: 3_600_000, onError: () => undefined, ...place });
  const api = await startListingApi();
  let now = new Date('2026-03-01T12:00:00.000Z');
  const io = { now: () => now, fetch: outboundFetch };
  return {
    db,
    queue,
    api,
    place,
    databaseUrl: tables.url,
    context: { db, queue, io },
    /** Sets the clock of this process. */
    setNow: (text: string) => (now = new Date(text)),
    now: () => now,
    /** Records an event as a worker does that applied its delivery. */
    record: (eventKey: string, { account = 'default', receivedAt = now } = {}) =>
      db.event.create({
        data: {
          provider: 'stripe',
          account,
          eventKey,
          type: 'customer.updated',
          status: 'ignored',
          receivedAt,
          canonical: [],
          headers: {},
        },
      }),
    /** Which of the events were queued as missed. */
    queued: async (keys: readonly string[]) => {
      const found = await Promise.all(
        keys.map((eventKey) =>
          queue.find({
            provider: 'stripe',
            account: 'default',
            eventKey,
            kind: 'event',
            source: 'refetched',
          }),
        ),
      );
      return keys.filter((_, at) => found[at] !== undefined);
    },
    /** Lets the reservation of a killed process end. */
    endLeases: () => db.$executeRaw`UPDATE sweeps SET lease_until = clock_timestamp() - interval '1 second'`,
    close: async () => {
      await Promise.all([queue.close(), close(), api.stop()]);
      await Promise.all([place.drop(), tables.drop()]);
    },
  };
}
export type ReadingUnderTest = Awaited<ReturnType<typeof openReading>>;
