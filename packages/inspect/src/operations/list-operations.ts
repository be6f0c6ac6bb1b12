import { type Reader, sql, type Sql } from '@payspool/db/reader';
import {
  choiceKey,
  countKey,
  type Filter,
  filterCondition,
  type FilteredList,
  timeKey,
  wordKey,
} from '../filter/index.ts';
import { type Page, pageClauses, pageOf, type PageRequest } from '../page.ts';

/** The filter of the list of operations. The statement names the table `o`. */
export const OPERATION_LIST: FilteredList = {
  name: 'operations',
  bareKey: 'id',
  keys: {
    id: countKey({ column: 'o.id', help: 'The number of the operation.' }),
    kind: wordKey({ column: 'o.kind', help: 'What it does: `replay`, `retry`, `re*`.' }),
    status: choiceKey({
      column: 'o.status',
      type: 'operation_status',
      choices: ['waiting', 'running', 'done', 'failed', 'aborted'],
      help: 'How far it is.',
    }),
    by: wordKey({ column: 'o.requested_by', help: 'Who asked for it: `cli`, `schedule`, or a user.' }),
    rehearsal: choiceKey({
      column: 'o.is_rehearsal::text',
      choices: ['true', 'false'],
      help: 'Whether it changes nothing.',
    }),
    asked: timeKey({ column: 'o.created_at', help: 'When it was asked for.' }),
  },
};

/** An operation, without its report. */
export interface OperationRow {
  readonly id: bigint;
  readonly kind: string;
  readonly params: unknown;
  readonly isRehearsal: boolean;
  readonly status: string;
  readonly done: bigint;
  readonly total: bigint | null;
  readonly requestedBy: string;
  readonly createdAt: Date;
  readonly startedAt: Date | null;
  readonly finishedAt: Date | null;
  readonly abortAt: Date | null;
  /** A worker has it now, or had it when it was killed. */
  readonly leaseUntil: Date | null;
  readonly rehearsalId: bigint | null;
  readonly release: string | null;
  readonly error: string | null;
}

export const OPERATION_COLUMNS: Sql = sql`
  o.id, o.kind, o.params, o.is_rehearsal AS "isRehearsal", o.status::text AS status, o.done, o.total,
  o.requested_by AS "requestedBy", o.created_at AS "createdAt", o.started_at AS "startedAt", o.finished_at AS "finishedAt",
  o.abort_at AS "abortAt", o.lease_until AS "leaseUntil", o.rehearsal_id AS "rehearsalId", o.release, o.error`;

export interface OperationsRequest extends PageRequest {
  /** Only those that this user asked for. */
  readonly onlyUser?: string | undefined;
}

/** A page of operations, newest first. One statement. */
export async function listOperations(
  reader: Reader,
  filter: Filter,
  { onlyUser, ...request }: OperationsRequest = {},
): Promise<Page<OperationRow>> {
  const { where, orderBy } = pageClauses(request, { time: 'o.created_at', id: 'o.id', idType: 'bigint' });
  const ofUser = onlyUser === undefined ? sql`true` : sql`o.requested_by = ${onlyUser}`;
  const found = await reader.query<OperationRow>(sql`
    SELECT ${OPERATION_COLUMNS} FROM operations o
    WHERE ${filterCondition(filter)} AND ${ofUser} AND ${where} ${orderBy}`);
  return pageOf(found, request, ({ createdAt, id }) => ({ at: createdAt, id: String(id) }));
}
