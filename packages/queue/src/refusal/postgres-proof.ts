import { DEFAULT_SCHEMA } from 'bullmq';
import type { Pool } from 'pg';
import type { QueueName } from '../names.ts';

/**
 * A statement that writes and undoes its write, without an error in the server's log. It commits, so that it waits like a delivery: for the
 * disk, and for a standby that must have the commit. `metrics` is a table in which BullMQ keeps one or two rows. The other statements write
 * no row: they fail if our user lacks a permission that adding a job needs.
 *
 * https://www.postgresql.org/docs/current/plpgsql-control-structures.html#PLPGSQL-ERROR-TRAPPING
 */
const proof = (queueName: QueueName, more: string) => `DO $$
BEGIN
  INSERT INTO ${DEFAULT_SCHEMA}.job SELECT * FROM ${DEFAULT_SCHEMA}.job WHERE false;
  INSERT INTO ${DEFAULT_SCHEMA}.dedup SELECT * FROM ${DEFAULT_SCHEMA}.dedup WHERE false;
  INSERT INTO ${DEFAULT_SCHEMA}.event SELECT * FROM ${DEFAULT_SCHEMA}.event WHERE false;
  ${more}
  BEGIN
    INSERT INTO ${DEFAULT_SCHEMA}.metrics (queue, kind) VALUES ('${queueName}', 'proof ' || gen_random_uuid());
    RAISE EXCEPTION USING ERRCODE = 'PS001';
  EXCEPTION WHEN SQLSTATE 'PS001' THEN NULL;
  END;
END $$`;

/**
 * A small row fits into an existing page even if the disk is full. Therefore this also sorts rows that exceed `work_mem`. They go to a
 * temporary file of a few hundred kilobytes, which is deleted when the statement ends.
 */
const TAKES_SPACE = `SET LOCAL work_mem = '64kB';
  PERFORM count(*) FROM generate_series(1, 10000);`;

/** Rejects with the error of Postgres. */
export async function provePostgresWrite(
  pool: Pick<Pool, 'query'>,
  { queueName, thorough }: { readonly queueName: QueueName; readonly thorough: boolean },
): Promise<void> {
  await pool.query(proof(queueName, thorough ? TAKES_SPACE : ''));
}
