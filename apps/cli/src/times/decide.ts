/** A row whose times were stored either as they are, or as if they were of another time zone. */
export interface Dated {
  readonly id: bigint;
  /** What the row itself shows: `undefined` if it shows neither, or if both are equal. */
  readonly shown?: Verdict | undefined;
  /** The stored time at which it was received (an event) or written (a transition), in milliseconds since 1970. */
  readonly storedMs: number;
  /** The same time, corrected as if it was shifted. */
  readonly unshiftedMs: number;
  /** Another time that would have been stored in the same way, because a zone skips an hour in spring. */
  readonly orEarlierMs?: number | undefined;
  /** When the database recorded the row; this time was never shifted. */
  readonly recordedMs?: number | undefined;
}

type Verdict = 'right' | 'shifted';

export interface Decided {
  readonly row: Dated;
  /** `unknown`: neither the row nor its neighbours show it. */
  readonly verdict: Verdict | 'unknown';
  /** The latest time at which it was recorded, if known: its own, or that of the next row that has one, in milliseconds. */
  readonly recordedByMs: number | undefined;
}

/** Tolerance for the clocks of two machines and the length of a transaction, in milliseconds. */
const SLACK_MS = 60_000;

/**
 * Decides for each row, in the order of ids, whether it was shifted. A row that does not show it follows the nearest rows before
 * and after it that do. If these differ, the row gets the result with which it was received before it was recorded, and closest
 * to that. If both fit, it is unknown.
 *
 * @param rows all rows of a table, by id
 */
export async function* decide(rows: AsyncIterable<Dated>): AsyncGenerator<Decided> {
  let before: Dated | undefined;
  let waiting: Dated[] = [];
  const settle = function* (behind: Dated | undefined): Generator<Decided> {
    for (const row of waiting) {
      const recordedByMs = row.recordedMs ?? behind?.recordedMs;
      yield { row, verdict: verdictOf(row, before, behind), recordedByMs };
    }
    waiting = [];
  };
  for await (const row of rows) {
    if (row.shown === undefined) {
      waiting.push(row);
    } else {
      yield* settle(row);
      yield { row, verdict: row.shown, recordedByMs: row.recordedMs };
      before = row;
    }
  }
  yield* settle(undefined);
}

function verdictOf(row: Dated, before: Dated | undefined, behind: Dated | undefined): Decided['verdict'] {
  if (row.storedMs === row.unshiftedMs) return 'right';
  const around = { row, before, behind };
  const right = waitOf(row.storedMs, around);
  const shifted = waitOf(row.unshiftedMs, around) ?? waitOf(row.orEarlierMs, around);
  const shownAround = new Set([before?.shown, behind?.shown].filter((shown) => shown !== undefined));
  const [agreed] = shownAround;
  if (shownAround.size === 0) return 'unknown';
  if (right === undefined && shifted === undefined) return 'unknown';
  if (right === undefined) return 'shifted';
  if (shifted === undefined) return 'right';
  if (shownAround.size === 1 && agreed) return agreed;
  if (Math.abs(right - shifted) < SLACK_MS) return 'unknown';
  return right < shifted ? 'right' : 'shifted';
}

/** The minimum time between the receipt at `ms` and the recording of a row; `undefined` if it was recorded earlier. */
function waitOf(
  ms: number | undefined,
  { row, before, behind }: { row: Dated; before: Dated | undefined; behind: Dated | undefined },
): number | undefined {
  if (ms === undefined) return undefined;
  const latest = row.recordedMs ?? behind?.recordedMs;
  if (latest !== undefined && ms > latest + SLACK_MS) return undefined;
  const earliest = row.recordedMs ?? before?.recordedMs;
  return Math.max(0, (earliest ?? ms) - ms);
}
