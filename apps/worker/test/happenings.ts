import type { Database } from '@payspool/db';
import { canonicalEvent, type EventFacts, type Money } from '@payspool/events';
import { applyEvent, DEFAULT_SETTINGS, type ProjectionSettings } from '@payspool/projection';

export type Facts = EventFacts extends infer One
  ? One extends EventFacts
    ? Omit<One, 'occurredAt'>
    : never
  : never;

/** A time within the one hour of all events, by its second. */
const at = (second: number): string => new Date(Date.UTC(2026, 0, 31, 12, 0, second)).toISOString();

export const eur = (amountMinor: bigint): Money => ({ amountMinor, currency: 'EUR', exponent: 2 });

/** Records and folds an event of the provider, like the event of a delivery. */
export async function happens(
  db: Database,
  {
    key,
    second,
    facts,
    settings = DEFAULT_SETTINGS,
  }: {
    readonly key: string;
    readonly second: number;
    readonly facts: Facts;
    readonly settings?: ProjectionSettings;
  },
): Promise<void> {
  const event = canonicalEvent({ ...facts, occurredAt: at(second) });
  await applyEvent(
    db,
    {
      provider: 'stripe',
      account: 'default',
      eventKey: key,
      type: event.type,
      occurredAt: new Date(event.occurredAt),
      receivedAt: new Date('2026-01-31T13:00:00.000Z'),
      rawBody: Buffer.from(key),
      headers: {},
      mayBeNamedLater: true,
    },
    { status: 'applied', events: [event] },
    settings,
  );
}

/** The possible events of the purchase `name` of 10 EUR. */
export function purchase(db: Database, name: string, merchantRef = `m-${name}`) {
  const orderRef = `o_${name}`;
  const paymentRef = `p_${name}`;
  const created = () =>
    happens(db, {
      key: `${name}-created`,
      second: 1,
      facts: { type: 'order.created', orderRef, merchantRef, amount: eur(1000n) },
    });
  const paid = (amount = eur(1000n)) =>
    happens(db, {
      key: `${name}-paid`,
      second: 2,
      facts: { type: 'payment.succeeded', paymentRef, orderRef, amount },
    });
  return {
    created,
    paid,
    bought: async (amount = eur(1000n)) => {
      await created();
      await paid(amount);
    },
    refunded: (amount = eur(1000n), { part = 1 } = {}) =>
      happens(db, {
        key: `${name}-refunded-${part}`,
        second: 2 + part,
        facts: { type: 'refund.succeeded', refundRef: `r_${name}_${part}`, paymentRef, orderRef, amount },
      }),
    chargedBack: () =>
      happens(db, {
        key: `${name}-lost`,
        second: 9,
        facts: { type: 'dispute.lost', disputeRef: `d_${name}`, paymentRef, amount: eur(1000n) },
      }),
  };
}
