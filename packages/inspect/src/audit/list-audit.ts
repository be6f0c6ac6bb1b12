import { type Reader, sql } from '@payspool/db/reader';
import {
  choiceKey,
  countKey,
  type Filter,
  filterCondition,
  type FilteredList,
  textKey,
  timeKey,
  wordKey,
} from '../filter/index.ts';
import { type Page, pageClauses, pageOf, type PageRequest } from '../page.ts';

/** The filter of the list of what people did. The statement names the table `a`. */
export const AUDIT_LIST: FilteredList = {
  name: 'audit',
  window: { key: 'at', value: '7d' },
  keys: {
    user: wordKey({ column: 'a.user_name', help: 'The name of the user.' }),
    action: wordKey({ column: 'a.action', help: 'What was done: `read-body`, `log-in*`.' }),
    outcome: choiceKey({
      column: 'a.outcome',
      choices: ['done', 'refused', 'failed'],
      help: 'Whether it was done.',
    }),
    subject: textKey({ column: 'a.subject', help: 'A part of what it was done to.' }),
    operation: countKey({ column: 'a.operation_id', help: 'The number of the operation.' }),
    ip: wordKey({ column: 'a.ip', help: 'The address from which the request came.' }),
    at: timeKey({ column: 'a.at', help: 'When it was done.' }),
  },
};

export interface AuditRow {
  readonly id: bigint;
  readonly at: Date;
  readonly userName: string;
  readonly via: string | null;
  readonly ip: string | null;
  readonly action: string;
  readonly subject: string | null;
  readonly operationId: bigint | null;
  readonly outcome: string;
  readonly reason: string | null;
}

export interface AuditRequest extends PageRequest {
  /** Only what this user did. */
  readonly onlyUser?: string | undefined;
}

/** A page of what people did, newest first. One statement. */
export async function listAudit(
  reader: Reader,
  filter: Filter,
  { onlyUser, ...request }: AuditRequest = {},
): Promise<Page<AuditRow>> {
  const { where, orderBy } = pageClauses(request, { time: 'a.at', id: 'a.id', idType: 'bigint' });
  const ofUser = onlyUser === undefined ? sql`true` : sql`a.user_name = ${onlyUser}`;
  const found = await reader.query<AuditRow>(sql`
    SELECT a.id, a.at, a.user_name AS "userName", a.via, a.ip, a.action, a.subject,
      a.operation_id AS "operationId", a.outcome, a.reason
    FROM audit a
    WHERE ${filterCondition(filter)} AND ${ofUser} AND ${where} ${orderBy}`);
  return pageOf(found, request, ({ at, id }) => ({ at, id: String(id) }));
}
