import { canonicalise, type AuthenticDelivery, type NormalisedWhole } from '../contract/index.ts';
import { readConfirmed } from './confirmed-answer.ts';
import { handlers } from './events/index.ts';

const TYPE = 'order.transaction';

/**
 * Reads a confirmed answer. A hint that was not confirmed violates the schema.
 *
 * @throws {UnusableEventError} with the name of the field
 */
export function normalise({ body }: Pick<AuthenticDelivery, 'body'>): NormalisedWhole {
  const { facts, warnings } = handlers[TYPE](readConfirmed(body));
  const events = canonicalise(facts);
  const occurredAt = events
    .map((event) => event.occurredAt)
    .toSorted()
    .at(-1);
  return events.length > 0
    ? { outcome: 'events', type: TYPE, occurredAt, events, warnings }
    : { outcome: 'ignored', type: TYPE, reason: 'no transaction yet' };
}
