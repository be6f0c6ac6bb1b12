import type { EventFacts } from '@payspool/events';
import { z } from 'zod';
import { unknownWord } from '../../contract/optional-fields.ts';
import { lookUpWord } from '../events/event-handler.ts';
import { PAYMENT_WORDS, REFUND_WORDS, wordOf } from '../events/payment.ts';
import {
  type EventType,
  Instant,
  isAboutPayment,
  latest,
  type ObservedObject,
  type ObservedState,
  readState,
  Status,
} from './observed-state.ts';

const State = z.object({
  /** In version 2. */
  status: Status,
  /** In version 1. */
  state: Status,
  create_time: Instant,
  update_time: Instant,
  expiration_time: Instant,
  payment_hold_status: Status,
});

/** When a payment or refund reached its state: its last change, or its creation. */
export const timeOfState = (answer: unknown): string | undefined => {
  const {
    status,
    create_time: created,
    update_time: updated,
    expiration_time: expired,
  } = readState(State, answer);
  // An authorization expires without being changed.
  return latest(created, updated, status?.toUpperCase() === 'EXPIRED' ? expired : undefined);
};

/** When a payment or refund was created. */
export const timeOfCreation = (answer: unknown): string | undefined => readState(State, answer).create_time;

/** The event of each status that an object of a kind may have, by the canonical status. */
type TypesByStatus = Readonly<Record<string, EventType>>;

const CAPTURES: TypesByStatus = {
  succeeded: 'PAYMENT.CAPTURE.COMPLETED',
  pending: 'PAYMENT.CAPTURE.PENDING',
  failed: 'PAYMENT.CAPTURE.DECLINED',
};

/** There is no event for an authorization that is pending or denied: CREATED says it by the resource's status. */
const AUTHORIZATIONS: TypesByStatus = {
  authorized: 'PAYMENT.AUTHORIZATION.CREATED',
  pending: 'PAYMENT.AUTHORIZATION.CREATED',
  failed: 'PAYMENT.AUTHORIZATION.CREATED',
  canceled: 'PAYMENT.AUTHORIZATION.VOIDED',
};

const SALES: TypesByStatus = {
  succeeded: 'PAYMENT.SALE.COMPLETED',
  pending: 'PAYMENT.SALE.PENDING',
  failed: 'PAYMENT.SALE.DENIED',
};

const REFUNDS: TypesByStatus = {
  succeeded: 'PAYMENT.REFUND.COMPLETED',
  pending: 'PAYMENT.REFUND.PENDING',
  failed: 'PAYMENT.REFUND.FAILED',
};

function stateOf(
  { answer, askedAt }: ObservedObject,
  {
    what,
    words,
    types,
  }: {
    readonly what: string;
    readonly words: Readonly<Record<string, string>>;
    readonly types: TypesByStatus;
  },
): ObservedState {
  const word = wordOf(readState(State, answer));
  const type = types[lookUpWord(words, word) ?? ''];
  return type === undefined
    ? { ignored: unknownWord(`${what} status`, word) }
    : { type, occurredAt: timeOfState(answer) ?? askedAt };
}

/**
 * A capture. Every capture of an order names it, so that one without an order may be the payment of a subscription, which PayPal shows as a
 * capture too. It then makes no order by itself.
 */
export function capture(object: ObservedObject): ObservedState {
  const state = stateOf(object, { what: 'capture', words: PAYMENT_WORDS, types: CAPTURES });
  if ('ignored' in state) return state;
  const created = timeOfCreation(object.answer);
  return { ...state, adjust: (fact) => beforeReturn(withoutOrder(fact), created) };
}

const withoutOrder = (fact: EventFacts): EventFacts =>
  isAboutPayment(fact) && fact.orderRef === fact.paymentRef ? { ...fact, tentative: true } : fact;

/** Statuses of a payment whose money went back, at least in part. */
const RETURNED: ReadonlySet<string> = new Set(['PARTIALLY_REFUNDED', 'REFUNDED', 'REVERSED']);

/**
 * A payment whose money went back had succeeded when it was created; the total belongs to the time of the refund. The status of the refund is left
 * out: no event reports it of the payment, so that the payment keeps the status with which it succeeded.
 */
export function beforeReturn(fact: EventFacts, created: string | undefined): readonly EventFacts[] {
  if (!isAboutPayment(fact) || !RETURNED.has(fact.providerStatus?.toUpperCase() ?? '')) return [fact];
  const paid = { ...fact, providerStatus: undefined };
  const before = { ...paid, occurredAt: created ?? fact.occurredAt, amountRefundedMinor: undefined };
  return fact.amountRefundedMinor === undefined ? [before] : [before, paid];
}

export const authorization = (object: ObservedObject): ObservedState =>
  stateOf(object, { what: 'authorization', words: PAYMENT_WORDS, types: AUTHORIZATIONS });

export const refund = (object: ObservedObject): ObservedState =>
  stateOf(object, { what: 'refund', words: REFUND_WORDS, types: REFUNDS });

/**
 * A sale. It renewed its subscription when it was created: a refund changes the sale later, when the subscription may be past due for another
 * period. Money on hold has not been paid yet.
 */
export function sale(object: ObservedObject): ObservedState {
  const state = stateOf(object, { what: 'sale', words: PAYMENT_WORDS, types: SALES });
  if ('ignored' in state) return state;
  const { payment_hold_status: held } = readState(State, object.answer);
  const created = timeOfCreation(object.answer);
  const isHeld = held?.toUpperCase() === 'HELD' && state.type === 'PAYMENT.SALE.COMPLETED';
  return {
    ...state,
    type: isHeld ? 'PAYMENT.SALE.PENDING' : state.type,
    adjust: (fact) =>
      fact.type === 'subscription.renewed'
        ? [{ ...fact, occurredAt: fact.paidPeriod?.start ?? fact.occurredAt }]
        : beforeReturn(fact, created),
  };
}
