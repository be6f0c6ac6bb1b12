import { isRecord } from '@payspool/events';
import {
  type AuthenticDelivery,
  type EventReading,
  type NormalisedWhole,
  ownEntry,
  readEvent,
  readObservation,
  UnusableEventError,
} from '../../contract/index.ts';
import { modeOf, readTime, type Subject } from '../envelope.ts';
import { handlers } from '../events/index.ts';
import type { PaymentKitSettings } from '../settings.ts';
import { REPORTED_BY } from './object-states.ts';

type Settings = Pick<PaymentKitSettings, 'currencies'>;

/**
 * The meaning of a recorded object: the canonical events of its current state, by the same handlers as those of deliveries. Their time is
 * that of its last change, `updated_at`.
 *
 * @throws {UnusableEventError} with the name of the field
 */
export function normalise({ body }: Pick<AuthenticDelivery, 'body'>, settings: Settings): NormalisedWhole {
  const { kind, id, askedAt, answer } = readObservation(body);
  const subjects = subjectsIn(answer, { kind, id });
  const times = subjects.map(({ object }) => readTime(object['updated_at']) ?? askedAt);
  const modes = subjects.map((subject) => modeOf({}, subject));
  const head = {
    type: kind,
    occurredAt: times.toSorted().at(-1) ?? askedAt,
    mode: modes.includes('test') ? ('test' as const) : modes.find((mode) => mode !== undefined),
  };
  const reported = ownEntry(REPORTED_BY, kind === SUBSCRIPTION_INVOICES ? 'invoice' : kind);
  if (!reported) return { outcome: 'ignored', reason: 'unknown kind of object', ...head };
  const readings = subjects.map((subject, at): EventReading => {
    const type = reported(subject.object);
    if (typeof type === 'object') return type;
    return handlers[type]({ type, occurredAt: times[at] ?? askedAt, subject, settings });
  });
  return readEvent({
    head,
    handlers: { [kind]: readings },
    ignored: {},
    timePath: 'answer.updated_at',
    read: together,
  });
}

/** The facts of all objects of an answer. Those that are ignored give a warning. */
const together = (readings: readonly EventReading[]): EventReading => ({
  facts: readings
    .flatMap((reading) => ('ignored' in reading ? [] : reading.facts))
    .map((fact) => ({ isObserved: true as const, ...fact })),
  warnings: readings.flatMap((reading) =>
    'ignored' in reading ? [reading.ignored] : (reading.warnings ?? []),
  ),
});

/** The invoices of a subscription: a list, not an object. */
export const SUBSCRIPTION_INVOICES = 'subscription_invoices';

/** The object of an answer, or those of its list. */
function subjectsIn(
  answer: unknown,
  { kind, id }: { readonly kind: string; readonly id: string },
): readonly Subject[] {
  if (!isRecord(answer)) throw violation('answer', 'expected an object');
  if (kind !== SUBSCRIPTION_INVOICES) {
    if (answer['id'] !== id) throw violation('answer.id', 'the answer is about another object');
    return [{ object: answer, path: ['answer'] }];
  }
  const list = answer['list'];
  if (!Array.isArray(list)) throw violation('answer.list', 'expected a list');
  return list.map((object: unknown, index) => {
    const path = ['answer', 'list', String(index)];
    if (!isRecord(object)) throw violation(path.join('.'), 'expected an object');
    if (object['subscription_id'] !== id)
      throw violation([...path, 'subscription_id'].join('.'), 'an invoice of another subscription');
    return { object, path };
  });
}

const violation = (path: string, message: string) =>
  new UnusableEventError('schema_violation', { path, message });
