import type { Database } from '@payspool/db';
import { z } from 'zod';
import type { OperationStatus } from '../request/names.ts';

/** An operation as `operations` has it. `params` and `report` are the kind's. */
export interface Operation {
  readonly id: bigint;
  readonly kind: string;
  readonly params: unknown;
  readonly isRehearsal: boolean;
  readonly status: OperationStatus;
  readonly cursor: StoredCursor;
  readonly done: number;
  /** The number of all items; `undefined` if it is not known. */
  readonly total: number | undefined;
  readonly report: unknown;
  /** What the running step has changed so far: see `Journal`. */
  readonly journal: unknown;
  readonly requestedBy: string;
  /** The rehearsal whose set it changes. */
  readonly rehearsalId: bigint | null;
  /** The release of the process that began it. */
  readonly release: string | null;
  readonly createdAt: Date;
  readonly startedAt: Date | null;
  readonly leaseUntil: Date | null;
  readonly abortAt: Date | null;
  readonly finishedAt: Date | null;
  readonly error: string | null;
}

/** Where the next step begins, as the kind defines it, and how often the step has failed. */
interface StoredCursor {
  /** Null if it was not begun: the dashboard only asks for operations, and a worker begins them. */
  readonly at: unknown;
  readonly failures: number;
}

const Cursor = z.object({ at: z.unknown().default(null), failures: z.int().nonnegative() });

type Row = NonNullable<Awaited<ReturnType<Database['operation']['findUnique']>>>;

export const operationOf = ({ cursor, done, total, ...row }: Row): Operation => ({
  ...row,
  cursor: { at: null, failures: 0, ...(cursor === null ? {} : Cursor.parse(cursor)) },
  done: Number(done),
  total: total === null ? undefined : Number(total),
});

export const isFinished = ({ status }: Pick<Operation, 'status'>): boolean =>
  status === 'done' || status === 'failed' || status === 'aborted';

/** One operation; `undefined` if there is none with this number. */
export async function findOperation(
  db: Pick<Database, 'operation'>,
  id: bigint,
): Promise<Operation | undefined> {
  const row = await db.operation.findUnique({ where: { id } });
  return row ? operationOf(row) : undefined;
}

/** The newest operations first. */
export async function listOperations(
  db: Pick<Database, 'operation'>,
  {
    kind,
    status,
    limit,
  }: { readonly kind?: string; readonly status?: OperationStatus; readonly limit: number },
): Promise<Operation[]> {
  const rows = await db.operation.findMany({
    where: { ...(kind && { kind }), ...(status && { status }) },
    orderBy: { id: 'desc' },
    take: limit,
  });
  return rows.map(operationOf);
}

/** How an operation has ended: `incomplete` if it is done and could not read everything. */
export const OPERATION_OUTCOMES = ['done', 'incomplete', 'failed', 'aborted'] as const;
export type OperationOutcome = (typeof OPERATION_OUTCOMES)[number];

const WithUnread = z.object({ unread: z.array(z.unknown()) });

export function outcomeOf({ status, report }: Pick<Operation, 'status' | 'report'>): OperationOutcome {
  if (status === 'failed' || status === 'aborted') return status;
  const unread = WithUnread.safeParse(report).data?.unread ?? [];
  return unread.length > 0 ? 'incomplete' : 'done';
}
