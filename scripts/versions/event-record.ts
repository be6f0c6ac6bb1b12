import { narrowings } from './narrowings.ts';
import type { StoredSchema } from './stored-schema.ts';
import { RECORD_COMMAND } from './version-record.ts';

/** The last recorded schema of canonical events, and the number of recorded schemas; each has its samples. */
export interface EventRecord {
  readonly state: number;
  readonly schema: StoredSchema;
}

export const NO_EVENTS: EventRecord = { state: 0, schema: {} };

/**
 * Canonical events have no version: every later release folds those of earlier releases again. So their schema may only widen. A
 * new field must be optional, a value may be added to a list, and everything that was allowed must stay allowed.
 */
export function checkEvents(schema: StoredSchema, record: EventRecord): string[] {
  // Several types share fields; each field is named once.
  const narrowed = record.state === 0 ? [] : [...new Set(narrowings(record.schema, schema))];
  if (narrowed.length > 0)
    return narrowed.map(
      (what) =>
        `Canonical events have no version, so their schema may only widen (packages/events/src/canonical-event.ts): ${what}.`,
    );
  return JSON.stringify(schema) === JSON.stringify(record.schema)
    ? []
    : [`The schema of canonical events has widened and is not recorded: run ${RECORD_COMMAND}.`];
}

/** The record with the present schema. `unreleased`: no release has written the last state, so it is replaced. */
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
