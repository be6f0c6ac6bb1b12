import { type Database, Prisma } from '@payspool/db';
import { type Operation, operationOf } from './operation.ts';

/** A process that is killed leaves its operation to others after this time, milliseconds. */
const LEASE_MS = 60_000;

/** Another process runs the operation now, because this one did not report for too long. */
export class LeaseLostError extends Error {
  readonly code = 'lease_lost';
  override readonly name = 'LeaseLostError';

  constructor(id: bigint) {
    super(`another process has taken over operation ${id}`);
  }
}

/**
 * A reserved operation. Every write names the end of the reservation that it knows, so a process that lost the operation changes nothing
 * any more.
 */
export interface Lease {
  /** Aborted when the operation is lost to another process. */
  readonly signal: AbortSignal;
  /**
   * Writes columns of the operation, and renews the reservation.
   *
   * @throws {LeaseLostError}
   */
  readonly write: (columns: Prisma.Sql) => Promise<Operation>;
  /**
   * Writes columns, and ends the reservation: at once, or after a pause during which nobody runs the operation.
   *
   * @throws {LeaseLostError}
   */
  readonly end: (columns: Prisma.Sql, pauseMs?: number) => Promise<Operation>;
  /** Stops the renewal. Without `end` the reservation runs out by itself. */
  readonly stop: () => void;
}

const after = (ms: number) => Prisma.sql`clock_timestamp() + make_interval(secs => ${ms / 1000}::float8)`;

/**
 * Reserves an operation that nobody runs, until `end`. While it is reserved, the reservation is renewed by itself.
 *
 * @returns `undefined` if another process runs it, or if it has finished
 */
export async function takeLease(
  db: Database,
  id: bigint,
  {
    leaseMs = LEASE_MS,
    reservedUntil,
  }: {
    readonly leaseMs?: number | undefined;
    /** The reservation that this process made when it created the operation. */
    readonly reservedUntil?: Date | null | undefined;
  } = {},
): Promise<{ readonly lease: Lease; readonly operation: Operation } | undefined> {
  const [taken] = await db.$queryRaw<{ until: Date }[]>`
    UPDATE operations SET status = 'running', started_at = coalesce(started_at, clock_timestamp()), lease_until = ${after(leaseMs)}
    WHERE id = ${id} AND status IN ('waiting', 'running') AND (lease_until IS NULL OR lease_until <= clock_timestamp() OR lease_until = ${reservedUntil ?? null}::timestamptz)
    RETURNING lease_until AS until`;
  if (!taken) return undefined;
  const row = await db.operation.findUniqueOrThrow({ where: { id } });
  return { lease: keepLease(db, id, { until: taken.until, leaseMs }), operation: operationOf(row) };
}

function keepLease(
  db: Database,
  id: bigint,
  { until, leaseMs }: { readonly until: Date; readonly leaseMs: number },
): Lease {
  const controller = new AbortController();
  const lost = () => {
    const error = new LeaseLostError(id);
    clearInterval(timer);
    controller.abort(error);
    return error;
  };
  let current = until;
  // One write after the other, because each names the reservation that the one before it made.
  let last: Promise<unknown> = Promise.resolve();
  const inTurn = <Result>(work: () => Promise<Result>): Promise<Result> => {
    const mine = last.then(work);
    last = mine.catch(() => undefined);
    return mine;
  };
  const write = (columns: Prisma.Sql, next: Prisma.Sql) =>
    inTurn(async () => {
      controller.signal.throwIfAborted();
      const [written] = await db.$queryRaw<{ until: Date | null }[]>`
        UPDATE operations SET ${columns} lease_until = ${next}
        WHERE id = ${id} AND lease_until = ${current} AND status = 'running' RETURNING lease_until AS until`;
      if (!written) throw lost();
      if (written.until) current = written.until;
      return operationOf(await db.operation.findUniqueOrThrow({ where: { id } }));
    });
  const timer = setInterval(() => {
    // A database that cannot be reached now may be there for the next renewal. Without one, another process takes over.
    write(Prisma.empty, after(leaseMs)).catch(() => undefined);
  }, leaseMs / 3);
  timer.unref();
  return {
    signal: controller.signal,
    write: (columns) => write(Prisma.sql`${columns},`, after(leaseMs)),
    stop: () => clearInterval(timer),
    end: (columns, pauseMs) => {
      clearInterval(timer);
      return write(Prisma.sql`${columns},`, pauseMs === undefined ? Prisma.sql`NULL` : after(pauseMs));
    },
  };
}
