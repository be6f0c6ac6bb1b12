import type { Database, Prisma } from '@payspool/db';
import { findKind } from './kinds.ts';
import type { OperationKindName } from '../request/names.ts';
import { type Operation, operationOf } from './operation.ts';
import type { BeginContext } from './operation-kind.ts';

export interface OperationRequest {
  readonly kind: OperationKindName;
  readonly params: unknown;
  readonly isRehearsal: boolean;
  /** Who asks: `cli`, or the name of a user of the dashboard. */
  readonly requestedBy: string;
  /** Reserves it for this process for this time, milliseconds: no worker begins it before `runOperation`. */
  readonly reserveMs?: number;
}

/**
 * Writes an operation. The set that it concerns is fixed now. A worker begins it within seconds, or `runOperation`.
 *
 * @throws {z.ZodError} if the parameters are not those of the kind
 */
export async function createOperation(
  { kind, params, isRehearsal, requestedBy, reserveMs }: OperationRequest,
  context: BeginContext,
): Promise<Operation> {
  const begun = await findKind(kind).begin(params, context);
  const row = await context.db.operation.create({
    data: {
      kind,
      params: jsonOf(begun.params),
      isRehearsal,
      cursor: jsonOf({ at: begun.cursor, failures: 0 }),
      report: jsonOf(begun.report),
      total: begun.total === undefined ? null : BigInt(begun.total),
      requestedBy,
      release: context.release ?? null,
      createdAt: context.io.now(),
      ...(reserveMs !== undefined && {
        status: 'running',
        leaseUntil: new Date(context.io.now().getTime() + reserveMs),
      }),
    },
  });
  return operationOf(row);
}

/** A value as JSON: without `undefined`, and with dates as text. */
const jsonOf = (value: unknown): Prisma.InputJsonValue =>
  JSON.parse(JSON.stringify(value)) as Prisma.InputJsonValue;

/**
 * Asks an operation to stop before its next step. One that no process runs now is aborted at once, unless its step
 * was killed in its middle.
 *
 * @returns the operation; `undefined` if there is none with this number
 */
export async function abortOperation(db: Database, id: bigint): Promise<Operation | undefined> {
  await db.$executeRaw`
    UPDATE operations SET
      abort_at = coalesce(abort_at, clock_timestamp()),
      status = CASE WHEN lease_until > clock_timestamp() OR journal <> '[]' THEN status ELSE 'aborted' END,
      finished_at = CASE WHEN lease_until > clock_timestamp() OR journal <> '[]' THEN NULL ELSE clock_timestamp() END
    WHERE id = ${id} AND status IN ('waiting', 'running')`;
  const row = await db.operation.findUnique({ where: { id } });
  return row ? operationOf(row) : undefined;
}
