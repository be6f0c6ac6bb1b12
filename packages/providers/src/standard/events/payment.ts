import type { EventFacts } from '@payspool/events';
import { checkShape, merchantReference } from '../../contract/index.ts';
import { readMoney } from '../money.ts';
import { stateOf, type PaymentState } from '../payment-states.ts';
import { PaymentEnvelope, unreadFields, type Envelope, type Payment } from '../schema.ts';

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
  // The money came in before it went back; how much went back is said beside it.
  refunded: 'payment.succeeded',
} as const satisfies Record<PaymentState, EventFacts['type']>;

/** Handler of one event type. `data.status` decides; `stateOfType` is what the type alone proves, for a body without one. */
export const paymentEvent =
  (stateOfType?: PaymentState): EventHandler =>
  (envelope, occurredAt) => {
    const { data } = checkShape(PaymentEnvelope, envelope);
    const state = data.status ? stateOf(data.status) : stateOfType;
    return {
      facts: [payment(data, state, occurredAt)],
      warnings: [...unreadFields(envelope, data), ...doubts(data.status, { state, stateOfType })],
    };
  };

function payment(data: Payment, state: PaymentState | undefined, occurredAt: string): EventFacts {
  const amount = readMoney(data);
  return {
    type: state ? TYPES[state] : 'payment.linked',
    occurredAt,
    providerStatus: data.status,
    customerRef: data.customerId,
    // By the envelope's definition it is the merchant's own id, written by the merchant's own server.
    ...merchantReference({ field: 'data.orderId', value: data.orderId, writer: 'merchant' }),
    paymentRef: data.paymentId,
    orderRef: data.orderId ?? data.paymentId,
    amount,
    amountRefundedMinor: state === 'refunded' ? amount.amountMinor : undefined,
    // The envelope names no amount due: what is paid is what was due.
    settlesOrder: true,
  };
}

function doubts(
  status: string | undefined,
  { state, stateOfType }: { readonly state?: PaymentState; readonly stateOfType?: PaymentState },
): string[] {
  if (!status) return [];
  const word = status.slice(0, 40);
  if (!state) return [`unknown payment status "${word}"`];
  // Nothing is refunded on the word of a type alone, but an operator should hear of it.
  return stateOfType === 'refunded' && state !== 'refunded'
    ? [`type says refunded, status says "${word}"`]
    : [];
}
