import type { EventFacts, Money } from '@payspool/events';
import {
  canonicalise,
  type AuthenticDelivery,
  type NormalisedWhole,
  UnusableEventError,
  fromDate,
  fromIsoText,
  fromUnixSeconds,
  leftOut,
  readObservation,
  unknownWord,
} from '../contract/index.ts';
import {
  readAnswer,
  readConfirmed,
  type ConfirmedAnswer,
  type LocatedTransaction,
} from './confirmed-answer.ts';
import { readMoney } from './money.ts';
import { isRefunded, paymentTypeOf } from './transaction-states.ts';

const TYPE = 'order.transaction';

/**
 * Reads a confirmed answer. A hint that was not confirmed violates the schema.
 *
 * @throws {UnusableEventError} with the name of the field
 */
export const normalise = ({ body }: Pick<AuthenticDelivery, 'body'>): NormalisedWhole =>
  meaningOf(handlers[TYPE](readConfirmed(body)));

/**
 * Reads a recorded observation: the same answer, which nobody gave a hint about.
 *
 * @throws {UnusableEventError} with the name of the field
 */
export function normaliseObservation({ body }: Pick<AuthenticDelivery, 'body'>): NormalisedWhole {
  const { id, answer } = readObservation(body, { isLossless: true });
  const { facts, warnings } = handlers[TYPE](readAnswer({ order_id: id, answer }));
  return meaningOf({ facts: facts.map((fact) => ({ isObserved: true as const, ...fact })), warnings });
}

function meaningOf({ facts, warnings }: Meaning): NormalisedWhole {
  const events = canonicalise(facts);
  const occurredAt = events
    .map((event) => event.occurredAt)
    .toSorted()
    .at(-1);
  return events.length > 0
    ? { outcome: 'events', type: TYPE, occurredAt, events, warnings }
    : { outcome: 'ignored', type: TYPE, reason: 'no transaction yet' };
}

/** Reads one confirmed answer. Throws `UnusableEventError` with the name of the field. */
export type EventHandler = (answer: ConfirmedAnswer) => Meaning;

interface Meaning {
  /** Each with the provider's time of it. */
  readonly facts: readonly EventFacts[];
  readonly warnings: readonly string[];
}

/** `GET …/order/{id}/transaction`: a snapshot of the order's payments, and of its amount if the answer has one. */
const orderTransaction: EventHandler = (answer) => {
  const payments = answer.transactions.map((transaction) => payment(transaction, answer));
  const [first] = payments.map(({ facts }) => facts.occurredAt).toSorted();
  const order = first === undefined ? undefined : orderOf(answer, first);
  return {
    facts: [...(order?.facts ?? []), ...payments.map(({ facts }) => facts)],
    warnings: [
      ...answer.unread.map(leftOut),
      ...(order?.warnings ?? []),
      ...payments.flatMap(({ warnings }) => warnings),
      ...answer.transactions.flatMap(unknownWords),
    ],
  };
};

/** The order with its amount due. An invalid amount is left out; the paid amount then counts as the amount due. */
function orderOf({ orderId, order }: ConfirmedAnswer, occurredAt: string): Meaning {
  const path = `${order.path}.amount`;
  if (order.amount === undefined) return { facts: [], warnings: [] };
  const { money, warnings } = moneyOrDoubt({ text: order.amount, currency: order.currency, path });
  return {
    facts: money ? [{ type: 'order.created', occurredAt, orderRef: orderId, amount: money }] : [],
    warnings,
  };
}

function payment(transaction: LocatedTransaction, { orderId, order }: ConfirmedAnswer) {
  const { path, cost, refund_status: refund } = transaction;
  const occurredAt = readTime(transaction.updatedAt) ?? readTime(transaction.createdAt);
  if (!occurredAt)
    throw new UnusableEventError('schema_violation', { path: `${path}.createdAt`, message: 'not a time' });
  const type = paymentTypeOf(transaction.status) ?? 'payment.linked';
  const currency = transaction.currency ?? order.currency;
  const succeeded = type === 'payment.succeeded';
  if (succeeded && cost?.paid === undefined) {
    throw new UnusableEventError('schema_violation', {
      path: `${path}.cost.paid`,
      message: 'the amount that was paid is missing',
    });
  }
  const written = { text: cost?.paid, currency, path: `${path}.cost.paid` };
  // Only the amount of a successful payment is required, so that an attempt with an invalid amount does not affect the others.
  const { money, warnings } = succeeded
    ? { money: paidMoney(transaction, written), warnings: [] }
    : moneyOrDoubt(written);
  return {
    warnings,
    facts: {
      type,
      occurredAt,
      providerStatus: transaction.status,
      paymentRef: transaction.trans_id,
      orderRef: orderId,
      amount: money,
      // Left out while nothing is refunded, so that two snapshots of the same time cannot remove a refund.
      amountRefundedMinor: isRefunded(refund ?? '') ? money?.amountMinor : undefined,
      settlesOrder: true,
    } as const satisfies EventFacts,
  };
}

interface Written {
  readonly text: string | undefined;
  readonly currency: string | undefined;
  readonly path: string;
}

function paidMoney(transaction: LocatedTransaction, { text = '', currency, path }: Written): Money {
  if (transaction.is_intl_payment && !currency) {
    throw new UnusableEventError('currency_unknown', {
      path: `${transaction.path}.currency`,
      message: 'an international payment without one',
    });
  }
  return readMoney({ text, currency, path });
}

/** An optional amount: absent, or left out with a warning if it is invalid. */
function moneyOrDoubt({ text, currency, path }: Written) {
  if (text === undefined) return { money: undefined, warnings: [] };
  try {
    return { money: readMoney({ text, currency, path }), warnings: [] };
  } catch (error) {
    if (error instanceof UnusableEventError) return { money: undefined, warnings: [leftOut(error.path)] };
    throw error;
  }
}

function unknownWords({ status, refund_status: refund }: LocatedTransaction): string[] {
  const warnings = paymentTypeOf(status) ? [] : [unknownWord('transaction status', status)];
  return refund && isRefunded(refund) === undefined
    ? [...warnings, unknownWord('refund status', refund)]
    : warnings;
}

const UNIX_SECONDS = /^\d{9,10}$/;
/** Milliseconds from 2001 to 2286. */
const UNIX_MILLISECONDS = /^\d{13}$/;

/** A time of the API in the canonical format. The API writes ISO 8601; Unix time is read too. */
function readTime(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  if (UNIX_SECONDS.test(text)) return fromUnixSeconds(Number(text));
  return UNIX_MILLISECONDS.test(text) ? fromDate(new Date(Number(text))) : fromIsoText(text);
}

/** IppoPay does not name events. The recorded event is an answer of its API; its type is the requested resource. */
export const handlers = {
  'order.transaction': orderTransaction,
} satisfies Record<string, EventHandler>;
