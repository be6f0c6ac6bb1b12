import { empty, type Reader, sql, type Sql } from '@payspool/db/reader';
import type { OperationKindName } from './names.ts';
import { REQUEST_PARAMS } from './params.ts';

export interface OperationRequest {
  readonly kind: OperationKindName;
  /** What `REQUEST_PARAMS` of the kind allows. */
  readonly params: unknown;
  readonly isRehearsal: boolean;
  /** The name of the user. */
  readonly requestedBy: string;
  /** Made with the form. The same key again gives the same operation. */
  readonly requestKey: string;
}

export interface RequestedOperation {
  readonly id: bigint;
  /** `false` if the form was sent before. */
  readonly isNew: boolean;
}

/**
 * Asks for an operation, which a worker begins within seconds. The last event, purchase or transition that counts is fixed now.
 *
 * @throws {z.ZodError} if the parameters are not those of the kind
 */
export async function requestOperation(
  reader: Reader,
  { kind, params, isRehearsal, requestedBy, requestKey }: OperationRequest,
): Promise<RequestedOperation> {
  const json = JSON.stringify(REQUEST_PARAMS[kind].parse(params));
  return insertOnce(
    reader,
    requestKey,
    sql`
    INSERT INTO operations (kind, params, is_rehearsal, requested_by, request_key)
    VALUES (${kind}, ${json}::jsonb || ${lastOf(kind)}, ${isRehearsal}, ${requestedBy}, ${requestKey})
    ON CONFLICT (request_key) DO NOTHING RETURNING id`,
  );
}

/** A rehearsal may be carried out for this long after it ended, minutes. */
export const REHEARSAL_MINUTES = 15;

/** Why a rehearsal cannot be carried out. The message is for a person. */
export class OperationRefusedError extends Error {
  readonly code = 'operation_refused';
  override readonly name = 'OperationRefusedError';
}

/**
 * Asks for the operation that was rehearsed, over the same set. A rehearsal is carried out once; asking again gives the same operation.
 *
 * @param release that of this process: a worker of another release could do something else than the rehearsal has shown
 * @throws {OperationRefusedError} if it is not a rehearsal that is done, is older than 15 minutes, or was made with another release
 */
export async function requestRehearsed(
  reader: Reader,
  {
    of,
    requestedBy,
    release,
  }: { readonly of: bigint; readonly requestedBy: string; readonly release: string },
): Promise<RequestedOperation> {
  const [rehearsal] = await reader.query<Rehearsal>(sql`
    SELECT is_rehearsal AS "isRehearsal", status::text AS status, release,
      finished_at < now() - make_interval(mins => ${REHEARSAL_MINUTES}) AS "isOld",
      (SELECT later.id FROM operations later WHERE later.request_key = ${keyOf(of)}) AS "doneBy"
    FROM operations WHERE id = ${of}`);
  if (rehearsal?.doneBy) return { id: rehearsal.doneBy, isNew: false };
  const refusal = refusalOf(rehearsal, release);
  if (refusal !== undefined) throw new OperationRefusedError(refusal);
  return insertOnce(
    reader,
    keyOf(of),
    sql`
    INSERT INTO operations (kind, params, is_rehearsal, requested_by, request_key, rehearsal_id)
    SELECT kind, params, false, ${requestedBy}, ${keyOf(of)}, id FROM operations WHERE id = ${of}
    ON CONFLICT (request_key) DO NOTHING RETURNING id`,
  );
}

interface Rehearsal {
  readonly isRehearsal: boolean;
  readonly status: string;
  readonly release: string | null;
  readonly isOld: boolean | null;
  readonly doneBy: bigint | null;
}

const keyOf = (rehearsal: bigint): string => `rehearsal ${rehearsal}`;

/** Why a rehearsal cannot be carried out; `undefined` if it can. */
export function refusalOf(
  rehearsal: Omit<Rehearsal, 'doneBy'> | undefined,
  release: string,
): string | undefined {
  if (!rehearsal) return 'There is no operation with this number.';
  if (!rehearsal.isRehearsal) return 'This operation is not a rehearsal.';
  if (rehearsal.status !== 'done')
    return `The rehearsal is ${rehearsal.status}. Only one that is done can be carried out.`;
  if (rehearsal.isOld)
    return `The rehearsal is older than ${REHEARSAL_MINUTES} minutes, and the data may have changed. Rehearse it again.`;
  if (rehearsal.release !== release)
    return `The rehearsal was made with release ${rehearsal.release ?? 'unknown'}, and this is release ${release}. Rehearse it again.`;
  return undefined;
}

/** Asks an operation to stop before its next step. One that no process has begun is aborted by the next worker. */
export async function requestAbort(reader: Reader, id: bigint): Promise<boolean> {
  const asked = await reader.query(sql`
    UPDATE operations SET abort_at = coalesce(abort_at, now())
    WHERE id = ${id} AND status IN ('waiting', 'running') RETURNING id`);
  return asked.length > 0;
}

/** The table whose last row is the end of the set, by the kind. */
const TABLES: Partial<Readonly<Record<OperationKindName, Sql>>> = {
  retry: sql`events`,
  replay: sql`events`,
  rebuild: sql`aggregates`,
  react: sql`outbox`,
};

function lastOf(kind: OperationKindName): Sql {
  const table = TABLES[kind] ?? empty;
  if (table === empty) return sql`'{}'::jsonb`;
  return sql`jsonb_build_object('upTo', (SELECT coalesce(max(id), 0)::text FROM ${table}))`;
}

async function insertOnce(reader: Reader, key: string, insert: Sql): Promise<RequestedOperation> {
  const [inserted] = await reader.query<{ id: bigint }>(insert);
  if (inserted) return { id: inserted.id, isNew: true };
  const [earlier] = await reader.query<{ id: bigint }>(
    sql`SELECT id FROM operations WHERE request_key = ${key}`,
  );
  if (!earlier) throw new Error(`the operation of the form ${key} was removed`);
  return { id: earlier.id, isNew: false };
}
