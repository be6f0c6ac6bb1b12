import type { Database } from '@payspool/db';
import {
  type Payload,
  PAYLOAD_VERSION,
  serializePayload,
  type StoredPayload,
  type Topic,
} from '@payspool/events';
import { createLogger } from '@payspool/runtime';
import type { Consumer, ReactionContext, Transition } from '../src/reactions/consumer.ts';

const common = {
  version: PAYLOAD_VERSION,
  provider: 'stripe',
  account: 'default',
  occurrence: 1,
  occurredAt: '2026-03-02T09:14:07.120Z',
  eventKey: 'evt_1',
} as const;
const named = {
  merchantRefField: 'metadata.order_id',
  merchantRefWriter: 'merchant' as const,
};
const unnamed = { merchantRef: null, merchantRefField: null, merchantRefWriter: null };
const money = { currency: 'EUR', exponent: 2 };

/** Paid 1250.05 EUR, of which 20.00 were refunded. */
export const orderPayload = (
  change: Partial<Payload<'order.paid'>['order']> = {},
): Payload<'order.paid'> => ({
  ...common,
  subject: { kind: 'order', ref: 'pi_1' },
  order: {
    orderRef: 'pi_1',
    merchantRef: 'A-17',
    ...named,
    customerRef: 'cus_1',
    status: 'paid',
    providerStatus: 'succeeded',
    disputed: false,
    ...money,
    amountMinor: 125_005n,
    paidMinor: 125_005n,
    refundedMinor: 2000n,
    chargedBackMinor: 0n,
    access: 'granted',
    createdAt: common.occurredAt,
    updatedAt: common.occurredAt,
    ...change,
  },
});

export const paymentPayload = (
  change: Partial<Payload<'payment.failed'>['payment']> = {},
): Payload<'payment.failed'> => ({
  ...common,
  subject: { kind: 'payment', ref: 'ch_1' },
  payment: {
    paymentRef: 'ch_1',
    orderRef: 'pi_1',
    subscriptionRef: null,
    ...unnamed,
    customerRef: 'cus_1',
    status: 'failed',
    providerStatus: 'failed',
    failureCode: 'card_declined',
    ...money,
    amountMinor: 1250n,
    refundedMinor: 0n,
    chargedBackMinor: 0n,
    disputed: false,
    occurredAt: common.occurredAt,
    ...change,
  },
});

export const subscriptionPayload = (
  change: Partial<Payload<'subscription.past_due'>['subscription']> = {},
): Payload<'subscription.past_due'> => ({
  ...common,
  subject: { kind: 'subscription', ref: 'sub_1' },
  subscription: {
    subscriptionRef: 'sub_1',
    ...unnamed,
    customerRef: 'cus_1',
    planRef: 'price_1',
    quantity: 1,
    items: null,
    status: 'past_due',
    providerStatus: 'past_due',
    currentPeriodStart: common.occurredAt,
    currentPeriodEnd: null,
    cancelAt: null,
    canceledAt: null,
    trialEnd: null,
    startsAt: null,
    collectionPaused: false,
    collectionResumesAt: null,
    paidPeriodStart: common.occurredAt,
    paidUntil: null,
    paidUntilSource: 'unknown',
    access: 'granted',
    validUntil: null,
    accessEndReason: null,
    createdAt: common.occurredAt,
    updatedAt: common.occurredAt,
    ...change,
  },
});

export const refundPayload = (
  change: Partial<Payload<'refund.unmatched'>['refund']> = {},
): Payload<'refund.unmatched'> => ({
  ...common,
  subject: { kind: 'refund', ref: 're_1' },
  refund: {
    refundRef: 're_1',
    paymentRef: null,
    status: 'succeeded',
    ...money,
    amountMinor: 1250n,
    reason: null,
    occurredAt: common.occurredAt,
    ...change,
  },
});

export function transition<T extends Topic>(
  topic: T,
  payload: Payload<T>,
  stored?: StoredPayload<T>,
): Transition<T> {
  return {
    topic,
    payload,
    stored: stored ?? serializePayload(topic, payload),
    idempotencyKey: 'msg_0123456789abcdef',
    id: 9_007_199_254_740_993n,
  };
}

/** A context without a database, and its log lines. */
export function madeUpContext(signal: AbortSignal = new AbortController().signal) {
  const lines: string[] = [];
  const context: ReactionContext = {
    db: {} as Database,
    logger: createLogger({
      app: 'worker',
      level: 'info',
      destination: { write: (line) => void lines.push(line) },
    }),
    signal,
    attempt: 1,
  };
  return { context, lines };
}

/** Runs the consumer for one transition, like the relay. */
export async function react<T extends Topic>(
  consumer: Consumer | undefined,
  given: Transition<T>,
  context: ReactionContext = madeUpContext().context,
): Promise<void> {
  const reaction = consumer?.on[given.topic];
  if (!reaction) throw new Error(`nobody reacts to ${given.topic}`);
  await reaction(given, context);
}
