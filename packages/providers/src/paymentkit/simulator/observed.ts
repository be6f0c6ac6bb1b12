import { observationBody } from '../../contract/index.ts';
import { normalise } from '../api/observe.ts';
import { CURRENCIES } from './scenarios/objects.ts';

/** For tests: when the API was asked. */
export const ASKED_AT = '2026-03-02T12:00:00.000Z';

/** For tests: the meaning of an answer about an object. */
export function observed(kind: string, answer: Readonly<Record<string, unknown>>, id = String(answer['id'])) {
  const askedAt = new Date(ASKED_AT);
  const body = observationBody({ kind, id }, { askedAt, answer: Buffer.from(JSON.stringify(answer)) });
  return normalise({ body }, { currencies: CURRENCIES });
}

/** For tests: the events that an object means. */
export function eventsObserved(...given: Parameters<typeof observed>) {
  const meaning = observed(...given);
  if (meaning.outcome !== 'events') throw new Error(meaning.reason);
  return meaning.events;
}
