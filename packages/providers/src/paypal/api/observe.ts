import type { EventFacts } from '@payspool/events';
import { z } from 'zod';
import { UnusableEventError } from '../../contract/errors.ts';
import { readObservation } from '../../contract/observation.ts';
import type { AuthenticDelivery, Normalised } from '../../contract/provider.ts';
import { canonicalise, ownEntry } from '../../contract/read-event.ts';
import { dispute } from './observe-dispute.ts';
import type { EventHandler } from '../events/event-handler.ts';
import { handlers } from '../events/index.ts';
import { isOwn, type MerchantSettings, namedMerchant } from '../merchant.ts';
import { order } from './observe-order.ts';
import { authorization, capture, refund, sale } from './observe-payment.ts';
import { subscription } from './observe-subscription.ts';
import type { Kind } from './kinds.ts';
import { type ObservedObject, type ObservedState, readState, Status } from './observed-state.ts';

const STATES: Readonly<Record<Kind, (object: ObservedObject) => ObservedState>> = {
  order,
  authorization,
  capture,
  refund,
  sale,
  subscription,
  dispute,
};

/**
 * The meaning of an object of the API. Its state stands for an event, and an object of the API has the form of that event's resource, so that the
 * handler of the event reads it.
 *
 * @throws {UnusableEventError} with the path of the field from the body's root: `answer.amount.value`
 */
export function normaliseObservation(
  { body }: Pick<AuthenticDelivery, 'body'>,
  settings: MerchantSettings,
): Normalised {
  const { kind, id, askedAt, answer } = readObservation(body);
  const stateOf = ownEntry(STATES, kind);
  if (!stateOf) return { outcome: 'ignored', type: kind, reason: 'unknown kind of object' };
  isAbout(id, answer);
  const state = stateOf({ answer, askedAt });
  if ('ignored' in state)
    return { outcome: 'ignored', type: kind, occurredAt: askedAt, reason: state.ignored };

  const { occurredAt, adjust = (fact) => [fact] } = state;
  const handle: EventHandler = handlers[state.type];
  const reading = inAnswer(() =>
    handle({ occurredAt, resource: answer, isOurs: (merchantId) => isOwn(merchantId, settings) }),
  );
  const observed = (facts: readonly EventFacts[]) =>
    canonicalise(facts.flatMap(adjust).map((fact): EventFacts => ({ ...fact, isObserved: true })));
  const about = { type: kind, occurredAt, merchant: namedMerchant(answer, settings) };
  const warnings = [...(state.warnings ?? []), ...(reading.warnings ?? []).map(namedInAnswer)];
  if ('facts' in reading) return { outcome: 'events', events: observed(reading.facts), warnings, ...about };
  const parts = reading.parts.map(({ key, facts }, index) => ({
    key,
    outcome: 'events' as const,
    events: observed(facts),
    warnings: index === 0 ? warnings : [],
  }));
  return { outcome: 'split', parts, ...about };
}

const Named = z.object({ id: Status, dispute_id: Status });

/** An answer about another object must not change this one. */
function isAbout(id: string, answer: unknown): void {
  const named = readState(Named, answer);
  if ((named.dispute_id ?? named.id) === id) return;
  const path = named.dispute_id === undefined ? 'answer.id' : 'answer.dispute_id';
  throw new UnusableEventError('schema_violation', { path, message: 'not the object that was asked for' });
}

/** The handlers name paths in an event. */
const IN_EVENT = /^resource(?=[.: ]|$)/;
const namedInAnswer = (text: string): string => text.replace(IN_EVENT, 'answer');

function inAnswer<Result>(read: () => Result): Result {
  try {
    return read();
  } catch (cause) {
    if (!(cause instanceof UnusableEventError) || !IN_EVENT.test(cause.path)) throw cause;
    const message = cause.message.slice(cause.path.length + 2);
    throw new UnusableEventError(cause.code, { path: namedInAnswer(cause.path), message, cause });
  }
}
