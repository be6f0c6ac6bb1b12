import type { EventFacts } from '@payspool/events';
import { merchantReference, type MerchantReference } from '../../contract/index.ts';
import { money } from '../money.ts';
import { readData } from '../read-data.ts';
import { type Balances, Payment } from '../schema.ts';

type PaymentType = Extract<EventFacts['type'], `payment.${string}`>;
type OrderType = Extract<EventFacts['type'], `order.${string}`>;

/** What happened to a payment, with its amount and the amount due in minor units, as far as the event states them. */
interface Change {
  readonly type: PaymentType;
  readonly minor?: number | undefined;
  readonly order?: { readonly type: OrderType; readonly dueMinor?: number | undefined } | undefined;
}

/** An event before anything is captured. Its name states what happened to the payment. */
export const payment = (type: PaymentType) =>
  readData(Payment, (data, { type: name, occurredAt }) => ({
    facts: factsOf(
      data,
      { type, minor: data.amount, order: { type: 'order.created', dueMinor: data.amount } },
      { name, occurredAt, reference: 'payment' },
    ),
  }));

/** The authorized total. The amount of `payment_authorization_incremented` is that of the increment alone. */
export const authorization = readData(Payment, (data, { type: name, occurredAt }) => {
  const own = name === 'payment_approved' ? data.amount : undefined;
  const minor = data.balances?.total_authorized || own;
  return {
    facts: factsOf(
      data,
      { type: 'payment.authorized', minor, order: { type: 'order.approved', dueMinor: minor } },
      { name, occurredAt, reference: 'payment' },
    ),
  };
});

/**
 * An event of a capture or void, which may be one of several and may be about a part. The balances state what is captured and
 * what still can be. Without them the event's name counts, for the whole payment.
 */
export const capture = (named: PaymentType) =>
  readData(Payment, (data, { type: name, occurredAt }) => {
    const change = changeBy(data.balances) ?? {
      type: named,
      minor: data.amount,
      order: named === 'payment.succeeded' ? { type: 'order.completed', dueMinor: data.amount } : undefined,
    };
    return { facts: factsOf(data, change, { name, occurredAt, reference: 'action' }) };
  });

/**
 * The state of a payment by its balances; `undefined` if nothing is captured and nothing can be. Of what is neither captured nor
 * can be captured any more, nothing is due.
 */
export function changeBy(balances: Balances | undefined): Change | undefined {
  const { total_captured: captured = 0, available_to_capture: open = 0 } = balances ?? {};
  const dueMinor = captured + open;
  if (captured > 0) {
    const type = open > 0 ? 'order.created' : 'order.completed';
    return { type: 'payment.succeeded', minor: captured, order: { type, dueMinor } };
  }
  return open > 0
    ? { type: 'payment.authorized', minor: open, order: { type: 'order.approved', dueMinor } }
    : undefined;
}

/**
 * The facts of a payment and its order, which has the payment's id: the merchant's reference need not be unique.
 *
 * @param reference whose reference the event has. That of an action may be another one than that of the payment, so it is
 *   named with the payment, whose references count after those of the order.
 */
export function factsOf(
  data: Payment,
  { type, minor, order }: Change,
  {
    name,
    occurredAt,
    reference,
  }: {
    readonly name: string;
    readonly occurredAt: string;
    readonly reference: 'payment' | 'action' | 'none';
  },
): EventFacts[] {
  const { id, currency } = data;
  const customerRef = data.customer?.id;
  const amountOf = (value: number | undefined) => (value === undefined ? undefined : money(value, currency));
  const paid: EventFacts = {
    type,
    occurredAt,
    paymentRef: id,
    orderRef: id,
    amount: amountOf(minor),
    failureCode: type === 'payment.failed' ? data.response_code : undefined,
    providerStatus: name,
    ...(reference === 'action' && merchantRef(data.reference)),
    customerRef,
  };
  if (!order) return [paid];
  const bought: EventFacts = {
    type: order.type,
    occurredAt,
    orderRef: id,
    paymentRef: id,
    amount: amountOf(order.dueMinor),
    ...(reference === 'payment' && merchantRef(data.reference)),
    customerRef,
  };
  return [paid, bought];
}

/** The merchant's own id. A payment is requested with the secret key, so only the merchant can write it. */
const merchantRef = (reference: unknown): MerchantReference =>
  merchantReference({ field: 'data.reference', value: reference, writer: 'merchant' });
