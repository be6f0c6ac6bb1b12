import { canonicalEvent, type EventFacts } from '@payspool/events';
import fc from 'fast-check';
import type { Delivery } from './random-histories.ts';

// Histories of one subscription or one order that are long enough for an event of the middle to leave most of the others alone.

const DAY_MS = 86_400_000;
const T0 = Date.UTC(2026, 0, 1);
const dayAt = (day: number) => new Date(T0 + day * DAY_MS).toISOString();
/** Seconds of one day, few of them, so that several events have one time. */
const timeOn = (day: number, second: number) => new Date(T0 + day * DAY_MS + second * 1000).toISOString();

const eur = (minor: number) => ({ amountMinor: BigInt(minor), currency: 'EUR', exponent: 2 });
const second = fc.integer({ min: 0, max: 2 });
const WEEK = 7;

/** What may be sent about the renewal of one week. */
const renewal = fc.record({
  second: fc.tuple(second, second, second, second),
  /** Of the paid period, in weeks: a year that was paid for in advance ends later than the weeks behind it. */
  weeks: fc.constantFrom(1, 1, 1, 1, 1, 5),
  isPaid: fc.constantFrom(true, true, true, false),
  /** Days between the beginning of the week and its payment: some weeks are paid before an earlier one. */
  paidAfter: fc.constantFrom(0, 0, 0, 0, 0, -16, -9, 9, 16),
  isStated: fc.constantFrom(true, true, false),
  status: fc.constantFrom('active', 'active', 'active', 'past_due', 'unpaid', undefined),
  hasPrevious: fc.boolean(),
  isByInvoice: fc.boolean(),
  quantity: fc.constantFrom(undefined, undefined, 1, 2),
  merchantRef: fc.constantFrom(undefined, 'mine', 'mine', 'other'),
  /** Changes of the quantity, one after the other in one second: their previous values alone show their order. */
  changes: fc.constantFrom(0, 0, 0, 2, 3),
  gone: fc.option(
    fc.record({
      kind: fc.constantFrom('refund.succeeded', 'refund.pending', 'dispute.lost', 'dispute.opened'),
      minor: fc.constantFrom(500, 500, 200),
      after: fc.constantFrom(0, 1, 8, 30),
    }),
    { nil: undefined, freq: 3 },
  ),
});
type Renewal = typeof renewal extends fc.Arbitrary<infer One> ? One : never;

/** A subscription that is billed by the week, each event a delivery of its own. */
export const billedHistory: fc.Arbitrary<readonly Delivery[]> = fc
  .array(renewal, { minLength: 2, maxLength: 9 })
  .map((renewals) => renewals.flatMap(eventsOfRenewal).map(delivered));

function eventsOfRenewal(one: Renewal, week: number): EventFacts[] {
  const day = week * WEEK;
  const [start, end] = [dayAt(day), dayAt(day + WEEK * one.weeks)];
  const paidOn = Math.max(0, day + one.paidAfter);
  const [paymentRef, invoiceRef] = [`p_${week}`, `i_${week}`];
  const before = week === 0 ? 'incomplete' : 'active';
  const facts: (object | false | undefined)[] = [
    {
      type: week === 0 ? 'subscription.created' : 'subscription.updated',
      occurredAt: timeOn(day, one.second[0]),
      subscriptionRef: 's_1',
      status: one.status,
      quantity: one.quantity,
      ...(one.isStated && { currentPeriodStart: start, currentPeriodEnd: end }),
      ...(one.hasPrevious && { previous: { status: before } }),
    },
    one.isPaid && {
      type: 'subscription.renewed',
      occurredAt: timeOn(paidOn, one.second[1]),
      subscriptionRef: 's_1',
      invoiceRef,
      paidPeriod: { start, end, ...(one.isByInvoice ? { invoiceRef } : { paymentRef }) },
    },
    {
      type: one.isPaid ? 'payment.succeeded' : 'payment.failed',
      occurredAt: timeOn(paidOn, one.second[2]),
      paymentRef,
      invoiceRef,
      subscriptionRef: 's_1',
      amount: eur(500),
      merchantRef: one.merchantRef,
    },
    ...Array.from({ length: one.changes }, (_, number) => ({
      type: 'subscription.updated',
      occurredAt: timeOn(day + 1, 0),
      subscriptionRef: 's_1',
      quantity: 11 + number,
      previous: { quantity: number === 0 ? (one.quantity ?? 1) : 10 + number },
    })),
    one.gone && {
      ...goneOf(one.gone.kind, week),
      type: one.gone.kind,
      occurredAt: timeOn(paidOn + one.gone.after, one.second[3]),
      paymentRef,
      amount: eur(one.gone.minor),
    },
  ];
  return facts.filter((fact) => fact) as EventFacts[];
}

const goneOf = (kind: string, number: number) =>
  kind.startsWith('refund') ? { refundRef: `r_${number}` } : { disputeRef: `d_${number}` };

/** What may be sent about one payment of an order. */
const sale = fc.record({
  second: fc.integer({ min: 0, max: 30 }),
  paymentRef: fc.integer({ min: 0, max: 9 }).map((number) => `p_${number}`),
  number: fc.integer({ min: 0, max: 3 }),
  type: fc.constantFrom(
    ...(['payment.succeeded', 'payment.succeeded', 'payment.failed', 'payment.failed'] as const),
    ...(['payment.pending', 'payment.canceled', 'payment.authorized'] as const),
    ...(['refund.succeeded', 'refund.succeeded', 'refund.failed', 'refund.pending'] as const),
    ...(['dispute.opened', 'dispute.lost', 'dispute.won', 'order.created', 'order.completed'] as const),
  ),
  minor: fc.constantFrom(100, 100, 250, 1000),
  total: fc.constantFrom(undefined, undefined, undefined, 100n, 250n),
  merchantRef: fc.constantFrom(undefined, undefined, 'mine', 'other'),
  hasAmount: fc.constantFrom(true, true, true, true, false),
});
type Sale = typeof sale extends fc.Arbitrary<infer One> ? One : never;

/** An order with many payments, refunds and disputes, all of one currency; where it settles, none of its payments fails. */
export const soldHistory: fc.Arbitrary<readonly Delivery[]> = fc
  .tuple(fc.array(sale, { minLength: 4, maxLength: 24 }), fc.boolean())
  .map(([sales, settles]) =>
    sales
      .filter(({ type }) => !(settles && type === 'payment.failed'))
      .map((one) => eventOfSale(one, settles))
      .map(delivered),
  );

function eventOfSale(
  { second: at, paymentRef, type, minor, number, total, ...one }: Sale,
  settles: boolean,
): EventFacts {
  const common = { type, occurredAt: timeOn(0, at), orderRef: 'o_1', merchantRef: one.merchantRef };
  const [kind] = type.split('.');
  const amount = kind !== 'order' || one.hasAmount ? { amount: eur(minor) } : {};
  if (kind === 'order') return { ...common, ...amount } as EventFacts;
  if (kind === 'payment')
    return {
      ...common,
      paymentRef,
      ...amount,
      ...(settles && { settlesOrder: true }),
      ...(total !== undefined && { amountRefundedMinor: total }),
    } as EventFacts;
  return {
    ...common,
    ...goneOf(type, number),
    ...(one.hasAmount && { paymentRef }),
    ...amount,
  } as EventFacts;
}

const delivered = (facts: EventFacts, number: number): Delivery => [
  // Keys in an order that says nothing.
  { eventKey: `evt_${(number * 7) % 10}_${number}`, index: 0, event: canonicalEvent(facts) },
];
