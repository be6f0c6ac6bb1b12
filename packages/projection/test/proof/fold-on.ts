import { FOLD_VERSION, type RecordedEvent, type Rows } from '../../src/index.ts';
import { foldAll, resumeFold } from '../../src/fold/fold.ts';
import { decodeFold, encodeFold } from '../../src/fold/saved-fold.ts';

/** What the tables and the aggregate's row hold after a delivery. */
export interface Stored {
  readonly rows: Rows;
  /** The saved fold as JSON. */
  readonly state: unknown;
  /** Whether the last delivery was taken on top, rather than everything folded again. */
  readonly resumed: boolean;
}

/** Takes one delivery more into what is stored, by the rule of `store/refold.ts`; `so far` holds all that were applied before. */
export function foldOn(
  stored: Stored | undefined,
  soFar: readonly RecordedEvent[],
  delivery: readonly RecordedEvent[],
): Stored {
  const resumed = stored && resumeFold(decodeFold(stored.state), delivery);
  if (resumed) {
    const changes = [...stored.rows.changes, ...resumed.rows.changes];
    return { rows: { ...resumed.rows, changes }, state: encodeFold(resumed.saved), resumed: true };
  }
  return foldFresh([...soFar, ...delivery]);
}

export function foldFresh(events: readonly RecordedEvent[]): Stored {
  const { rows, saved } = foldAll(events);
  return { rows, state: encodeFold(saved), resumed: false };
}

/** Rows and saved fold as one text: equal texts are equal byte for byte. Of objects the order of keys does not count, as in `jsonb`. */
export const textOf = ({ rows, state }: Pick<Stored, 'rows' | 'state'>): string =>
  `${FOLD_VERSION} ${rowsText(rows)} ${JSON.stringify(sorted(state))}`;

/** The rows alone, changes included, with amounts as text. */
export const rowsText = (rows: Rows): string =>
  JSON.stringify(rows, (_key, value: unknown) => (typeof value === 'bigint' ? `${value}n` : value));

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, held]) => [key, sorted(held)] as const);
  return entries.toSorted(([a], [b]) => (a < b ? -1 : 1));
}
