import {
  type AuthenticDelivery,
  type EventReading,
  type NormalisedWhole,
  ownEntry,
  readEvent,
  readObservation,
  UnusableEventError,
} from '../../contract/index.ts';
import type { RazorpaySettings } from '../settings.ts';
import { entityAt, itemsOf, type Observed } from './entity-reading.ts';
import { observeDispute, observeInvoice, observeRefund } from './observe-money.ts';
import { observeOrder, observePayment } from './observe-payment.ts';
import { observeSubscription } from './observe-subscription.ts';

/** Reads the answer about the object with an id. */
type Reader = (answer: unknown, id: string, observed: Omit<Observed, 'entity'>) => EventReading;

const one =
  (read: (observed: Observed) => EventReading): Reader =>
  (answer, id, observed) => {
    const found = { entity: entityAt(answer, observed), ...observed };
    if (found.entity['id'] !== id) throw ofAnother(found, 'id');
    return read(found);
  };

/** The objects of a collection, which name their `owner`. Those that are ignored give a warning. */
const each =
  (owner: string, read: (observed: Observed) => EventReading): Reader =>
  (answer, id, observed) => {
    const items = itemsOf(answer, observed);
    const stranger = items.find(({ entity }) => (entity[owner] ?? id) !== id);
    if (stranger) throw ofAnother(stranger, owner);
    const readings = items.map(read);
    return {
      facts: readings.flatMap((reading) => ('ignored' in reading ? [] : reading.facts)),
      warnings: readings.flatMap((reading) =>
        'ignored' in reading ? [reading.ignored] : (reading.warnings ?? []),
      ),
    };
  };

const ofAnother = ({ path }: Observed, field: string) =>
  new UnusableEventError('schema_violation', {
    path: `${path}.${field}`,
    message: 'the answer is about another object',
  });

/** How the answer about each kind is read. */
const READERS: Readonly<Record<string, Reader>> = {
  order: one(observeOrder),
  order_payments: each('order_id', observePayment),
  payment: one(observePayment),
  payment_refunds: each('payment_id', observeRefund),
  refund: one(observeRefund),
  dispute: one(observeDispute),
  subscription: one(observeSubscription),
  subscription_invoices: each('subscription_id', observeInvoice),
  invoice: one(observeInvoice),
};

/**
 * The meaning of a recorded object: the canonical events of its current state, by the same handlers as those of deliveries.
 *
 * @throws {UnusableEventError} with the name of the field
 */
export function normalise(
  { body }: Pick<AuthenticDelivery, 'body'>,
  settings: RazorpaySettings,
): NormalisedWhole {
  const { kind: type, id, askedAt, answer } = readObservation(body);
  const head = { type, occurredAt: askedAt };
  if (!ownEntry(READERS, type)) return { outcome: 'ignored', reason: 'unknown kind of object', ...head };
  const meaning = readEvent({
    head,
    handlers: READERS,
    ignored: {},
    timePath: 'observed.askedAt',
    read: (reader) => asObserved(reader(answer, id, { path: 'answer', askedAt, settings })),
  });
  if (meaning.outcome === 'ignored') return meaning;
  const latest = meaning.events
    .map(({ occurredAt }) => occurredAt)
    .toSorted()
    .at(-1);
  return { ...meaning, occurredAt: latest };
}

const asObserved = (reading: EventReading): EventReading =>
  'ignored' in reading
    ? reading
    : {
        facts: reading.facts.map((fact) => ({ isObserved: true as const, ...fact })),
        warnings: reading.warnings ?? [],
      };
