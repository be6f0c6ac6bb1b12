import { type Dated, decide, type Decided } from './decide.ts';

/** What was found of one table, and put right where that was asked for. */
export interface Repaired {
  /** Looked at. */
  readonly rows: number;
  /** Stored as if they were of the zone. */
  readonly shifted: number;
  /** Neither they nor their neighbours show whether they were; left as they are. */
  readonly unknown: number;
  /** Off by what the zone does not come to; left as they are. */
  readonly ofAnotherZone: number;
}

/** A row that shows that it was shifted, and not by this zone, is no neighbour to go by. */
export type Candidate = Dated & { readonly isOfAnotherZone?: boolean };

/** Arrays for `unnest`: ids, what was stored when they were read, and by when they were recorded. */
export const columnsOf = (shifted: readonly Decided[]) => ({
  ids: shifted.map(({ row }) => row.id),
  stored: shifted.map(({ row }) => row.storedMs),
  recordedBy: shifted.map(({ recordedByMs }) => recordedByMs ?? null),
});

const BATCH = 1000;

/** Decides each row, in the order of their ids, and hands those that were shifted to `putRight`, a batch at a time. */
export async function repairTable(
  rows: AsyncIterable<Candidate>,
  putRight: (shifted: readonly Decided[]) => Promise<unknown>,
): Promise<Repaired> {
  const result = { rows: 0, shifted: 0, unknown: 0, ofAnotherZone: 0 };
  const decidable = async function* (): AsyncGenerator<Dated> {
    for await (const row of rows) {
      result.rows += 1;
      if (row.isOfAnotherZone) result.ofAnotherZone += 1;
      else yield row;
    }
  };
  let batch: Decided[] = [];
  for await (const decided of decide(decidable())) {
    if (decided.verdict === 'unknown') result.unknown += 1;
    if (decided.verdict !== 'shifted') continue;
    result.shifted += 1;
    batch.push(decided);
    if (batch.length < BATCH) continue;
    await putRight(batch);
    batch = [];
  }
  if (batch.length > 0) await putRight(batch);
  return result;
}

/** A table from its lowest id to its highest, a page at a time. `after` returns the rows behind an id, in order. */
export async function* paged<Row extends { readonly id: bigint }>(
  after: (id: bigint) => Promise<readonly Row[]>,
): AsyncGenerator<Row> {
  let last = 0n;
  for (;;) {
    const rows = await after(last);
    yield* rows;
    const end = rows.at(-1);
    if (!end) return;
    last = end.id;
  }
}

/** A page's length. */
export const PAGE = 1000;
