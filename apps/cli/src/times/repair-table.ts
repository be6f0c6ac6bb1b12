import { type Dated, decide, type Decided } from './decide.ts';

/** The result for one table, which was repaired if requested. */
export interface Repaired {
  /** Number of checked rows. */
  readonly rows: number;
  /** Rows that were stored as times of the zone. */
  readonly shifted: number;
  /** Rows that are undecided, by themselves and by their neighbours; they are not changed. */
  readonly unknown: number;
  /** Rows with another offset than that of the zone; they are not changed. */
  readonly ofAnotherZone: number;
}

/** A row that was shifted by another zone does not decide about its neighbours. */
export type Candidate = Dated & { readonly isOfAnotherZone?: boolean };

/** Arrays for `unnest`: the ids, the stored values when they were read, and the latest times of recording. */
export const columnsOf = (shifted: readonly Decided[]) => ({
  ids: shifted.map(({ row }) => row.id),
  stored: shifted.map(({ row }) => row.storedMs),
  recordedBy: shifted.map(({ recordedByMs }) => recordedByMs ?? null),
});

const BATCH = 1000;

/** Decides each row in the order of ids, and passes the shifted ones to `putRight`, one batch at a time. */
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

/**
 * A table from its lowest to its highest id, one page at a time.
 *
 * @param after returns the rows after an id, in order; the database returns null for a value that is absent
 */
export async function* paged(
  after: (id: bigint) => Promise<readonly Candidate[]>,
): AsyncGenerator<Candidate> {
  for (let last: bigint | undefined = 0n; last !== undefined;) {
    const rows: readonly Candidate[] = await after(last);
    for (const row of rows)
      yield {
        ...row,
        recordedMs: row.recordedMs ?? undefined,
        orEarlierMs: row.orEarlierMs ?? undefined,
        shown: row.shown ?? undefined,
      };
    last = rows.at(-1)?.id;
  }
}

/** The length of a page. */
export const PAGE = 1000;
