import type {
  CanonicalEvent,
  OrderEvent,
  PaymentEvent,
  RefundEvent,
  SubscriptionEvent,
} from '@payspool/events';
import { noteReference, type ReferenceFacts } from './merchant-reference.ts';
import { foldOrder, type OrderFacts } from './order.ts';
import {
  type DisputeFacts,
  foldDispute,
  foldPayment,
  foldRefund,
  noteTotal,
  type PaymentFacts,
  type RefundFacts,
} from './payments.ts';
import { disputePart } from './references.ts';
import { foldCheckout, foldSubscription, type SubscriptionFacts } from './subscription.ts';
import type { Ties } from './ties.ts';

/** What the events so far say of one purchase or subscription. */
export interface State {
  step: number;
  firstAt?: string;
  lastAt?: string;
  readonly order: OrderFacts;
  /** What payments and refunds say of the order, for where its own events do not. */
  readonly inferred: Pick<OrderFacts, 'customerRef' | 'providerStatus'> & { reference: ReferenceFacts };
  readonly payments: Map<string, PaymentFacts>;
  readonly refunds: Map<string, RefundFacts>;
  readonly disputes: Map<string, DisputeFacts>;
  readonly subscriptions: Map<string, SubscriptionFacts>;
}

export const emptyState = (): State => ({
  step: 0,
  order: { reference: {} },
  inferred: { reference: {} },
  payments: new Map(),
  refunds: new Map(),
  disputes: new Map(),
  subscriptions: new Map(),
});

/** Takes one event into the state. The events must come in the order of `momentsOf` and `orderMoment`. */
export function advance(state: State, event: CanonicalEvent, ties: Ties): void {
  state.step += 1;
  state.firstAt ??= event.occurredAt;
  state.lastAt = event.occurredAt;
  if (isOrder(event)) {
    const ref = event.subscriptionRef;
    if (ref) state.subscriptions.set(ref, foldCheckout(state.subscriptions.get(ref) ?? {}, event));
    return foldOrder(state.order, event);
  }
  if (isSubscription(event)) {
    const facts = state.subscriptions.get(event.subscriptionRef) ?? {};
    state.subscriptions.set(event.subscriptionRef, foldSubscription(facts, event));
    return;
  }
  infer(state, event);
  const paymentRef = event.paymentRef && ties.paymentName(event.paymentRef);
  const named = paymentRef ? { ...event, paymentRef } : event;
  if (isPayment(named)) {
    const counted = foldPayment(entry(state.payments, named.paymentRef), named, state.step);
    if (counted) state.inferred.providerStatus = named.providerStatus ?? state.inferred.providerStatus;
    return;
  }
  if (isRefund(named)) {
    if (paymentRef) noteTotal(entry(state.payments, paymentRef), named, state.step);
    return foldRefund(entry(state.refunds, named.refundRef), named, state.step);
  }
  // Known by name from now on, also where a later event says that the dispute is over another payment.
  if (paymentRef) entry(state.payments, paymentRef);
  foldDispute(entry(state.disputes, disputePart(named)), named);
}

/** What payments, refunds and disputes say of their order. */
function infer({ inferred }: State, event: CanonicalEvent): void {
  inferred.reference = noteReference(inferred.reference, event);
  inferred.customerRef = event.customerRef ?? inferred.customerRef;
}

function entry<Facts extends object>(entries: Map<string, Facts>, ref: string): Facts {
  const known = entries.get(ref) ?? ({} as Facts);
  entries.set(ref, known);
  return known;
}

const isOrder = (event: CanonicalEvent): event is OrderEvent => event.type.startsWith('order.');
const isPayment = (event: CanonicalEvent): event is PaymentEvent => event.type.startsWith('payment.');
const isRefund = (event: CanonicalEvent): event is RefundEvent => event.type.startsWith('refund.');
const isSubscription = (event: CanonicalEvent): event is SubscriptionEvent =>
  event.type.startsWith('subscription.');
