import { Prisma } from '@payspool/db';

/** A reaction to put on the queue. */
export interface DueReaction {
  readonly outboxId: bigint;
  readonly consumer: string;
  readonly topic: string;
  /** `order stripe/default cs_1`. */
  readonly subject: string;
}

/** `order stripe/default cs_1`, of an `outbox` row. */
export const SUBJECT = Prisma.sql`
  outbox.aggregate_kind || ' ' || outbox.provider || '/' || outbox.account || ' ' || outbox.aggregate_ref AS subject`;

/** The columns of a reaction, from `reactions` and its `outbox` row. */
export const DUE_COLUMNS = Prisma.sql`
  reactions.outbox_id AS "outboxId", reactions.consumer, outbox.topic, ${SUBJECT}`;
