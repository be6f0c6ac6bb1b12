import type { EventResult } from './event-record.ts';

/** Why an event was ignored or failed, as the column keeps it. */
export const errorOf = (result: EventResult): string | null =>
  'error' in result ? storable(result.error, 1000) : null;

/** Postgres stores neither NUL nor half a surrogate pair, and a provider's text can hold both. */
export const storable = (text: string, maxLength: number): string =>
  text.toWellFormed().replaceAll(CONTROL, ' ').slice(0, maxLength).toWellFormed();

const CONTROL = /\p{Cc}/gu;
