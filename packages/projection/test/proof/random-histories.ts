import { canonicalEvent, type EventFacts, EVENT_TYPES, SUBSCRIPTION_STATUSES } from '@payspool/events';
import fc from 'fast-check';
import type { RecordedEvent } from '../../src/index.ts';

/** Few names, so that events meet; some are words that JavaScript's objects and our own encoding know. */
const names = (prefix: string, count: number, ...odd: string[]) =>
  fc.constantFrom(...Array.from({ length: count }, (_, n) => `${prefix}${n}`), ...odd);
const orderRef = names('o', 3);
const paymentRef = names('p', 4, '__proto__', 'constructor', '$int', '$map');
const invoiceRef = names('i', 2, '__proto__', '$map');
const subscriptionRef = names('s', 2, 'toString');
const customerRef = names('c', 2);
const word = fc.constantFrom('one', 'two');

/** Few times, so that several events have one time. */
const occurredAt = fc.integer({ min: 0, max: 5 }).map((second) => `2026-01-31T12:00:0${second}.000Z`);
const period = fc
  .integer({ min: 1, max: 3 })
  .map((month) => `2026-0${month}-01T00:00:00.000Z` as string | null);
const minor = fc.constantFrom(0n, 1n, 250n, 500n, 1000n, 10n ** 20n);
const amount = fc.record({
  amountMinor: minor,
  currency: fc.constantFrom('EUR', 'EUR', 'EUR', 'USD'),
  exponent: fc.constant(2),
});

const maybe = <Value>(arbitrary: fc.Arbitrary<Value>) => fc.option(arbitrary, { nil: undefined });
const seldom = <Value>(arbitrary: fc.Arbitrary<Value>) => fc.option(arbitrary, { nil: undefined, freq: 1 });
const flag = fc.constantFrom(undefined, undefined, true as const);

const common = {
  occurredAt,
  providerStatus: maybe(word),
  merchantRef: seldom(word),
  customerRef: seldom(customerRef),
};
const state = {
  /** Absent where the provider's word is unknown. */
  status: maybe(fc.constantFrom(...SUBSCRIPTION_STATUSES)),
  planRef: seldom(fc.constantFrom('plan_a', 'plan_b', null)),
  quantity: seldom(fc.constantFrom(1, 2, null)),
  currentPeriodStart: seldom(period),
  currentPeriodEnd: seldom(fc.oneof(period, fc.constant(null))),
  cancelAt: seldom(fc.oneof(period, fc.constant(null))),
  canceledAt: seldom(period),
};
const aliases = maybe(fc.uniqueArray(paymentRef, { maxLength: 2 }));

const orderFacts = fc.record({
  ...common,
  type: fc.constantFrom(...EVENT_TYPES.order),
  orderRef,
  paymentRef: maybe(paymentRef),
  invoiceRef: seldom(invoiceRef),
  subscriptionRef: seldom(subscriptionRef),
  amount: maybe(amount),
  createdAt: maybe(occurredAt),
  tentative: flag,
});
const paymentFacts = fc.record({
  ...common,
  type: fc.constantFrom(...EVENT_TYPES.payment, 'payment.succeeded', 'payment.succeeded'),
  paymentRef,
  paymentAliases: aliases,
  orderRef: maybe(orderRef),
  invoiceRef: seldom(invoiceRef),
  subscriptionRef: seldom(subscriptionRef),
  amount: maybe(amount),
  amountRefundedMinor: seldom(minor),
  authorizationRef: seldom(paymentRef),
  failureCode: seldom(word),
  settlesOrder: flag,
  tentative: flag,
});
const refundFacts = fc.record({
  ...common,
  type: fc.constantFrom(...EVENT_TYPES.refund),
  refundRef: names('r', 3),
  paymentRef: maybe(paymentRef),
  paymentAliases: aliases,
  orderRef: seldom(orderRef),
  amount: maybe(amount),
  amountRefundedMinor: seldom(minor),
  reason: seldom(word),
  tentative: flag,
});
const disputeFacts = fc.record({
  ...common,
  type: fc.constantFrom(...EVENT_TYPES.dispute),
  disputeRef: names('d', 2),
  paymentRef: maybe(paymentRef),
  paymentAliases: aliases,
  amount: maybe(amount),
  reason: seldom(word),
});
const subscriptionFacts = fc.record({
  ...common,
  ...state,
  type: fc.constantFrom(...EVENT_TYPES.subscription),
  subscriptionRef,
  invoiceRef: seldom(invoiceRef),
  statusAfter: seldom(fc.subarray(['incomplete', 'active', 'past_due', 'canceled', 'expired'] as const)),
  previous: maybe(fc.record({ status: state.status, planRef: state.planRef, quantity: state.quantity })),
});

const anyFacts: fc.Arbitrary<EventFacts> = fc.oneof(
  { weight: 2, arbitrary: orderFacts },
  { weight: 4, arbitrary: paymentFacts },
  { weight: 2, arbitrary: refundFacts },
  { weight: 1, arbitrary: disputeFacts },
  { weight: 3, arbitrary: subscriptionFacts },
) as fc.Arbitrary<EventFacts>;

/** The canonical events of one delivery. Most deliveries mean one. */
export type Delivery = readonly RecordedEvent[];

/** Deliveries in an order that says nothing of their times: of several purchases and subscriptions, linked or not. */
export const randomHistory = ({ maxDeliveries = 9 }: { readonly maxDeliveries?: number } = {}): fc.Arbitrary<
  readonly Delivery[]
> =>
  fc
    .array(
      fc.oneof(
        { weight: 4, arbitrary: anyFacts.map((one) => [one]) },
        fc.array(anyFacts, { minLength: 2, maxLength: 2 }),
      ),
      {
        minLength: 1,
        maxLength: maxDeliveries,
      },
    )
    .map((deliveries) => deliveries.map(recorded));

const recorded = (facts: readonly EventFacts[], place: number): Delivery =>
  facts.map((fact, index) => ({
    eventKey: `evt_${place}`,
    index,
    event: canonicalEvent({ ...fact, ...('previous' in fact && { previous: present(fact.previous) }) }),
  }));

/** As a provider's handler builds it: a value that was not replaced is not there. */
const present = (previous: object | undefined) =>
  previous && Object.fromEntries(Object.entries(previous).filter(([, value]) => value !== undefined));
