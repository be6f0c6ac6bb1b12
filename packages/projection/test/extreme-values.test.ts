import {
  type CanonicalEvent,
  canonicalEvent,
  type EventFacts,
  EVENT_TYPES,
  SUBSCRIPTION_STATUSES,
} from '@payspool/events';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { applyEvent } from '../src/index.ts';
import { useDatabase } from './projection-under-test.ts';
import { record } from './record.ts';

const database = useDatabase({ poolSize: 3 });
const SEED = Number(process.env['FC_SEED'] ?? 20_260_131);
const RUNS = Number(process.env['FC_RUNS'] ?? 25);

/** The longest name that an account can have: an endpoint's, and the provider's id of a connected one. */
const ACCOUNT = `${'a'.repeat(63)}/${'b'.repeat(100)}`;
/** Bytes that compress badly: an index row is measured after compression. */
const noise = (seed: number, length: number) =>
  Array.from({ length }, (_, at) =>
    String.fromCharCode(0x4e00 + ((seed * 7919 + at * 104_729 + at * at * 31) % 20_000)),
  ).join('');

const word = fc.oneof(
  fc.constantFrom('x', ' ', '#', 'ord_1', '\u{1F600}'.repeat(127), '\uFFFF'.repeat(255), '"\\\u2028'),
  fc.nat(40).map((seed) => noise(seed, 255)),
);
const time = fc.constantFrom(
  '0001-01-01T00:00:00.000Z',
  '0099-12-31T23:59:59.999Z',
  '1582-10-10T00:00:00.000Z',
  '1969-12-31T23:59:59.999Z',
  '2026-01-31T12:00:00.000Z',
  '2028-02-29T00:00:00.000Z',
  '9999-12-31T23:59:59.999Z',
);
const minor = fc.constantFrom(0n, 1n, 10n ** 18n, 2n ** 63n, 10n ** 38n - 1n);
const money = fc.record({
  amountMinor: minor,
  currency: fc.constantFrom('EUR', 'c'.repeat(64)),
  exponent: fc.constantFrom(0, 2, 36),
});
const quantity = fc.constantFrom(0, 1, 2 ** 31, Number.MAX_SAFE_INTEGER);
const writer = fc.constantFrom('merchant' as const, 'buyer' as const);
const some = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });
const few = (most: number) => fc.array(word, { minLength: 1, maxLength: most });

const common = {
  occurredAt: time,
  providerStatus: some(word),
  merchantRef: some(word),
  merchantRefField: some(word),
  merchantRefWriter: some(writer),
  customerRef: some(word),
};
const item = fc.record({ itemRef: word, planRef: word, quantity });
const state = {
  status: some(fc.constantFrom(...SUBSCRIPTION_STATUSES)),
  planRef: some(word),
  quantity: some(quantity),
  items: some(fc.array(item, { maxLength: 100 })),
  currentPeriodStart: some(time),
  currentPeriodEnd: some(time),
  cancelAt: some(time),
  canceledAt: some(time),
  trialEnd: some(time),
  startsAt: some(time),
  collectionPaused: some(fc.boolean()),
  collectionResumesAt: some(time),
};
const facts: fc.Arbitrary<EventFacts> = fc.oneof(
  fc.record({
    ...common,
    type: fc.constantFrom(...EVENT_TYPES.order),
    orderRef: word,
    paymentRef: some(word),
    invoiceRef: some(word),
    amount: some(money),
    createdAt: some(time),
  }),
  fc.record({
    ...common,
    type: fc.constantFrom(...EVENT_TYPES.payment),
    paymentRef: word,
    paymentAliases: some(few(8)),
    orderRef: some(word),
    subscriptionRef: some(word),
    amount: some(money),
    amountRefundedMinor: some(minor),
    authorizationRef: some(word),
    failureCode: some(word),
  }),
  fc.record({
    ...common,
    type: fc.constantFrom(...EVENT_TYPES.refund),
    refundRef: word,
    paymentRef: some(word),
    amount: some(money),
    reason: some(word),
  }),
  fc.record({
    ...common,
    type: fc.constantFrom(...EVENT_TYPES.dispute),
    disputeRef: word,
    paymentRef: some(word),
    transactionRef: some(word),
    sharedBy: some(fc.array(word, { minLength: 2, maxLength: 20 })),
    sharedAmount: some(money),
    amount: some(money),
    reason: some(word),
  }),
  fc.record({
    ...common,
    ...state,
    type: fc.constantFrom(...EVENT_TYPES.subscription),
    subscriptionRef: word,
    invoiceRef: some(word),
    paidPeriod: some(
      fc.record({
        start: time,
        end: some(time),
        paymentRef: some(word),
        nothingDue: some(fc.constant(true as const)),
      }),
    ),
    previous: some(fc.record(state)),
  }),
);

/** A delivery may have several canonical events of one purchase. */
const deliveries = fc.array(fc.array(facts, { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 4 });

it(
  'whatever a canonical event can hold, Postgres holds, and the fold makes rows of it',
  async () => {
    let run = 0;
    await fc.assert(
      fc.asyncProperty(deliveries, async (history) => {
        run += 1;
        for (const [at, delivery] of history.entries()) {
          const events: CanonicalEvent[] = delivery.map((fact) => canonicalEvent(fact));
          const eventKey = `${run}-${at}-`.padEnd(255, 'k');
          // Each run is a merchant's of its own.
          const account = `${run}${ACCOUNT.slice(String(run).length)}`;
          expect(
            await applyEvent(
              database.db,
              record({
                account,
                eventKey,
                type: 't'.repeat(255),
                providerAccount: 'b'.repeat(100),
                occurredAt: new Date(events[0]?.occurredAt ?? ''),
              }),
              { status: 'applied', events },
            ),
          ).toBe('recorded');
        }
      }),
      { numRuns: RUNS, seed: SEED, endOnFailure: false },
    );
  },
  30_000 + 2000 * RUNS,
);
