import type { Money, OrderAccess, OrderEvent, OrderStatus } from '@payspool/events';
import type { AccessPolicy } from './context.ts';
import { noteReference, type ReferenceFacts } from './merchant-reference.ts';
import { firstAmount, type OrderTotals, type PaymentTotals, totalsIn } from './order-totals.ts';
import type { OrderRow } from './rows.ts';

/** The facts that events have reported about an order itself. Its money is in its payments. */
export interface OrderFacts {
  amount?: Money;
  providerStatus?: string;
  reference: ReferenceFacts;
  customerRef?: string;
  createdAt?: string;
  completed?: true;
  canceled?: true;
}

export function foldOrder(facts: OrderFacts, event: OrderEvent): void {
  facts.amount = event.amount ?? facts.amount;
  facts.providerStatus = event.providerStatus ?? facts.providerStatus;
  facts.reference = noteReference(facts.reference, event);
  facts.customerRef = event.customerRef ?? facts.customerRef;
  facts.createdAt = facts.createdAt ?? event.createdAt;
  if (event.type === 'order.completed') facts.completed = true;
  if (event.type === 'order.canceled' || event.type === 'order.expired') facts.canceled = true;
}

type OrderMoney = Pick<
  OrderRow,
  | 'status'
  | 'currency'
  | 'exponent'
  | 'amountMinor'
  | 'paidMinor'
  | 'refundedMinor'
  | 'chargedBackMinor'
  | 'access'
>;

/** The sums that decide the status and access of an order. `keptMinor` is paid, minus refunded, minus charged back. */
interface OrderSums {
  readonly amountMinor: bigint | undefined;
  readonly paidMinor: bigint;
  readonly keptMinor: bigint;
}

/** Returns status, sums and access of an order. Sums over its payments decide them, never the last event. */
export function orderMoney(facts: OrderFacts, totals: OrderTotals, policy: AccessPolicy): OrderMoney {
  const { currency, exponent } = facts.amount ?? firstAmount(totals) ?? {};
  // Amounts of another currency cannot be added; they stay visible in `payments`.
  const { status, ...money } = moneyOf(facts, totalsIn(totals, currency), policy);
  return { status, currency: currency ?? null, exponent: exponent ?? null, ...money };
}

/** Does the same as `orderMoney` for totals in the order's currency. */
export function moneyOf(
  facts: OrderFacts,
  counted: PaymentTotals,
  policy: AccessPolicy,
): Omit<OrderMoney, 'currency' | 'exponent'> {
  const { paidMinor, refundedMinor, chargedBackMinor } = counted;
  const returnedMinor = refundedMinor + chargedBackMinor;
  const amountMinor = amountDue(facts, counted) ?? counted.expectedMinor;
  const keptMinor = paidMinor > returnedMinor ? paidMinor - returnedMinor : 0n;
  const sums = { amountMinor, paidMinor, keptMinor };
  return {
    status: orderStatus(facts, counted, sums),
    amountMinor: amountMinor ?? null,
    paidMinor,
    refundedMinor,
    chargedBackMinor,
    access: orderAccess(facts, sums, policy),
  };
}

/** The amount that the order's events name, minus what final captures released: nobody will pay that part. */
function amountDue({ amount }: OrderFacts, { releasedMinor }: PaymentTotals): bigint | undefined {
  if (!amount) return undefined;
  const due = amount.amountMinor - releasedMinor;
  return due > 0n ? due : 0n;
}

function orderStatus(
  facts: OrderFacts,
  { statuses: { pending, authorized, succeeded, failed, canceled } }: PaymentTotals,
  { amountMinor, paidMinor, keptMinor }: OrderSums,
): OrderStatus {
  if (paidMinor > 0n && keptMinor === 0n) return 'refunded';
  if (isCovered(facts, amountMinor, paidMinor))
    return keptMinor >= (amountMinor ?? 0n) ? 'paid' : 'partially_refunded';
  // Paid in part: an authorized amount may still be captured.
  if (paidMinor > 0n) return authorized > 0 ? 'authorized' : 'pending';
  if (facts.canceled) return 'canceled';
  if (authorized > 0) return 'authorized';
  if (pending + succeeded > 0 || failed + canceled === 0) return 'pending';
  return failed > 0 ? 'failed' : 'canceled';
}

/**
 * Whether the order is paid. The amount due must be known: a payment alone never proves that it was the whole. A free
 * order is paid once it is complete.
 */
function isCovered(facts: OrderFacts, amountMinor: bigint | undefined, paidMinor: bigint): boolean {
  if (amountMinor === undefined) return false;
  return amountMinor === 0n ? facts.completed === true : paidMinor >= amountMinor;
}

/** Access is granted while the kept money covers the amount due. If only a part went back, the settings decide. */
function orderAccess(facts: OrderFacts, sums: OrderSums, { onPartialLoss }: AccessPolicy): OrderAccess {
  const { amountMinor, paidMinor, keptMinor } = sums;
  if (paidMinor > 0n && keptMinor === 0n) return 'revoked';
  if (!isCovered(facts, amountMinor, paidMinor)) return 'none';
  return keptMinor >= (amountMinor ?? 0n) || onPartialLoss === 'keep' ? 'granted' : 'revoked';
}
