import { FOLD_VERSION, type RecordedEvent, type Rows } from '../../src/index.ts';
import { type Folded, foldAll, resumeFold } from '../../src/fold/fold.ts';
import { changeName, compareChanges } from '../../src/fold/changes.ts';
import { disputePart } from '../../src/fold/references.ts';
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
  if (resumed) return { rows: put(stored.rows, resumed), state: encodeFold(resumed.saved), resumed: true };
  return foldFresh([...soFar, ...delivery]);
}

/** What is in the tables once the rows of a fold that went on are written: the others stay as they are. */
export function put(before: Rows, { isWhole, rows, gone, saved: { state } }: Folded): Rows {
  if (isWhole) return rows;
  const removedChanges = new Set(gone.changes.map(changeName));
  const inOrder = (keys: Iterable<string>) => {
    const places = new Map([...keys].map((key, place) => [key, place]));
    return (a: string, b: string) => (places.get(a) ?? 0) - (places.get(b) ?? 0);
  };
  const [refunds, disputes] = [inOrder(state.refunds.keys()), inOrder(state.disputes.keys())];
  const partOf = ({ disputeRef, transactionRef }: Rows['disputes'][number]) =>
    disputePart({ disputeRef, transactionRef: transactionRef || undefined });
  return {
    orders: rows.orders,
    payments: replaced(before.payments, rows.payments, ({ paymentRef }) => paymentRef)
      .filter(({ paymentRef }) => !gone.payments.includes(paymentRef))
      .toSorted((a, b) => (a.paymentRef < b.paymentRef ? -1 : 1)),
    subscriptions: rows.subscriptions,
    refunds: replaced(before.refunds, rows.refunds, ({ refundRef }) => refundRef).toSorted((a, b) =>
      refunds(a.refundRef, b.refundRef),
    ),
    disputes: replaced(before.disputes, rows.disputes, partOf).toSorted((a, b) =>
      disputes(partOf(a), partOf(b)),
    ),
    changes: replaced(before.changes, rows.changes, changeName)
      .filter((change) => !removedChanges.has(changeName(change)))
      .toSorted(inHistory),
  };
}

/** As a whole fold lists them: of one event that of the order first. */
const inHistory = (a: Rows['changes'][number], b: Rows['changes'][number]): number =>
  compareChanges(a, b) || (a.kind === b.kind ? (a.ref < b.ref ? -1 : 1) : a.kind === 'order' ? -1 : 1);

/** Rows by key, those of the second list in the place of those of the first. */
function replaced<Row>(before: readonly Row[], rows: readonly Row[], keyOf: (row: Row) => string): Row[] {
  return [...new Map([...before, ...rows].map((row) => [keyOf(row), row])).values()];
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
