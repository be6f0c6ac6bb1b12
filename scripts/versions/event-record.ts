import { narrowings } from './narrowings.ts';
import type { StoredSchema } from './stored-schema.ts';
import { RECORD_COMMAND } from './version-record.ts';

/** The schema of canonical events that was recorded last, and how many were before and with it: each has its samples. */
export interface EventRecord {
  readonly state: number;
  readonly schema: StoredSchema;
}

export const NO_EVENTS: EventRecord = { state: 0, schema: {} };

/**
 * Canonical events carry no version: those of every release are folded again by every later one. So their schema may only widen. A new field
 * may be absent, a word may be added to a list, and nothing that was allowed is refused.
 */
export function checkEvents(schema: StoredSchema, record: EventRecord): string[] {
  // Several types share fields: each is named once.
  const narrowed = record.state === 0 ? [] : [...new Set(narrowings(record.schema, schema))];
  if (narrowed.length > 0)
    return narrowed.map(
      (what) =>
        `Canonical events have no version, so their schema may only widen (packages/events/src/canonical-event.ts): ${what}.`,
    );
  return JSON.stringify(schema) === JSON.stringify(record.schema)
    ? []
    : [`The schema of canonical events has widened, and is not on record: run ${RECORD_COMMAND}.`];
}

/** The record with the present schema in it. `unreleased`: nothing of the last state can be stored anywhere yet, and it is written anew. */
export function recordEvents(
  schema: StoredSchema,
  record: EventRecord,
  { unreleased }: { readonly unreleased: boolean },
): { readonly record: EventRecord; readonly refused: readonly string[] } {
  if (JSON.stringify(schema) === JSON.stringify(record.schema)) return { record, refused: [] };
  const isNarrowed = record.state > 0 && narrowings(record.schema, schema).length > 0;
  if (isNarrowed && !unreleased) return { record, refused: checkEvents(schema, record) };
  return {
    record: { state: unreleased ? Math.max(record.state, 1) : record.state + 1, schema },
    refused: [],
  };
}
