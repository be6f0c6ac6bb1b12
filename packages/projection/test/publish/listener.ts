import type { Topic, TransitionSubject } from '@payspool/events';

/** One transition as a consumer sees it that never looks into a payload. */
export interface Received {
  readonly topic: Topic;
  readonly subject: TransitionSubject;
  readonly occurrence: number;
}

/** What somebody who knows nothing but the topics takes a thing to be. */
export type Understanding =
  | {
      readonly kind: 'order';
      paid: boolean;
      refundedInFull: boolean;
      disputed: boolean;
      /** While it is neither paid nor refunded. */
      waiting: 'pending' | 'authorized' | 'failed' | 'canceled';
    }
  | {
      readonly kind: 'payment';
      outcome: 'under way' | 'succeeded' | 'failed' | 'canceled';
      /** Of a subscription's payment; refunds of an order's payment are published for the order. */
      refundedInFull: boolean;
      disputed: boolean;
    }
  | {
      readonly kind: 'subscription';
      access: 'not begun' | 'running' | 'unpaid' | 'paused' | 'canceled' | 'expired';
      inArrears: boolean;
      /** Whether what was granted has run out, whatever billing does. */
      hasEnded: boolean;
    }
  | { readonly kind: 'refund'; isUnmatched: boolean };

/** The state of a subject of which nothing was received. */
export const nothingReceived = (kind: Understanding['kind']): Understanding => {
  if (kind === 'order')
    return { kind, paid: false, refundedInFull: false, disputed: false, waiting: 'pending' };
  if (kind === 'payment') return { kind, outcome: 'under way', refundedInFull: false, disputed: false };
  if (kind === 'refund') return { kind, isUnmatched: false };
  return { kind, access: 'not begun', inArrears: false, hasEnded: false };
};

export const nameOf = ({ kind, ref }: TransitionSubject): string => `${kind} ${ref}`;

/** Believes the last transition that it receives. What is withdrawn is forgotten. */
export function createListener() {
  const understood = new Map<string, Understanding>();
  return {
    understood: understood as ReadonlyMap<string, Understanding>,
    receive({ topic, subject }: Received): void {
      const name = nameOf(subject);
      const now = { ...(understood.get(name) ?? nothingReceived(subject.kind)) };
      if (topic.endsWith('.withdrawn')) {
        if (!understood.delete(name)) throw new Error(`${name} is withdrawn, and was never published`);
        return;
      }
      if (now.kind === 'order') receiveOrder(now, topic);
      else if (now.kind === 'payment') receivePayment(now, topic);
      else if (now.kind === 'refund') now.isUnmatched = topic === 'refund.unmatched';
      else receiveSubscription(now, topic);
      understood.set(name, now);
    },
  };
}

type Of<Kind> = Extract<Understanding, { kind: Kind }>;

/** A listener who ships on `order.paid` and recalls on `order.refunded` has to hear them in this order. */
function receiveOrder(order: Of<'order'>, topic: Topic): void {
  if (topic === 'order.paid') Object.assign(order, { paid: true, refundedInFull: false, waiting: 'pending' });
  else if (topic === 'order.unpaid') order.paid = false;
  else if (topic === 'order.refunded') Object.assign(order, { refundedInFull: true, waiting: 'pending' });
  else if (topic === 'order.partially_refunded' || topic === 'order.refund_reversed')
    order.refundedInFull = false;
  else if (topic === 'order.disputed') order.disputed = true;
  else if (topic === 'order.dispute_resolved') order.disputed = false;
  else if (topic === 'order.authorized') order.waiting = 'authorized';
  else if (topic === 'order.failed') order.waiting = 'failed';
  else if (topic === 'order.canceled') order.waiting = 'canceled';
  else if (topic === 'order.reopened') order.waiting = 'pending';
  else if (!SAYS_NO_MORE.has(topic)) unknown(topic);
}

const SAYS_NO_MORE: ReadonlySet<Topic> = new Set([
  'order.charged_back',
  'order.chargeback_reversed',
  'order.updated',
  'payment.charged_back',
  'payment.chargeback_reversed',
]);

function receivePayment(payment: Of<'payment'>, topic: Topic): void {
  if (topic === 'payment.succeeded') payment.outcome = 'succeeded';
  else if (topic === 'payment.failed') payment.outcome = 'failed';
  else if (topic === 'payment.canceled') payment.outcome = 'canceled';
  else if (topic === 'payment.retried') payment.outcome = 'under way';
  else if (topic === 'payment.refunded') payment.refundedInFull = true;
  else if (topic === 'payment.partially_refunded' || topic === 'payment.refund_reversed')
    payment.refundedInFull = false;
  else if (topic === 'payment.disputed') payment.disputed = true;
  else if (topic === 'payment.dispute_resolved') payment.disputed = false;
  else if (!SAYS_NO_MORE.has(topic)) unknown(topic);
}

function receiveSubscription(subscription: Of<'subscription'>, topic: Topic): void {
  if (topic === 'subscription.updated' || topic === 'subscription.renewed') return;
  if (topic === 'subscription.access_ended' || topic === 'subscription.reinstated') {
    subscription.hasEnded = topic === 'subscription.access_ended';
    return;
  }
  // Anything else says whether it runs, and unless it says that something is overdue, nothing is.
  subscription.inArrears = topic === 'subscription.past_due';
  if (topic === 'subscription.suspended') subscription.access = 'not begun';
  else if (topic === 'subscription.unpaid') subscription.access = 'unpaid';
  else if (topic === 'subscription.paused') subscription.access = 'paused';
  else if (topic === 'subscription.canceled') subscription.access = 'canceled';
  else if (topic === 'subscription.expired') subscription.access = 'expired';
  else if (RUNNING.has(topic)) subscription.access = 'running';
  else unknown(topic);
}

const RUNNING: ReadonlySet<Topic> = new Set([
  'subscription.activated',
  'subscription.past_due',
  'subscription.recovered',
  'subscription.resumed',
]);

function unknown(topic: Topic): never {
  throw new Error(`the listener does not know ${topic}`);
}
