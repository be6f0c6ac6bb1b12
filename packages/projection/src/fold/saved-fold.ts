import type { SavedChanges } from './changes.ts';
import type { State } from './state.ts';
import type { TieFacts } from './ties.ts';

/** All that a fold knows after its last event: enough to go on with events that happened later. */
export interface SavedFold {
  readonly ties: TieFacts;
  readonly state: State;
  readonly changes: SavedChanges;
}

/** As JSON for the database: maps and amounts carry a mark. */
export const encodeFold = ({ ties, ...saved }: SavedFold): unknown =>
  JSON.parse(JSON.stringify({ ties: inOrder(ties), ...saved }, (_key, value: unknown) => mark(value)));

/** The inverse of `encodeFold`. */
export const decodeFold = (stored: unknown): SavedFold =>
  JSON.parse(JSON.stringify(stored), (_key, value: unknown) => unmark(value)) as SavedFold;

function mark(value: unknown): unknown {
  if (typeof value === 'bigint') return { $int: value.toString() };
  if (value instanceof Map) return { $map: [...value] };
  return value;
}

function unmark(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if ('$int' in value) return BigInt(String(value.$int));
  if ('$map' in value) return new Map(value.$map as [string, unknown][]);
  return value;
}

/** Ties are gathered in the order of arrival; what is stored does not depend on it. */
const inOrder = (ties: TieFacts): TieFacts => ({
  ...ties,
  paymentNames: new Map([...ties.paymentNames].toSorted(byKey)),
  subscriptionsOfInvoices: new Map([...ties.subscriptionsOfInvoices].toSorted(byKey)),
});

const byKey = ([a]: readonly [string, string], [b]: readonly [string, string]): number => (a < b ? -1 : 1);
