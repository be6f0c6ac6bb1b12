import type { EventFacts, Money } from '@payspool/events';
import { fromIsoText } from '../../contract/timestamps.ts';
import { merchantReferenceOfUnits } from '../merchant-reference.ts';
import { sumOf } from '../money.ts';
import { readResource } from '../read-resource.ts';
import { Order, type PurchaseUnit } from '../schema.ts';
import { type EventHandler, lookUpWord, unknownWord } from './event-handler.ts';
import { PAYMENT_WORDS, REFUND_WORDS, paymentFacts, wordOf } from './payment.ts';
import { namedPayment, refundOf } from './refund.ts';

/** A paid, authorized or refunded amount always counts, at any place of the body. */
const DECIDING = [
  'id',
  'order_id',
  'purchase_units.*.amount',
  'purchase_units.*.payments.captures.*.amount',
  'purchase_units.*.payments.authorizations.*.amount',
  'purchase_units.*.payments.refunds.*.amount',
];

/**
 * A checkout order with all of its purchase units. APPROVED is only the buyer's agreement: no money has moved, and Payspool does
 * not capture it. But the order may be newer than the event. In every event, its captures, authorizations and refunds count by
 * their own statuses. Their own events may come later, or not be selected at the endpoint.
 */
export const order =
  (type: 'created' | 'approved' | 'canceled' | 'completed'): EventHandler =>
  ({ resource: given, occurredAt, isOurs }) => {
    const { resource, warnings } = readResource(Order, given, DECIDING);
    const units = ownUnits(resource, isOurs);
    const { reference, differs } = merchantReferenceOfUnits(units);
    const due = amountDue(units);
    const facts: EventFacts = {
      ...reference,
      type: `order.${type}`,
      occurredAt,
      orderRef: resource.id,
      amount: due,
      providerStatus: resource.status,
      customerRef: resource.payer?.payer_id,
      createdAt: fromIsoText(resource.create_time),
    };
    const money = units.map((unit) => moneyIn(unit, { occurredAt, orderRef: resource.id }));
    return {
      facts: [facts, ...money.flatMap((unit) => unit.facts)],
      warnings: [
        ...warnings,
        ...(differs ? ['the purchase units carry different references'] : []),
        ...(!due && units.some(({ amount }) => amount)
          ? ['the amount due is not known of every unit, in one currency']
          : []),
        ...money.flatMap((unit) => unit.warnings),
      ],
    };
  };

/** For an order over several merchants, the units of this merchant. If there are none, the whole event belongs to another merchant. */
function ownUnits(
  { purchase_units }: Order,
  isOurs: (merchantId: string) => boolean,
): readonly PurchaseUnit[] {
  const own = purchase_units.filter(({ payee }) => !payee?.merchant_id || isOurs(payee.merchant_id));
  return own.length > 0 ? own : purchase_units;
}

/** The sum over the purchase units; unknown if one has no amount, or one in another currency (PayPal refuses such an order). */
function amountDue(units: readonly PurchaseUnit[]): Money | undefined {
  const amounts = units.flatMap(({ amount }) => amount ?? []);
  return amounts.length === units.length ? sumOf(amounts) : undefined;
}

interface UnitMoney {
  readonly facts: readonly EventFacts[];
  readonly warnings: readonly string[];
}

/** The paid, authorized and refunded amounts of a purchase unit. A payment without an id or a known status proves nothing. */
function moneyIn(
  { payments }: PurchaseUnit,
  { occurredAt, orderRef }: { readonly occurredAt: string; readonly orderRef: string },
): UnitMoney {
  const { captures = [], authorizations = [], refunds = [] } = payments ?? {};
  const paid = [...authorizations, ...captures].map((payment): UnitMoney => {
    const { id } = payment;
    const word = wordOf(payment);
    const status = lookUpWord(PAYMENT_WORDS, word);
    if (id === undefined || status === undefined || (status === 'succeeded' && !payment.amount))
      return passedOver('payment', unknownWord('payment status', word, PAYMENT_WORDS));
    return { facts: [paymentFacts({ ...payment, id }, { occurredAt, status, orderRef })], warnings: [] };
  });
  // A refund is listed with the captures of its own unit; if there is only one capture, the refund belongs to it.
  const onlyCapture = captures.length === 1 ? captures[0]?.id : undefined;
  const refunded = refunds.map((refund): UnitMoney => {
    const { id } = refund;
    const word = wordOf(refund);
    const status = lookUpWord(REFUND_WORDS, word);
    if (id === undefined || status === undefined || (status === 'succeeded' && !refund.amount))
      return passedOver('refund', unknownWord('refund status', word, REFUND_WORDS));
    const capture_id = namedPayment(refund) ?? onlyCapture;
    const { facts, warnings } = refundOf({ ...refund, id, capture_id }, status);
    // Every refund is in the list, so no running total is needed. A total would depend on the order of the list.
    const inOrder = { occurredAt, orderRef, tentative: undefined, amountRefundedMinor: undefined };
    return { facts: [{ ...facts, ...inOrder }], warnings };
  });
  const all = [...paid, ...refunded];
  return { facts: all.flatMap(({ facts }) => facts), warnings: all.flatMap(({ warnings }) => warnings) };
}

const passedOver = (kind: 'payment' | 'refund', unknown: readonly string[]): UnitMoney => ({
  facts: [],
  warnings:
    unknown.length > 0
      ? unknown
      : [`a ${kind} of the order without an id, a status or an amount was left out`],
});
