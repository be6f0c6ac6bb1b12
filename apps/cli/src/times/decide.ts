/** A row whose times were stored either as they are, or as if they were of another time zone. */
export interface Dated {
  readonly id: bigint;
  /** What the row itself shows: `undefined` where it shows neither, or where both come to the same. */
  readonly shown?: Verdict | undefined;
  /** When it was received (an event), or written (a transition), by what is stored, milliseconds since 1970. */
  readonly storedMs: number;
  /** The same if it was shifted. */
  readonly unshiftedMs: number;
  /** Another moment that would have been stored like that: in spring a zone leaves out an hour. */
  readonly orEarlierMs?: number | undefined;
  /** When the database recorded it, which was never shifted. */
  readonly recordedMs?: number | undefined;
}

type Verdict = 'right' | 'shifted';

export interface Decided {
  readonly row: Dated;
  /** `unknown`: neither the row nor its neighbours show it. */
  readonly verdict: Verdict | 'unknown';
  /** By when it was recorded, where that is known: its own time, or that of the next row that has one, milliseconds. */
  readonly recordedByMs: number | undefined;
}

/** Clocks of two machines, and the length of a transaction, milliseconds. */
const SLACK_MS = 60_000;

/**
 * Decides row by row, in the order of their ids, what was shifted. A row that does not show it goes with the rows before and behind it that
 * do; where these differ it is the one that makes it received before it was recorded, and closest to that. Where both do, it is unknown.
 *
 * @param rows by id, all of a table
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

/** How long a row received at `ms` would have waited until it was recorded, at least; `undefined` where it was recorded before that. */
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
