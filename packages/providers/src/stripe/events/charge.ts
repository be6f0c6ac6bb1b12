import { together } from '../../contract/index.ts';
import { compiled, type EventFacts } from '@payspool/events';
import type { z } from 'zod';
import { money } from '../money.ts';
import { type Charge, Dispute, type List, Refund } from '../schema.ts';
import { disputeFact } from './dispute.ts';
import {
  type EventContext,
  optionalWord,
  orderIdIn,
  payerOf,
  readBeside,
  unknownWord,
  orderLink,
  type Said,
  saying,
} from './event-handler.ts';
import { refundFact } from './refund.ts';

const RefundOf = Refund.pick({ id: true, amount: true });

export type ChargeObject = z.output<typeof Charge>;
export type ChargeType =
  | 'payment.pending'
  | 'payment.authorized'
  | 'payment.succeeded'
  | 'payment.failed'
  | 'payment.canceled';

/** A snapshot of a charge with its refunds and its dispute. `type`: the fact that the event states and the status does not. */
export function chargeSays(
  object: ChargeObject,
  context: EventContext,
  type: ChargeType | undefined = chargeType(object),
): Said {
  const warnings = type ? [] : [unknownWord('charge status', object.status)];
  return together(
    { facts: [chargeFact(object, context, type)], warnings },
    refundsIn(object, context),
    disputeIn(object, context),
  );
}

function chargeFact(
  object: ChargeObject,
  { occurredAt, settings }: EventContext,
  known: ChargeType | undefined,
): EventFacts {
  const type = known ?? 'payment.linked';
  const { paymentRef, ...names } = namesOf(object);
  const held = type === 'payment.succeeded' ? (object.amount_captured ?? object.amount) : object.amount;
  return {
    type,
    occurredAt,
    paymentRef,
    ...names,
    ...orderLink(paymentRef, object.invoice, settings),
    amount: known && money(held, object.currency),
    amountRefundedMinor: type === 'payment.succeeded' ? refundedMinor(object) : undefined,
    failureCode: type === 'payment.failed' ? failureCode(object) : undefined,
    settlesOrder: true,
    providerStatus: optionalWord(object.status),
    ...orderIdIn(object),
    customerRef: payerOf(object),
  };
}

/** A charge is another id of the payment of its intent. */
const namesOf = ({
  id,
  payment_intent: intent,
}: ChargeObject): { paymentRef: string; paymentAliases?: string[] } =>
  intent ? { paymentRef: intent.id, paymentAliases: [id] } : { paymentRef: id };

/** `undefined` for an unknown status. Before API 2015-02-18 a successful charge was `paid`; before 2014 it only had `paid: true`. */
function chargeType(object: ChargeObject): ChargeType | undefined {
  const status = object.status ?? statusOf(object.paid);
  if (status === 'failed') return 'payment.failed';
  if (status === 'pending') return 'payment.pending';
  if (status !== 'succeeded' && status !== 'paid') return undefined;
  // In old API versions all charges were captured at once, and the field did not exist.
  if (object.captured ?? true) return 'payment.succeeded';
  return isLetGo(object) ? 'payment.canceled' : 'payment.authorized';
}

function statusOf(paid: boolean | null | undefined): string | undefined {
  if (paid == null) return undefined;
  return paid ? 'succeeded' : 'failed';
}

/** Before API 2025-03-31 the release of an authorization looks like a refund of an amount that was never captured. */
const isLetGo = ({ refunded, amount, amount_refunded }: ChargeObject): boolean =>
  refunded ?? (amount > 0 && (amount_refunded ?? 0) >= amount);

/**
 * The refunded part of the captured amount. Before API 2025-03-31 (`invoice` is present) a partial capture counts the released
 * rest as refunded; since then `amount_refunded` contains only refunds
 * (docs.stripe.com/changelog/basil/2025-03-31/remove-refund-from-partial-capture-and-payment-cancellation-flow).
 */
function refundedMinor(charge: ChargeObject): bigint | undefined {
  const { amount, amount_captured, amount_refunded, refunded } = charge;
  if (amount_refunded != null) return BigInt(Math.max(0, amount_refunded - releasedBy(charge)));
  return refunded ? BigInt(amount_captured ?? amount) : undefined;
}

/** The amount that a partial capture released and that counts as refunded. An overcapture takes more than was authorized and releases nothing. */
const releasedBy = ({ invoice, amount, amount_captured }: ChargeObject): number =>
  invoice === undefined ? 0 : Math.max(0, amount - (amount_captured ?? amount));

/** The issuer's decline code, if there is one, as in the intent. */
const failureCode = ({ outcome, failure_code }: ChargeObject) =>
  optionalWord((outcome?.type === 'issuer_declined' ? outcome.reason : undefined) ?? failure_code);

/** The refunds in the charge. In old API versions they have neither id nor status; `amount_refunded` includes them. */
function refundsIn(charge: ChargeObject, context: EventContext): Said {
  const released = releaseAmong(charge.refunds, charge);
  return together(
    ...entriesOf(charge.refunds).map((value, index) => {
      if (!isIdentified(value) || value.id === released) return saying();
      return readBeside({ schema: Refund, value, at: `refunds.data.${index}` }, context, (refund, beside) =>
        refund.status == null ? saying() : refundFact(refund, beside, namesOf(charge)),
      );
    }),
  );
}

/**
 * The id of the `Refund` that a partial capture created for the released rest, before API 2025-03-31. It looks like any other
 * refund. It is the first one of that amount, because nothing can be refunded before the capture.
 */
function releaseAmong(refunds: List | null | undefined, charge: ChargeObject): string | undefined {
  const released = releasedBy(charge);
  // It is the oldest refund, so a list that is cut off does not contain it.
  if (released === 0 || refunds?.hasMore) return undefined;
  const candidates = entriesOf(refunds).flatMap((value) => {
    const { data } = compiled(RefundOf).safeParse(value);
    return data?.amount === released ? [{ id: data.id, created: createdOf(value) }] : [];
  });
  // Stripe lists the newest first.
  return candidates.toReversed().toSorted((a, b) => a.created - b.created)[0]?.id;
}

/** Whether a refund is only the released rest of a partial capture of its charge. */
export const isRelease = (refund: { id: string; amount: number }, charge: ChargeObject): boolean => {
  const released = releasedBy(charge);
  if (released === 0 || refund.amount !== released) return false;
  return releaseAmong(charge.refunds, charge) === refund.id || charge.amount_refunded === released;
};

/** The dispute in the charge: the whole object before API 2017-02-14, only its id since (docs.stripe.com/changelog/2017-02-14). */
function disputeIn(charge: ChargeObject, context: EventContext): Said {
  const value = charge.dispute?.beside?.();
  if (value === undefined) return saying();
  return readBeside({ schema: Dispute, value, at: 'dispute' }, context, (dispute, beside) =>
    disputeFact({ ...dispute, id: dispute.id ?? charge.id }, beside, namesOf(charge)),
  );
}

const entriesOf = (list: List | null | undefined): readonly unknown[] => list?.entries() ?? [];

const isIdentified = (value: unknown): value is { id: unknown } =>
  typeof value === 'object' && value !== null && 'id' in value;

const createdOf = (value: unknown): number =>
  typeof value === 'object' && value !== null && 'created' in value && typeof value.created === 'number'
    ? value.created
    : Infinity;
