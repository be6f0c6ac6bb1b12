import type {
  CanonicalEvent,
  OrderEvent,
  PaymentEvent,
  RefundEvent,
  SubscriptionEvent,
} from '@payspool/events';
import { addPaidPeriod, type Edit, editDispute, editPayment, editRefund, editSubscription } from './edit.ts';
import { noteReference, type ReferenceFacts } from './merchant-reference.ts';
import { foldOrder, type OrderFacts } from './order.ts';
import type { PeriodFacts } from './paid-periods.ts';
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

/** The facts that events have reported about one purchase or subscription. */
export interface State extends StateHead {
  readonly payments: Map<string, PaymentFacts>;
  readonly refunds: Map<string, RefundFacts>;
  /** By `disputePart`. */
  readonly disputes: Map<string, DisputeFacts>;
  readonly subscriptions: Map<string, SubscriptionFacts>;
  /** The paid periods of each subscription, sorted by start. */
  readonly paidPeriods: Map<string, PeriodFacts[]>;
}

/** The part of the state whose size does not depend on the number of payments. */
export interface StateHead {
  step: number;
  firstAt?: string | undefined;
  lastAt?: string | undefined;
  order: OrderFacts;
  /**
   * Facts about the order from payments, refunds and disputes. Used for fields that the order's own events do not state.
   */
  inferred: Pick<OrderFacts, 'customerRef' | 'providerStatus'> & { reference: ReferenceFacts };
}

export const emptyState = (): State => ({
  step: 0,
  order: { reference: {} },
  inferred: { reference: {} },
  payments: new Map(),
  refunds: new Map(),
  disputes: new Map(),
  subscriptions: new Map(),
  paidPeriods: new Map(),
});

/**
 * Folds one event into the state, whose `step` is already that of the event. The events must come in the order of
 * `instantsOf` and `orderInstant`.
 */
export function advance(edit: Edit, event: CanonicalEvent): void {
  const { state, links } = edit;
  state.firstAt ??= event.occurredAt;
  state.lastAt = event.occurredAt;
  if (isOrder(event)) {
    if (event.subscriptionRef)
      editSubscription(edit, event.subscriptionRef, (facts) => foldCheckout(facts, event));
    return foldOrder(state.order, event);
  }
  if (isSubscription(event)) {
    const { subscriptionRef, paidPeriod } = event;
    // The period counts in any status: a payment may be reported after the subscription has ended.
    if (paidPeriod) addPaidPeriod(edit, subscriptionRef, paidPeriod);
    editSubscription(edit, subscriptionRef, (facts) => foldSubscription(facts, event));
    return;
  }
  infer(edit, event);
  const paymentRef = event.paymentRef && links.paymentName(event.paymentRef);
  const named = paymentRef && paymentRef !== event.paymentRef ? { ...event, paymentRef } : event;
  if (isPayment(named)) {
    const counted = foldPayment(editPayment(edit, named.paymentRef), named, state.step);
    if (counted) state.inferred.providerStatus = named.providerStatus ?? state.inferred.providerStatus;
    return;
  }
  if (isRefund(named)) {
    if (paymentRef) noteTotal(editPayment(edit, paymentRef), named, state.step);
    return foldRefund(editRefund(edit, named.refundRef), named, state.step);
  }
  // The payment stays known, even if a later event says that the dispute is over another one.
  if (paymentRef) editPayment(edit, paymentRef);
  foldDispute(editDispute(edit, disputePart(named)), named);
}

/** Notes what a payment, refund or dispute says about its order. */
function infer({ state: { inferred }, touched }: Edit, event: CanonicalEvent): void {
  if (event.merchantRef !== undefined) touched.inferred = true;
  inferred.reference = noteReference(inferred.reference, event);
  inferred.customerRef = event.customerRef ?? inferred.customerRef;
}

const isOrder = (event: CanonicalEvent): event is OrderEvent => event.type.startsWith('order.');
const isPayment = (event: CanonicalEvent): event is PaymentEvent => event.type.startsWith('payment.');
const isRefund = (event: CanonicalEvent): event is RefundEvent => event.type.startsWith('refund.');
const isSubscription = (event: CanonicalEvent): event is SubscriptionEvent =>
  event.type.startsWith('subscription.');
