import { type Reader, sql } from '@payspool/db/reader';
import type { Logger } from '@payspool/runtime';

/** What somebody did, or tried to do. It holds ids, never values. */
export interface AuditEntry {
  /** A verb: `log-in`, `read-body`, `retry`, `replay`, `abort`. */
  readonly action: string;
  /** What it was done to: `stripe/default/evt_1`, `operation 7`. */
  readonly subject?: string | undefined;
  readonly operationId?: bigint | undefined;
  readonly outcome: 'done' | 'refused' | 'failed';
}

/** Who did it, and from where. */
export interface Actor {
  readonly name: string;
  readonly via: 'password' | 'proxy';
  readonly ip: string;
}

export type Audit = (entry: AuditEntry, actor: Actor, now: Date) => Promise<void>;

/** Writes each entry to the table `audit` and to the log. */
export function openAudit(reader: Reader, logger: Logger): Audit {
  return async ({ action, subject, operationId, outcome }, { name, via, ip }, now) => {
    logger.info(
      { action, subject, operationId: operationId?.toString(), outcome, user: name, via, ip },
      'audit',
    );
    await reader.query(sql`
      INSERT INTO audit (at, user_name, via, ip, action, subject, operation_id, outcome)
      VALUES (${now}, ${name}, ${via}, ${ip}, ${action}, ${subject?.slice(0, 1000) ?? null}, ${operationId ?? null}, ${outcome})`);
  };
}
