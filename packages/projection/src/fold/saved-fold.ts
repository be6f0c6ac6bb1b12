import type { SavedChanges } from './changes.ts';
import type { State } from './state.ts';
import { noTies, type TieFacts } from './ties.ts';

/** All that a fold knows after its last event: enough to go on with events that happened later. */
export interface SavedFold {
  readonly ties: TieFacts;
  readonly state: State;
  readonly changes: SavedChanges;
}

/** As JSON for the database: maps and amounts carry a mark. */
export const encodeFold = (saved: SavedFold): unknown =>
  JSON.parse(JSON.stringify(saved, (_key, value: unknown) => mark(value)));

/** The inverse of `encodeFold`. */
export function decodeFold(stored: unknown): SavedFold {
  const saved = JSON.parse(JSON.stringify(stored), (_key, value: unknown) => unmark(value)) as SavedFold;
  return { ...saved, ties: { ...saved.ties, ...withoutPrototype(saved.ties) } };
}

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

const withoutPrototype = ({ paymentNames, subscriptionsOfInvoices }: TieFacts) => ({
  paymentNames: Object.assign(noTies().paymentNames, paymentNames),
  subscriptionsOfInvoices: Object.assign(noTies().subscriptionsOfInvoices, subscriptionsOfInvoices),
});
