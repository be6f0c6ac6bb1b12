import type { Money, OrderAccess, OrderEvent, OrderStatus } from '@payspool/events';
import type { PaymentBalance } from './balances.ts';
import type { AccessPolicy } from './context.ts';
import { noteReference, type ReferenceFacts } from './merchant-reference.ts';
import type { OrderRow } from './rows.ts';

/** What the events so far say of an order itself; its money is in its payments. */
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

/** What an order comes to. `keptMinor` is what was paid, less what was refunded and charged back. */
interface Sums {
  readonly amountMinor: bigint | undefined;
  readonly paidMinor: bigint;
  readonly keptMinor: bigint;
}

/** An order's status is decided by sums over its payments, never by the last event that came. */
export function orderMoney(
  facts: OrderFacts,
  payments: readonly PaymentBalance[],
  policy: AccessPolicy,
): OrderMoney {
  const currency = facts.amount?.currency ?? payments.find(({ amount }) => amount)?.amount?.currency;
  // Amounts of another currency cannot be added; they stay visible in `payments`.
  const counted = payments.filter(({ amount }) => !amount || amount.currency === currency);
  const succeeded = counted.filter(({ status }) => status === 'succeeded');
  const paidMinor = total(succeeded.map(({ amount }) => amount?.amountMinor ?? 0n));
  const refundedMinor = total(counted.map((payment) => payment.refundedMinor));
  const chargedBackMinor = total(counted.map((payment) => payment.chargedBackMinor));
  const returnedMinor = refundedMinor + chargedBackMinor;
  const amountMinor = amountDue(facts, counted) ?? expectedAmount(counted);
  const keptMinor = paidMinor > returnedMinor ? paidMinor - returnedMinor : 0n;
  const sums = { amountMinor, paidMinor, keptMinor };
  const exponent = facts.amount?.exponent ?? counted.find(({ amount }) => amount)?.amount?.exponent;
  return {
    status: orderStatus(facts, counted, sums),
    currency: currency ?? null,
    exponent: exponent ?? null,
    amountMinor: amountMinor ?? null,
    paidMinor,
    refundedMinor,
    chargedBackMinor,
    access: orderAccess(facts, sums, policy),
  };
}

/** What the order's events name, less what final captures let go: nobody is going to pay that. */
function amountDue({ amount }: OrderFacts, payments: readonly PaymentBalance[]): bigint | undefined {
  if (!amount) return undefined;
  const due = payments.reduce((left, { releasedMinor }) => left - releasedMinor, amount.amountMinor);
  return due > 0n ? due : 0n;
}

/**
 * Where no event of the order names its amount, a payment that the provider calls final says that its own part of the order is
 * complete. Every other payment of the order is evidence of a further part: due is what all of them amount to, captured, authorized,
 * pending or tried in vain.
 */
function expectedAmount(payments: readonly PaymentBalance[]): bigint | undefined {
  const known = payments.filter(({ status, amount }) => status !== undefined && amount !== undefined);
  if (!known.some(({ settlesOrder }) => settlesOrder)) return undefined;
  const expected = known.filter((payment) => payment.status !== 'canceled' && !isRetried(payment, known));
  if (expected.length === 0) return known.findLast(({ settlesOrder }) => settlesOrder)?.amount?.amountMinor;
  return total(expected.map(expectedOf));
}

const expectedOf = ({ status, amount, openMinor }: PaymentBalance): bigint => {
  const minor = status === 'authorized' ? (openMinor ?? amount?.amountMinor) : amount?.amountMinor;
  return minor !== undefined && minor > 0n ? minor : 0n;
};

/** A failed attempt that another one of the same amount came after: the same part of the order, tried again. */
const isRetried = (payment: PaymentBalance, all: readonly PaymentBalance[]): boolean =>
  payment.status === 'failed' &&
  all.some(
    (other) =>
      other !== payment &&
      other.status !== 'canceled' &&
      other.amount?.amountMinor === payment.amount?.amountMinor &&
      isLater(other, payment, all),
  );

/** Two of one moment are told apart by their place: payments come in order of their names. */
function isLater(a: PaymentBalance, b: PaymentBalance, all: readonly PaymentBalance[]): boolean {
  const [atA = '', atB = ''] = [a.occurredAt, b.occurredAt];
  return atA === atB ? a.status !== 'failed' || all.indexOf(a) > all.indexOf(b) : atA > atB;
}

function orderStatus(
  facts: OrderFacts,
  payments: readonly PaymentBalance[],
  { amountMinor, paidMinor, keptMinor }: Sums,
): OrderStatus {
  if (paidMinor > 0n && keptMinor === 0n) return 'refunded';
  if (isCovered(facts, amountMinor, paidMinor))
    return keptMinor >= (amountMinor ?? 0n) ? 'paid' : 'partially_refunded';
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

/** Granted while what is kept covers what is due. Where only a part of it went back, the settings decide. */
function orderAccess(facts: OrderFacts, sums: Sums, { onPartialLoss }: AccessPolicy): OrderAccess {
  const { amountMinor, paidMinor, keptMinor } = sums;
  if (paidMinor > 0n && keptMinor === 0n) return 'revoked';
  if (!isCovered(facts, amountMinor, paidMinor)) return 'none';
  return keptMinor >= (amountMinor ?? 0n) || onPartialLoss === 'keep' ? 'granted' : 'revoked';
}

const total = (amounts: readonly bigint[]): bigint => amounts.reduce((sum, amount) => sum + amount, 0n);
