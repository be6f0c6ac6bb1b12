import { canonicalise, type AuthenticDelivery, type NormalisedWhole } from '../contract/index.ts';
import { readConfirmed } from './confirmed-answer.ts';
import { handlers } from './events/index.ts';

const TYPE = 'order.transaction';

/**
 * What a confirmed answer means. A hint that was not confirmed means nothing, and violates the schema.
 *
 * @throws {UnusableEventError} naming the field
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
