import type { EventFacts } from '@payspool/events';
import { checkShape } from '../../contract/index.ts';
import { ChargeEnvelope, type Charge } from '../schema.ts';

/** Reads one event. Throws `UnusableEventError` with the name of the field. */
export type EventHandler = (body: unknown, occurredAt: string) => readonly EventFacts[];

export const chargePaid: EventHandler = (body, occurredAt) => {
  const charge = chargeOf(body);
  return [{ type: 'payment.succeeded', ...payment(charge), occurredAt }];
};

export const chargeDeclined: EventHandler = (body, occurredAt) => {
  const charge = chargeOf(body);
  const failureCode = charge.decline_code ?? undefined;
  return [{ type: 'payment.failed', ...payment(charge), occurredAt, failureCode }];
};

/** The body states the total refunded amount, not the single refund. */
export const chargeRefunded: EventHandler = (body, occurredAt) => {
  const charge = chargeOf(body);
  const amountRefundedMinor = BigInt(charge.cents_refunded ?? 0);
  return [{ type: 'payment.succeeded', ...payment(charge), occurredAt, amountRefundedMinor }];
};

const chargeOf = (body: unknown): Charge => checkShape(ChargeEnvelope, body).charge;

const payment = (charge: Charge) => ({
  paymentRef: charge.id,
  orderRef: charge.order,
  customerRef: charge.customer ?? undefined,
  amount: { amountMinor: BigInt(charge.cents), currency: charge.currency, exponent: 2 },
  // One charge pays for the whole order.
  settlesOrder: true as const,
});
