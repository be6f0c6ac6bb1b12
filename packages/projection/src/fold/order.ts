import type { Money, OrderEvent, OrderStatus } from '@payspool/events';
import type { PaymentFacts } from './payments.ts';
import type { OrderRow } from './rows.ts';

/** What the events so far say of an order itself; its money is in its payments. */
export interface OrderFacts {
  amount?: Money;
  providerStatus?: string;
  merchantRef?: string;
  customerRef?: string;
  createdAt?: string;
  completed?: true;
  canceled?: true;
}

export function foldOrder(facts: OrderFacts, event: OrderEvent): void {
  facts.amount = event.amount ?? facts.amount;
  facts.providerStatus = event.providerStatus ?? facts.providerStatus;
  facts.merchantRef = event.merchantRef ?? facts.merchantRef;
  facts.customerRef = event.customerRef ?? facts.customerRef;
  facts.createdAt = facts.createdAt ?? event.createdAt;
  if (event.type === 'order.completed') facts.completed = true;
  if (event.type === 'order.canceled' || event.type === 'order.expired') facts.canceled = true;
}

/** A payment with what has gone back of it. */
export interface PaymentBalance extends PaymentFacts {
  readonly refundedMinor: bigint;
  readonly chargedBackMinor: bigint;
  /** What was held for it and let go by its final capture. */
  readonly releasedMinor: bigint;
}

type OrderMoney = Pick<
  OrderRow,
  'status' | 'currency' | 'exponent' | 'amountMinor' | 'paidMinor' | 'refundedMinor' | 'chargedBackMinor'
>;

/** An order's status is decided by sums over its payments, never by the last event that came. */
export function orderMoney(facts: OrderFacts, payments: readonly PaymentBalance[]): OrderMoney {
  const currency = facts.amount?.currency ?? payments.find(({ amount }) => amount)?.amount?.currency;
  // Amounts of another currency cannot be added; they stay visible in `payments`.
  const counted = payments.filter(({ amount }) => !amount || amount.currency === currency);
  const succeeded = counted.filter(({ status }) => status === 'succeeded');
  const paidMinor = succeeded.reduce((total, { amount }) => total + (amount?.amountMinor ?? 0n), 0n);
  const refundedMinor = counted.reduce((total, payment) => total + payment.refundedMinor, 0n);
  const chargedBackMinor = counted.reduce((total, payment) => total + payment.chargedBackMinor, 0n);
  const amountMinor = amountDue(facts, counted) ?? settledAmount(counted, paidMinor);
  const status = orderStatus(facts, counted, {
    amountMinor,
    paidMinor,
    returnedMinor: refundedMinor + chargedBackMinor,
  });
  const exponent = facts.amount?.exponent ?? counted.find(({ amount }) => amount)?.amount?.exponent;
  return {
    status,
    currency: currency ?? null,
    exponent: exponent ?? null,
    amountMinor: amountMinor ?? null,
    paidMinor,
    refundedMinor,
    chargedBackMinor,
  };
}

/** What the order's events name, less what final captures let go: nobody is going to pay that. */
function amountDue({ amount }: OrderFacts, payments: readonly PaymentBalance[]): bigint | undefined {
  if (!amount) return undefined;
  const due = payments.reduce((left, { releasedMinor }) => left - releasedMinor, amount.amountMinor);
  return due > 0n ? due : 0n;
}

/** Where no event of the order names its amount, a payment that the provider calls the last one settles it. */
function settledAmount(payments: readonly PaymentBalance[], paidMinor: bigint): bigint | undefined {
  const settling = payments.filter(({ settlesOrder }) => settlesOrder);
  if (settling.some(({ status }) => status === 'succeeded')) return paidMinor;
  return settling.findLast(({ amount }) => amount)?.amount?.amountMinor;
}

function orderStatus(
  facts: OrderFacts,
  payments: readonly PaymentBalance[],
  sums: {
    readonly amountMinor: bigint | undefined;
    readonly paidMinor: bigint;
    readonly returnedMinor: bigint;
  },
): OrderStatus {
  const { amountMinor, paidMinor, returnedMinor } = sums;
  if (paidMinor > 0n && returnedMinor >= paidMinor) return 'refunded';
  if (isCovered(facts, amountMinor, paidMinor))
    return paidMinor > 0n && returnedMinor > 0n ? 'partially_refunded' : 'paid';
  const known = payments.flatMap(({ status }) => status ?? []);
  // Paid in part: what is still reserved may be captured yet.
  if (paidMinor > 0n) return known.includes('authorized') ? 'authorized' : 'pending';
  if (facts.canceled) return 'canceled';
  if (known.includes('authorized')) return 'authorized';
  if (known.length === 0 || known.includes('pending') || known.includes('succeeded')) return 'pending';
  return known.includes('failed') ? 'failed' : 'canceled';
}

/** What is due must be known: a payment alone never proves that it was the whole. A free order is paid once it is complete. */
function isCovered(facts: OrderFacts, amountMinor: bigint | undefined, paidMinor: bigint): boolean {
  if (amountMinor === undefined) return false;
  return amountMinor === 0n ? facts.completed === true : paidMinor >= amountMinor;
}
