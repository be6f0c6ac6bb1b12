import type { EventFacts } from '@payspool/events';
import { z } from 'zod';
import { unknownWord } from '../../contract/optional-fields.ts';
import { lookUpWord } from '../events/event-handler.ts';
import { beforeReturn, timeOfCreation, timeOfState } from './observe-payment.ts';
import {
  type EventType,
  Instant,
  isAboutPayment,
  type ObservedObject,
  type ObservedState,
  readState,
  Status,
} from './observed-state.ts';

const listOf = <Output>(schema: z.ZodType<Output>) => z.array(schema).catch([]);

/** A payment or refund in an order. */
const Nested = z.looseObject({ id: Status });
const NONE = { authorizations: [], captures: [], refunds: [] };
const Payments = z
  .object({ authorizations: listOf(Nested), captures: listOf(Nested), refunds: listOf(Nested) })
  .catch(NONE);
const Unit = z.object({ payments: Payments }).catch({ payments: NONE });

const State = z.object({
  status: Status,
  create_time: Instant,
  update_time: Instant,
  purchase_units: listOf(Unit),
});

/** Statuses of orders (checkout_orders_v2, `order_status`). */
const TYPES: Readonly<Record<string, EventType>> = {
  CREATED: 'CHECKOUT.ORDER.SAVED',
  SAVED: 'CHECKOUT.ORDER.SAVED',
  PAYER_ACTION_REQUIRED: 'CHECKOUT.ORDER.SAVED',
  APPROVED: 'CHECKOUT.ORDER.APPROVED',
  COMPLETED: 'CHECKOUT.ORDER.COMPLETED',
  VOIDED: 'CHECKOUT.ORDER.VOIDED',
};

/**
 * An order, with its payments and refunds, each with its own time: a refund is later than the completion of its order. If its status is unknown,
 * only its existence and its money are known.
 */
export function order({ answer, askedAt }: ObservedObject): ObservedState {
  const {
    status,
    create_time: created,
    update_time: updated,
    purchase_units: units,
  } = readState(State, answer);
  const known = lookUpWord(TYPES, status);
  const type = known ?? 'CHECKOUT.ORDER.SAVED';
  const nested = new Map(
    units
      .flatMap(({ payments }) => [...payments.authorizations, ...payments.captures, ...payments.refunds])
      .map((object) => [object.id, object] as const),
  );
  return {
    type,
    // PayPal changes the update time with each step. An order that has none is as it was created, if it is still in its first state.
    occurredAt: updated ?? (known === 'CHECKOUT.ORDER.SAVED' ? created : undefined) ?? askedAt,
    adjust: (fact) => {
      const id = nestedId(fact);
      const own = id === undefined ? undefined : nested.get(id);
      return beforeReturn({ ...fact, occurredAt: timeOfState(own) ?? fact.occurredAt }, timeOfCreation(own));
    },
    warnings: known === undefined ? [unknownWord('order status', status)] : [],
  };
}

function nestedId(fact: EventFacts): string | undefined {
  if ('refundRef' in fact) return fact.refundRef;
  return isAboutPayment(fact) ? fact.paymentRef : undefined;
}
