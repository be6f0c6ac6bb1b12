import { type Reader, sql } from '@payspool/db/reader';
import { OPERATION_COLUMNS, type OperationRow } from './list-operations.ts';

export interface OperationDetails extends OperationRow {
  readonly report: unknown;
  /** The operation that carried this rehearsal out; null if none did. */
  readonly carriedOutBy: bigint | null;
}

/** One operation with its report; `undefined` if there is none with this number. One statement. */
export async function findOperation(reader: Reader, id: bigint): Promise<OperationDetails | undefined> {
  const [found] = await reader.query<OperationDetails>(sql`
    SELECT ${OPERATION_COLUMNS}, o.report,
      (SELECT later.id FROM operations later WHERE later.request_key = 'rehearsal ' || o.id::text) AS "carriedOutBy"
    FROM operations o WHERE o.id = ${id}`);
  return found;
}
