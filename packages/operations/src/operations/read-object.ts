import type { CanonicalEvent } from '@payspool/events';
import {
  type Observation,
  observationKey,
  partEventKey,
  readDelivery,
  type Reading,
  readObservation,
  UnusableEventError,
} from '@payspool/providers';
import type { OpenUnit } from './units.ts';

/** The events of one purchase in an object, under the key by which they are recorded. */
interface ObjectPart extends Pick<Reading, 'type' | 'occurredAt'> {
  readonly eventKey: string;
  readonly events: readonly CanonicalEvent[];
}

/** An object that means something for orders or subscriptions. */
export interface MeaningfulObject extends Observation {
  readonly is: 'meaningful';
  readonly reading: Reading;
  /** The key of the whole. */
  readonly eventKey: string;
  /** Several for an object that concerns several purchases. */
  readonly parts: readonly ObjectPart[];
}

/** An object of a provider's API with its meaning. */
export type ReadObject =
  | MeaningfulObject
  | (Observation &
      (
        | { readonly is: 'meaningless' }
        /** It belongs to another mode, or to a merchant's account that is not ours. */
        | { readonly is: 'elsewhere'; readonly reason: string; readonly rowsAccount: string }
        | { readonly is: 'unreadable'; readonly reason: string }
      ));

/** Reads an object as the worker reads a recorded observation. The same state has the same key at every reading. */
export function readObject(
  observation: Observation,
  { account, merchant, now }: OpenUnit & { readonly now: Date },
): ReadObject {
  const { body } = observation;
  try {
    const delivery = { body, headers: {}, receivedAt: now, merchant: merchant || undefined };
    return withMeaning(observation, readDelivery({ source: 'observed', ...delivery }, account));
  } catch (error) {
    if (!(error instanceof UnusableEventError)) throw error;
    return { is: 'unreadable', reason: `${error.code}: ${error.message}`, ...observation };
  }
}

function withMeaning(observation: Observation, reading: Reading): ReadObject {
  const { kind, id, body } = observation;
  const { meaning, type, occurredAt } = reading;
  if (meaning.status === 'failed') return { is: 'unreadable', reason: meaning.error, ...observation };
  if (meaning.status === 'ignored')
    return reading.isElsewhere
      ? { is: 'elsewhere', reason: meaning.error, rowsAccount: reading.account, ...observation }
      : { is: 'meaningless', ...observation };
  const keyOf = (events: readonly CanonicalEvent[]) =>
    observationKey({ kind, id }, events, readObservation(body).askedAt);
  if (meaning.status === 'applied') {
    const { events } = meaning;
    const eventKey = keyOf(events);
    return {
      is: 'meaningful',
      reading,
      eventKey,
      parts: [{ eventKey, type, occurredAt, events }],
      ...observation,
    };
  }
  const failed = meaning.parts.find((part) => part.meaning.status === 'failed')?.meaning;
  if (failed?.status === 'failed') return { is: 'unreadable', reason: failed.error, ...observation };
  const events = meaning.parts.flatMap((part) =>
    part.meaning.status === 'applied' ? part.meaning.events : [],
  );
  const eventKey = keyOf(events);
  const parts = meaning.parts.flatMap((part) =>
    part.meaning.status === 'applied'
      ? [
          {
            eventKey: partEventKey(eventKey, part),
            type: part.type,
            occurredAt: part.occurredAt,
            events: part.meaning.events,
          },
        ]
      : [],
  );
  return parts.length === 0
    ? { is: 'meaningless', ...observation }
    : { is: 'meaningful', reading, eventKey, parts, ...observation };
}
