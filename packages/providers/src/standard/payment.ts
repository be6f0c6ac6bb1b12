import type { EventFacts } from '@payspool/events';
import { checkShape, leftOut, merchantReference, unknownWord, unreadFields } from '../contract/index.ts';
import { readMoney } from './money.ts';
import { PaymentEnvelope, type Envelope, type Payment } from './schema.ts';

/** The state of a payment, from its status or, without one, from the event type. */
export type PaymentState = 'pending' | 'authorized' | 'succeeded' | 'failed' | 'canceled' | 'refunded';

/** The envelope does not define statuses; these are the ones in use, in lower case. */
export const PAYMENT_STATES: ReadonlyMap<string, PaymentState> = new Map([
  ['completed', 'succeeded'],
  ['succeeded', 'succeeded'],
  ['success', 'succeeded'],
  ['paid', 'succeeded'],
  ['captured', 'succeeded'],
  ['pending', 'pending'],
  ['processing', 'pending'],
  ['created', 'pending'],
  ['authorized', 'authorized'],
  ['failed', 'failed'],
  ['declined', 'failed'],
  ['error', 'failed'],
  ['canceled', 'canceled'],
  ['cancelled', 'canceled'],
  ['voided', 'canceled'],
  ['expired', 'canceled'],
  ['refunded', 'refunded'],
]);

/** The state for a status in upper or lower case; `undefined` for an unknown one. */
const stateOf = (word: string): PaymentState | undefined => PAYMENT_STATES.get(word.toLowerCase());

/** Reads one event. Throws `UnusableEventError` with the name of the field. */
export type EventHandler = (envelope: Envelope, occurredAt: string) => Meaning;

interface Meaning {
  readonly facts: readonly EventFacts[];
  readonly warnings: readonly string[];
}

const TYPES = {
  pending: 'payment.pending',
  authorized: 'payment.authorized',
  succeeded: 'payment.succeeded',
  failed: 'payment.failed',
  canceled: 'payment.canceled',
  // The money came in before it was refunded; the refunded amount is separate.
  refunded: 'payment.succeeded',
} as const satisfies Record<PaymentState, EventFacts['type']>;

/** Handler of one event type. `data.status` decides; `stateOfType` is the state that the type proves, for a body without a status. */
const paymentEvent =
  (stateOfType?: PaymentState): EventHandler =>
  (envelope, occurredAt) => {
    const { data } = checkShape(PaymentEnvelope, envelope);
    const state = data.status ? stateOf(data.status) : stateOfType;
    return {
      facts: [payment(data, state, occurredAt)],
      warnings: [
        ...unreadFields(envelope.data, data).map((field) => leftOut(`data.${field}`)),
        ...doubts(data.status, { state, stateOfType }),
      ],
    };
  };

function payment(data: Payment, state: PaymentState | undefined, occurredAt: string): EventFacts {
  const amount = readMoney(data);
  return {
    type: state ? TYPES[state] : 'payment.linked',
    occurredAt,
    providerStatus: data.status,
    customerRef: data.customerId,
    // By the envelope's definition it is the merchant's own id, written by the merchant's server.
    ...merchantReference({ field: 'data.orderId', value: data.orderId, writer: 'merchant' }),
    paymentRef: data.paymentId,
    orderRef: data.orderId ?? data.paymentId,
    amount,
    amountRefundedMinor: state === 'refunded' ? amount.amountMinor : undefined,
    // The envelope has no amount due, so the paid amount counts as the amount due.
    settlesOrder: true,
  };
}

function doubts(
  status: string | undefined,
  { state, stateOfType }: { readonly state?: PaymentState; readonly stateOfType?: PaymentState },
): string[] {
  if (!status) return [];
  if (!state) return [unknownWord('payment status', status)];
  // A type alone does not prove a refund, but an operator should get a warning.
  return stateOfType === 'refunded' && state !== 'refunded'
    ? [`type says refunded, status says "${status.slice(0, 40)}"`]
    : [];
}

/** Payment events of the generic envelope. The names differ between senders; `data.status` says what happened. */
export const handlers = {
  'payment.updated': paymentEvent(),
  'payment.created': paymentEvent('pending'),
  'payment.pending': paymentEvent('pending'),
  'payment.authorized': paymentEvent('authorized'),
  'payment.succeeded': paymentEvent('succeeded'),
  'payment.completed': paymentEvent('succeeded'),
  'payment.captured': paymentEvent('succeeded'),
  'payment.failed': paymentEvent('failed'),
  'payment.canceled': paymentEvent('canceled'),
  'payment.refunded': paymentEvent('refunded'),
} satisfies Record<string, EventHandler>;
