import type { Database } from '@payspool/db';
import { isTopic } from '@payspool/events';
import type { Transition } from '../src/reactions/consumer.ts';
import { createFulfilment } from '../src/reactions/fulfilment/fulfilment.ts';
import { readPayload } from '../src/relay/read-payload.ts';
import { madeUpContext, react } from './made-up-transition.ts';

interface FulfilmentUnderTest {
  readonly now: () => Date;
  readonly duplicates?: 'grant' | 'withhold';
}

/** A fulfilment consumer without a queue: the test decides to which transition it reacts, and when. */
export function fulfilmentOf(db: Database, { now, duplicates = 'grant' }: FulfilmentUnderTest) {
  const [consumer] = createFulfilment(
    { fulfilment: 'on', fulfilmentDuplicateRef: duplicates, fulfilmentBuyerRef: 'grant', prices: undefined },
    { now },
  );
  let done = 0n;
  const reactTo = async (transition: Transition): Promise<void> => {
    if (consumer?.on[transition.topic]) await react(consumer, transition, { ...madeUpContext().context, db });
  };
  return {
    reactTo,
    /** Reacts to everything that was published since the last call, in order. */
    catchUp: async () => {
      for (const transition of await published(db, done)) {
        await reactTo(transition);
        done = transition.id;
      }
    },
  };
}

/** The transitions in the outbox after this one, in order, as the relay would pass them on. */
export async function published(db: Database, after = 0n): Promise<Transition[]> {
  const rows = await db.outbox.findMany({ where: { id: { gt: after } }, orderBy: { id: 'asc' } });
  return rows.map(({ id, topic, payload, idempotencyKey }) => {
    if (!isTopic(topic)) throw new Error(`${topic} is no topic`);
    return { id, topic, payload: readPayload(topic, payload), stored: payload as never, idempotencyKey };
  });
}

/** Entitlements without an order or subscription; there must be none after all reactions have run. */
export const strays = (db: Database): Promise<{ kind: string; ref: string }[]> => db.$queryRaw`
  SELECT kind, ref FROM entitlements AS held
  WHERE NOT EXISTS (
    SELECT 1 FROM orders AS o WHERE held.kind = 'order' AND o.provider = held.provider AND o.account = held.account
      AND o.order_ref = held.ref AND o.aggregate_id = held.aggregate_id)
  AND NOT EXISTS (
    SELECT 1 FROM subscriptions AS s WHERE held.kind = 'subscription' AND s.provider = held.provider AND s.account = held.account
      AND s.subscription_ref = held.ref AND s.aggregate_id = held.aggregate_id)`;
