import { Prisma } from '@payspool/db';
import { findKind } from './kinds.ts';
import type { Lease } from './lease.ts';
import { findOperation, type Operation } from './operation.ts';
import type { StepContext } from './operation-kind.ts';

/**
 * Begins an operation that was only asked for. What must not change until its end is fixed now, as far as the request has not fixed it.
 *
 * @throws {LeaseLostError}
 */
export async function beginOperation(
  operation: Operation,
  lease: Pick<Lease, 'write' | 'end'>,
  context: StepContext,
): Promise<Operation> {
  const stale = await whyStale(operation, context);
  if (stale !== undefined)
    return lease.end(
      Prisma.sql`status = 'failed'::operation_status, finished_at = clock_timestamp(), error = ${stale}`,
    );
  const { params, cursor, report, total } = await findKind(operation.kind).begin(operation.params, context);
  return lease.write(Prisma.sql`
    params = ${JSON.stringify(params)}::jsonb, report = ${JSON.stringify(report)}::jsonb,
    cursor = ${JSON.stringify({ at: cursor, failures: 0 })}::jsonb,
    total = ${total ?? null}::bigint, release = ${context.release ?? null}, error = NULL`);
}

/** Another release may do something else than what the rehearsal has shown. */
async function whyStale(
  { rehearsalId }: Operation,
  { db, release }: StepContext,
): Promise<string | undefined> {
  if (rehearsalId === null) return undefined;
  const rehearsal = await findOperation(db, rehearsalId);
  if (!rehearsal) return `its rehearsal ${rehearsalId} is gone: rehearse it again`;
  if (rehearsal.release === (release ?? null)) return undefined;
  return `it was rehearsed with release ${rehearsal.release}, and this worker has ${release}: rehearse it again`;
}
