import type { EventFacts, SubscriptionItem, SubscriptionStatus } from '@payspool/events';
import {
  fromIsoText,
  type OrdinaryHandler,
  checkShape,
  type ReadFacts,
  together,
  unknownWord,
} from '../../contract/index.ts';
import { merchantRef } from '../merchant-ref.ts';
import { type Subscription, SubscriptionBody } from '../schema.ts';
import { transactionFacts } from './transaction.ts';

type SubscriptionFacts = Extract<EventFacts, { type: `subscription.${string}` }>;

/**
 * The statuses (creem SDK, SubscriptionStatus). `scheduled_cancel` is active until its period ends. `expired` is the end of a period without a
 * payment: it can still be paid, so it is not final.
 */
export const STATUSES: ReadonlyMap<string | undefined, SubscriptionStatus> = new Map([
  ['active', 'active'],
  ['trialing', 'trialing'],
  ['past_due', 'past_due'],
  ['unpaid', 'unpaid'],
  ['paused', 'paused'],
  ['scheduled_cancel', 'active'],
  ['expired', 'unpaid'],
  ['canceled', 'canceled'],
]);

/** A snapshot of the subscription, with its last payment if that is included. */
export const subscription =
  (type: SubscriptionFacts['type']): OrdinaryHandler<unknown> =>
  ({ type: name, body, occurredAt }) => {
    const { object } = checkShape(SubscriptionBody, body);
    return together(
      lastPaymentOf(object, { name, occurredAt }),
      snapshotFacts(object, { type, name, occurredAt }),
    );
  };

const PAID = 'subscription.paid';

export function snapshotFacts(
  object: Subscription,
  {
    type,
    name,
    occurredAt,
  }: { readonly type: SubscriptionFacts['type']; readonly name: string; readonly occurredAt: string },
): ReadFacts {
  const start = fromIsoText(object.current_period_start_date);
  const end = fromIsoText(object.current_period_end_date);
  const items = itemsOf(object);
  const snapshot: SubscriptionFacts = {
    type,
    occurredAt,
    subscriptionRef: object.id,
    ...statusOf(object, name),
    planRef: object.product,
    quantity: items?.length === 1 ? items[0]?.quantity : undefined,
    items,
    currentPeriodStart: start,
    currentPeriodEnd: end,
    trialEnd: object.status === 'trialing' ? end : undefined,
    ...endOf(object, { name, occurredAt, end }),
    paidPeriod: name === PAID && start !== undefined ? { start, end, ...paidBy(object) } : undefined,
    providerStatus: object.status,
    ...merchantRef({ metadata: object.metadata }, 'object'),
    customerRef: object.customer,
  };
  const unknown = STATUSES.has(object.status) ? [] : [unknownWord('subscription status', object.status)];
  return { facts: [snapshot], warnings: unknown };
}

/**
 * `subscription.expired` is sent while the status may still be `active`. A scheduled cancellation says nothing about a trial or an overdue
 * payment, so it leaves them as they are.
 */
function statusOf(
  { status: word }: Subscription,
  name: string,
): Pick<SubscriptionFacts, 'status' | 'statusAfter'> {
  const status = STATUSES.get(word);
  if (name === 'subscription.expired' && status !== 'canceled') return { status: 'unpaid' };
  return word === 'scheduled_cancel' && name !== PAID
    ? { status, statusAfter: ['incomplete', 'active'] }
    : { status };
}

function endOf(
  { status, canceled_at }: Subscription,
  {
    name,
    occurredAt,
    end,
  }: { readonly name: string; readonly occurredAt: string; readonly end: string | undefined },
): Pick<SubscriptionFacts, 'cancelAt' | 'canceledAt'> {
  const canceledAt = fromIsoText(canceled_at);
  if (status === 'canceled') return { canceledAt: canceledAt ?? occurredAt };
  if (status !== 'scheduled_cancel') return STATUSES.has(status) ? { cancelAt: null, canceledAt: null } : {};
  const requestedAt = name === 'subscription.scheduled_cancel' ? occurredAt : undefined;
  return { cancelAt: end, canceledAt: canceledAt ?? requestedAt };
}

/** The payment of a paid period; none if nothing was due. */
const paidBy = ({ last_transaction: transaction, last_transaction_id: id }: Subscription) =>
  (transaction?.amount_paid ?? transaction?.amount) === 0
    ? { nothingDue: true as const }
    : { paymentRef: id ?? transaction?.id };

/** The last paid transaction. Of `subscription.paid` it is the payment, even if only its id is known. */
function lastPaymentOf(
  { id: subscriptionRef, last_transaction: included, last_transaction_id: id, customer }: Subscription,
  { name, occurredAt }: { readonly name: string; readonly occurredAt: string },
): ReadFacts | undefined {
  const about = { occurredAt, subscriptionRef, isOneTime: false, customerRef: customer };
  const hasAmount = included?.amount !== undefined || included?.amount_paid !== undefined;
  if (included && (hasAmount || name !== PAID))
    return transactionFacts(
      name === PAID && included.status === undefined ? { ...included, status: 'paid' } : included,
      { ...about, orderRef: included.order, path: 'object.last_transaction' },
    );
  const paymentRef = id ?? included?.id;
  if (name !== PAID || paymentRef === undefined) return undefined;
  return {
    facts: [
      {
        type: 'payment.succeeded',
        occurredAt,
        paymentRef,
        subscriptionRef,
        tentative: true,
        customerRef: customer,
      },
    ],
    warnings: ['object.last_transaction has no amount: it is not known how much was paid'],
  };
}

/** Sorted by the bytes of their ids. */
function itemsOf({ items }: Subscription): SubscriptionItem[] | undefined {
  return items
    ?.map(({ id, product_id, units }) => ({
      itemRef: id,
      planRef: product_id ?? null,
      quantity: units ?? null,
    }))
    .toSorted((a, b) => ((a.itemRef ?? '') < (b.itemRef ?? '') ? -1 : 1));
}
