import { Word } from '@payspool/events';
import { z } from 'zod';
import { handler } from '../contract/index.ts';

/** An event about a charge: only the fields that are used. */
const ChargeEvent = z.object({
  charge: z.object({
    id: Word,
    order: Word,
    /** Minor units. */
    cents: z.int().nonnegative(),
    cents_refunded: z.int().nonnegative().optional(),
    currency: z.enum(['EUR', 'USD']),
    customer: Word.nullish(),
    decline_code: Word.nullish(),
  }),
});
type Charge = z.output<typeof ChargeEvent>['charge'];

/** Types that change an order, payment, refund, dispute or subscription. */
export const handlers = {
  charge_paid: handler(ChargeEvent, ({ charge }, occurredAt) => ({
    facts: [{ type: 'payment.succeeded', ...payment(charge), occurredAt }],
  })),
  charge_declined: handler(ChargeEvent, ({ charge }, occurredAt) => {
    const failureCode = charge.decline_code ?? undefined;
    return { facts: [{ type: 'payment.failed', ...payment(charge), occurredAt, failureCode }] };
  }),
  // The body states the total refunded amount, not the single refund.
  charge_refunded: handler(ChargeEvent, ({ charge }, occurredAt) => {
    const amountRefundedMinor = BigInt(charge.cents_refunded ?? 0);
    return { facts: [{ type: 'payment.succeeded', ...payment(charge), occurredAt, amountRefundedMinor }] };
  }),
};

const payment = (charge: Charge) => ({
  paymentRef: charge.id,
  orderRef: charge.order,
  customerRef: charge.customer ?? undefined,
  amount: { amountMinor: BigInt(charge.cents), currency: charge.currency, exponent: 2 },
  // One charge pays for the whole order.
  settlesOrder: true as const,
});
