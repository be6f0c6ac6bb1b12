import { DEFAULT_SCHEMA } from 'bullmq';
import type { Pool } from 'pg';
import type { QueueName } from '../names.ts';

/**
 * A statement that writes and takes back what it wrote, without an error in the server's log. It commits, so that it waits as a delivery
 * does: for the disk, and for a standby that has to have the commit. `metrics` is a table that BullMQ keeps a row or two in.
 * The other statements write no row: they are refused where our user may not write what an added job is made of.
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
 * A row of no size fits into a page that is there already, however full the disk is. Rows that exceed `work_mem` go to a temporary file,
 * a few hundred kilobytes, which is gone when the statement ends.
 */
const TAKES_SPACE = `SET LOCAL work_mem = '64kB';
  PERFORM count(*) FROM generate_series(1, 10000);`;

/** Rejects with what Postgres answers. */
export async function provePostgresWrite(
  pool: Pick<Pool, 'query'>,
  { queueName, thorough }: { readonly queueName: QueueName; readonly thorough: boolean },
): Promise<void> {
  await pool.query(proof(queueName, thorough ? TAKES_SPACE : ''));
}
