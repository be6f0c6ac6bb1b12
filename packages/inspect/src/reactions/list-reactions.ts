import { type Reader, sql } from '@payspool/db/reader';
import { type Filter, filterCondition } from '../filter/index.ts';
import { type Page, PAGE_SIZE, pageOf, type PageRequest } from '../page.ts';
import { inScope, type Scope } from '../scope.ts';
import type { ReactionStatus } from './reaction-filter.ts';

/** The work of one consumer for one transition. */
export interface Reaction {
  /** The number of the transition. */
  readonly outboxId: bigint;
  readonly consumer: string;
  readonly status: ReactionStatus;
  /** Attempts that have begun. */
  readonly attempts: number;
  readonly queuedAt: Date | null;
  readonly startedAt: Date | null;
  readonly finishedAt: Date | null;
  /** Why the last attempt failed. */
  readonly error: string | null;
  readonly topic: string;
  readonly provider: string;
  readonly account: string;
  /** What the transition is about: `order`, `payment`, `subscription` or `refund`, and its reference. */
  readonly subjectKind: string;
  readonly subjectRef: string;
  /** When the transition was published. */
  readonly publishedAt: Date;
}

/** The transition of a reaction. */
export interface Transition {
  readonly occurrence: number;
  readonly idempotencyKey: string;
  /** Key of the event that caused it; empty if a replay did. */
  readonly eventKey: string;
  readonly payload: unknown;
  readonly dispatchedAt: Date | null;
  readonly deliveredAt: Date | null;
}

const COLUMNS = sql`
  r.outbox_id AS "outboxId", r.consumer, r.status::text, r.attempts, r.queued_at AS "queuedAt", r.started_at AS "startedAt",
  r.finished_at AS "finishedAt", r.error, o.topic, o.provider, o.account, o.aggregate_kind AS "subjectKind",
  o.aggregate_ref AS "subjectRef", o.created_at AS "publishedAt"`;

/** Reactions that match a filter of `REACTION_LIST`, the transition that was published last first. */
export async function listReactions(
  reader: Reader,
  filter: Filter,
  { scope = 'all', ...request }: PageRequest & { readonly scope?: Scope } = {},
): Promise<Page<Reaction>> {
  const { older, newer, limit = PAGE_SIZE } = request;
  const place = newer ?? older;
  const [, id = '0', consumer = ''] = /^(\d{1,18})\/(.*)$/s.exec(place?.id ?? '') ?? [];
  const beyond = newer
    ? sql`(r.outbox_id, r.consumer) > (${id}::bigint, ${consumer})`
    : sql`(r.outbox_id, r.consumer) < (${id}::bigint, ${consumer})`;
  const order = newer ? sql`r.outbox_id, r.consumer` : sql`r.outbox_id DESC, r.consumer DESC`;
  const rows = await reader.query<Reaction>(sql`
    SELECT ${COLUMNS} FROM reactions r JOIN outbox o ON o.id = r.outbox_id
    WHERE ${filterCondition(filter)} AND ${inScope(scope, 'o')} AND ${place ? beyond : sql`true`} ORDER BY ${order} LIMIT ${limit + 1}`);
  return pageOf(rows, request, (row) => ({ at: row.publishedAt, id: `${row.outboxId}/${row.consumer}` }));
}

/** One reaction with its transition, and the reactions of other consumers to the same transition; `undefined` if there is none. */
export async function findReaction(
  reader: Reader,
  { outboxId, consumer }: Pick<Reaction, 'outboxId' | 'consumer'>,
): Promise<
  | {
      readonly reaction: Reaction;
      readonly transition: Transition;
      readonly others: readonly Pick<Reaction, 'consumer' | 'status' | 'attempts'>[];
    }
  | undefined
> {
  const rows = await reader.query<Reaction & Transition>(sql`
    SELECT ${COLUMNS}, o.occurrence, o.idempotency_key AS "idempotencyKey", o.event_key AS "eventKey", o.payload,
      o.dispatched_at AS "dispatchedAt", o.delivered_at AS "deliveredAt"
    FROM reactions r JOIN outbox o ON o.id = r.outbox_id WHERE r.outbox_id = ${outboxId} ORDER BY r.consumer`);
  const found = rows.find((row) => row.consumer === consumer);
  if (!found) return undefined;
  const { occurrence, idempotencyKey, eventKey, payload, dispatchedAt, deliveredAt, ...reaction } = found;
  const others = rows
    .filter((row) => row !== found)
    .map(({ consumer: name, status, attempts }) => ({ consumer: name, status, attempts }));
  return {
    reaction,
    transition: { occurrence, idempotencyKey, eventKey, payload, dispatchedAt, deliveredAt },
    others,
  };
}
