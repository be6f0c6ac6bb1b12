import type { EventFacts } from '@payspool/events';
import { z } from 'zod';
import {
  type AuthenticDelivery,
  canonicalise,
  checkShape,
  type NormalisedWhole,
  ownEntry,
  readObservation,
  type ReadFacts,
  together,
  UnusableEventError,
} from '../../contract/index.ts';
import { handlers } from '../events/index.ts';
import type { EventHandler } from '../events/event-handler.ts';
import { oddWarning } from '../optional-field.ts';
import type { StripeSettings } from '../settings.ts';
import { OBJECT_KINDS } from './object-kinds.ts';
import type { ObservedState } from './observed-state.ts';

const Answer = z.looseObject({ livemode: z.boolean().nullish() });

/**
 * Reads a recorded observation: each state that the object shows, by the handler of the event that stands for it.
 *
 * @throws {UnusableEventError} with the path of the field from `answer`
 */
export function normaliseObservation(
  { body }: Pick<AuthenticDelivery, 'body'>,
  settings: StripeSettings,
): NormalisedWhole {
  const { kind, askedAt, answer } = readObservation(body);
  const { livemode } = checkShape(Answer, answer, ['answer']);
  const mode = livemode == null ? undefined : livemode ? ('live' as const) : ('test' as const);
  const head = { type: kind, ...(mode && { mode }) };
  const states = ownEntry(OBJECT_KINDS, kind)?.states({ object: answer, path: 'answer', askedAt });
  if (!states) return { outcome: 'ignored', reason: 'unknown kind of object', occurredAt: askedAt, ...head };
  if ('ignored' in states)
    return { outcome: 'ignored', reason: states.ignored, occurredAt: askedAt, ...head };
  const [own, ...included] = states;
  if (!own) return { outcome: 'ignored', reason: 'the object shows no state', occurredAt: askedAt, ...head };
  const reading = readState(own, settings);
  if ('ignored' in reading)
    return { outcome: 'ignored', reason: reading.ignored, occurredAt: own.at, ...head };
  const { facts, warnings } = together(reading, ...included.map((state) => readIncluded(state, settings)));
  const events = canonicalise(observed(facts, askedAt));
  if (events.length === 0)
    return { outcome: 'ignored', reason: warnings[0] ?? 'nothing to record', occurredAt: own.at, ...head };
  return { outcome: 'events', events, warnings, occurredAt: own.at, ...head };
}

function readState(state: ObservedState, settings: StripeSettings): ReadFacts | { readonly ignored: string } {
  const { type, at, object, path, adjust = (facts) => facts } = state;
  const handle: EventHandler = handlers[type];
  try {
    const reading = handle({ type, occurredAt: at, body: { data: { object } }, settings });
    if ('ignored' in reading) return reading;
    return {
      facts: adjust(reading.facts),
      warnings: reading.warnings.map((warning) => warning.replace(/^data\.object/, path)),
    };
  } catch (cause) {
    if (!(cause instanceof UnusableEventError)) throw cause;
    const { code, path: field, message } = cause;
    throw new UnusableEventError(code, {
      path: field.replace(/^data\.object/, path),
      message: message.slice(field === '' ? 0 : `${field}: `.length),
      cause,
    });
  }
}

/** An included object that cannot be read is left out with a warning, as in an event. */
function readIncluded(state: ObservedState, settings: StripeSettings): ReadFacts {
  try {
    const reading = readState(state, settings);
    return 'ignored' in reading ? { facts: [] } : reading;
  } catch (error) {
    if (!(error instanceof UnusableEventError)) throw error;
    return { facts: [], warnings: [oddWarning(state.path)] };
  }
}

/**
 * Marks the facts as observed. A refunded total is the total at the time of the question, not at the time of the payment. It is stated by an
 * event of its own, unless the refunds in the same answer add up to it.
 */
function observed(facts: readonly EventFacts[], askedAt: string): EventFacts[] {
  const refunds = facts.filter(isRefund);
  return facts.flatMap((fact): EventFacts[] => {
    if (!('amountRefundedMinor' in fact) || fact.amountRefundedMinor === undefined)
      return [{ ...fact, isObserved: true }];
    const { amountRefundedMinor: total, ...rest } = fact;
    const own: EventFacts = { ...rest, isObserved: true };
    const { paymentRef, paymentAliases, amount } = fact;
    if (paymentRef === undefined || isSumOf(refunds, paymentRef, total)) return [own];
    const state = { paymentRef, paymentAliases, amount, amountRefundedMinor: total };
    return [own, { type: 'payment.linked', occurredAt: askedAt, ...state, isObserved: true }];
  });
}

type RefundFact = Extract<EventFacts, { readonly refundRef: string }>;
const isRefund = (fact: EventFacts): fact is RefundFact => 'refundRef' in fact;

/** Whether the refunds of a payment add up to its refunded total, with or without those that are pending. */
function isSumOf(refunds: readonly RefundFact[], paymentRef: string, total: bigint): boolean {
  const own = refunds.filter((refund) => refund.paymentRef === paymentRef);
  const sumOf = (type: RefundFact['type']): bigint =>
    own.reduce((sum, refund) => sum + (refund.type === type ? (refund.amount?.amountMinor ?? 0n) : 0n), 0n);
  const succeeded = sumOf('refund.succeeded');
  return total === succeeded || total === succeeded + sumOf('refund.pending');
}
