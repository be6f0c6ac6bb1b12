import type { z } from 'zod';
import { firstMerchantRef } from '../../contract/index.ts';
import { money } from '../money.ts';
import { Charge } from '../schema.ts';
import { onObject, optionalWord, unknownWord, type EventHandler } from './event-handler.ts';
import { orderLink } from './order-link.ts';

type ChargeObject = z.output<typeof Charge>;

/** Every charge event but `charge.expired` carries a snapshot: its own status and capture say what is true, whatever the event is called. */
export const chargeSnapshot = charge(typeOf);
/** The hold ran out before it was captured. */
export const chargeExpired = charge(() => 'payment.canceled');

function charge(decide: typeof typeOf): EventHandler {
  return onObject(Charge, (object, { occurredAt, settings }) => {
    const known = decide(object);
    const type = known ?? 'payment.linked';
    const paymentRef = object.payment_intent ?? object.id;
    const held = type === 'payment.succeeded' ? (object.amount_captured ?? object.amount) : object.amount;
    return {
      facts: [
        {
          type,
          occurredAt,
          paymentRef,
          ...(paymentRef === object.id ? {} : { paymentAliases: [object.id] }),
          ...orderLink(paymentRef, object.invoice, settings),
          amount: known && money(held, object.currency),
          amountRefundedMinor: type === 'payment.succeeded' ? refundedMinor(object) : undefined,
          failureCode: type === 'payment.failed' ? failureCode(object) : undefined,
          settlesOrder: true,
          providerStatus: optionalWord(object.status),
          merchantRef: firstMerchantRef(object.metadata?.order_id),
          customerRef: object.customer ?? undefined,
        },
      ],
      warnings: known ? [] : [unknownWord('charge status', object.status)],
    };
  });
}

function typeOf({ status, captured, refunded }: ChargeObject) {
  if (status === 'failed') return 'payment.failed';
  if (status === 'pending') return 'payment.pending';
  if (status !== 'succeeded') return undefined;
  if (captured) return 'payment.succeeded';
  // Before API 2025-03-31 a hold that is let go reads as a refund of what was never captured.
  return refunded ? 'payment.canceled' : 'payment.authorized';
}

/**
 * Money given back of what was captured. Before API 2025-03-31 (`invoice` is present) a partial capture counts the rest that it
 * lets go as refunded; since then `amount_refunded` is refunds alone
 * (docs.stripe.com/changelog/basil/2025-03-31/remove-refund-from-partial-capture-and-payment-cancellation-flow).
 */
function refundedMinor({ invoice, amount, amount_captured, amount_refunded }: ChargeObject): bigint {
  // An overcapture takes more than was held, and lets nothing go.
  const released = invoice === undefined ? 0 : Math.max(0, amount - (amount_captured ?? amount));
  return BigInt(Math.max(0, amount_refunded - released));
}

/** The issuer's decline code where there is one, so that a charge says the same as its intent. */
const failureCode = ({ outcome, failure_code }: ChargeObject) =>
  optionalWord((outcome?.type === 'issuer_declined' ? outcome.reason : undefined) ?? failure_code);
