import type { Database } from '@payspool/db';
import { isTopic, type StoredRecord, type Topic } from '@payspool/events';
import { runSet, type SetEnding, type SetReaction, type SetResult } from '@payspool/reactions/ledger';
import type { Logger } from '@payspool/runtime';
import type { Consumer, MemberTransition, Reaction } from '../reactions/consumer.ts';
import { UnknownToReleaseError } from '../reactions/errors.ts';
import type { WorkerMetrics } from '../metrics.ts';
import { readPayload } from './read-payload.ts';

/** A consumer that reacts in sets. */
export type SetConsumer = Consumer & Required<Pick<Consumer, 'inSets'>>;

export const reactsInSets = (consumer: Consumer): consumer is SetConsumer => consumer.inSets !== undefined;

/** Maximum number of reactions in one transaction. A larger set takes longer and saves nothing per reaction. */
export const MAX_REACTIONS = 128;

/**
 * Runs the ready reactions of one consumer in one transaction, with one log line for each. Failed ones are not changed; they are returned as `alone`.
 */
export async function reactInSet(
  consumer: SetConsumer,
  {
    db,
    logger,
    metrics,
  }: { readonly db: Database; readonly logger: Logger; readonly metrics?: WorkerMetrics | undefined },
): Promise<SetResult> {
  const startedAt = performance.now();
  const abouts = new Map<bigint, object>();
  const result = await runSet(db, setReaction(consumer, { logger, abouts }), MAX_REACTIONS);
  const ms = performance.now() - startedAt;
  for (const ending of result.ended) report(ending, { consumer, ms, logger, metrics, abouts });
  if (result.ended.length > 0)
    metrics?.observe('payspool_reaction_set_size', { consumer: consumer.name }, result.ended.length);
  return result;
}

function setReaction(
  { name, on, inSets }: SetConsumer,
  { logger, abouts }: { readonly logger: Logger; readonly abouts: Map<bigint, object> },
): SetReaction<MemberTransition> {
  return {
    consumer: name,
    prepare: ({ outboxId: id, topic, payload, idempotencyKey, aggregateId, subject }) => {
      if (!isTopic(topic)) throw new UnknownToReleaseError(`the topic ${topic}`);
      const about = { transition: id.toString(), consumer: name, topic, subject };
      abouts.set(id, about);
      if ((on[topic] as Reaction<Topic> | undefined) === undefined) return undefined;
      return {
        topic,
        payload: readPayload(topic, payload),
        stored: payload as StoredRecord,
        idempotencyKey,
        id,
        aggregateId,
        get logger() {
          return logger.child(about);
        },
      };
    },
    write: inSets,
  };
}

function report(
  { outboxId, status, attempt }: SetEnding,
  {
    consumer: { name: consumer },
    ms,
    logger,
    metrics,
    abouts,
  }: {
    readonly consumer: SetConsumer;
    readonly ms: number;
    readonly logger: Logger;
    readonly metrics: WorkerMetrics | undefined;
    readonly abouts: ReadonlyMap<bigint, object>;
  },
): void {
  logger.info({ attempt, ms: Math.round(ms), outcome: status, ...abouts.get(outboxId) }, 'reaction');
  metrics?.count('payspool_reactions_total', { consumer, outcome: status });
  metrics?.observe('payspool_reaction_seconds', { consumer }, ms / 1000);
}
