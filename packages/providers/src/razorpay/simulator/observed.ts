import { observationBody } from '../../contract/index.ts';
import { normalise } from '../api/observe.ts';
import { settings as schema } from '../settings.ts';

/** For tests: when the API was asked. */
export const ASKED_AT = '2026-03-02T12:00:00.000Z';

/** For tests: the meaning of an answer about an object. */
export function observed(
  kind: string,
  answer: Readonly<Record<string, unknown>>,
  { id = String(answer['id']), settings = {} }: { readonly id?: string; readonly settings?: object } = {},
) {
  const body = observationBody(
    { kind, id },
    { askedAt: new Date(ASKED_AT), answer: Buffer.from(JSON.stringify(answer)) },
  );
  return normalise({ body }, schema.parse(settings));
}

/** For tests: the events that a kind of object means. */
export function eventsObserved(...given: Parameters<typeof observed>) {
  const meaning = observed(...given);
  if (meaning.outcome !== 'events') throw new Error(meaning.reason);
  return meaning.events;
}
