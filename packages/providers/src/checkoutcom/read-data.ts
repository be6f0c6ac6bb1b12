import { isRecord } from '@payspool/events';
import type { z } from 'zod';
import {
  checkShape,
  leftOut,
  type EventReading,
  type OrdinaryHandler,
  type ReadFacts,
  together,
  unreadFields,
} from '../contract/index.ts';

/** A payout has a destination (samples of payment_paid and payment_returned); a payment has none. */
const PAYOUT = 'a payout to a card or bank account, not a payment for an order';

/**
 * A handler of the events whose `data` has this shape. Every invalid field that was left out gives a warning. The events of a
 * payout have the types of payments and are ignored.
 */
export const readData =
  <Data extends z.ZodObject>(
    schema: Data,
    read: (data: z.output<Data>, event: { readonly type: string; readonly occurredAt: string }) => ReadFacts,
  ): OrdinaryHandler<unknown> =>
  ({ type, body, occurredAt }): EventReading => {
    const given = isRecord(body['data']) ? body['data'] : {};
    if (isRecord(given['destination'])) return { ignored: PAYOUT };
    const data = checkShape(schema, body['data'], ['data']);
    const warnings = unreadFields(given, data).map((field) => leftOut(`data.${field}`));
    return together({ facts: [], warnings }, read(data, { type, occurredAt }));
  };
