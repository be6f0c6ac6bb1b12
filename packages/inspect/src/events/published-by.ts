import { type Reader, sql } from '@payspool/db/reader';

export interface PublishedReaction {
  readonly consumer: string;
  readonly status: string;
  readonly attempts: number;
  readonly queuedAt: Date | null;
  readonly finishedAt: Date | null;
  /** The first line of the reason why the last attempt failed. */
  readonly error: string | null;
}

export interface PublishedTransition {
  readonly outboxId: bigint;
  readonly topic: string;
  readonly subjectKind: string;
  readonly subjectRef: string;
  /** How often this topic has been published for this subject, from 1. */
  readonly occurrence: number;
  readonly idempotencyKey: string;
  readonly createdAt: Date;
  /** When its reactions were written; null until then. */
  readonly dispatchedAt: Date | null;
  readonly reactions: readonly PublishedReaction[];
}

type Row = Omit<PublishedTransition, 'reactions'> & {
  [Name in keyof PublishedReaction]: PublishedReaction[Name] | null;
};

/** What was published because of an event, in the order of publishing. One statement. */
export async function publishedBy(
  reader: Reader,
  {
    provider,
    account,
    eventKey,
  }: { readonly provider: string; readonly account: string; readonly eventKey: string },
): Promise<PublishedTransition[]> {
  const rows = await reader.query<Row>(sql`
    SELECT o.id AS "outboxId", o.topic, o.aggregate_kind AS "subjectKind", o.aggregate_ref AS "subjectRef", o.occurrence,
      o.idempotency_key AS "idempotencyKey", o.created_at AS "createdAt", o.dispatched_at AS "dispatchedAt",
      r.consumer, r.status::text AS status, r.attempts, r.queued_at AS "queuedAt", r.finished_at AS "finishedAt",
      left(split_part(r.error, E'\\n', 1), 300) AS error
    FROM outbox o LEFT JOIN reactions r ON r.outbox_id = o.id
    WHERE o.event_key = ${eventKey} AND o.provider = ${provider} AND o.account = ${account}
    ORDER BY o.id, r.consumer LIMIT 500`);
  const byId = new Map<bigint, PublishedTransition & { reactions: PublishedReaction[] }>();
  for (const { consumer, status, attempts, queuedAt, finishedAt, error, ...transition } of rows) {
    const known = byId.get(transition.outboxId) ?? { ...transition, reactions: [] };
    byId.set(transition.outboxId, known);
    if (consumer !== null && status !== null)
      known.reactions.push({ consumer, status, attempts: attempts ?? 0, queuedAt, finishedAt, error });
  }
  return [...byId.values()];
}
