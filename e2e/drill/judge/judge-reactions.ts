import type { Database } from '@payspool/db';
import type { Attempt } from '../../proof/forward-receiver.ts';
import { repeated } from './repeated.ts';

/**
 * Transitions without exactly one reaction per consumer: each must be in the outbox once, with one succeeded row per consumer,
 * and the receiver must have accepted each with one key and one body. A worker that died before it could record the result may
 * have sent it again; the key is there for this case.
 */
export async function reactionProblems(db: Database, attempts: readonly Attempt[]): Promise<string[]> {
  const [transitions, consumers, reactions] = await Promise.all([
    db.outbox.findMany(),
    db.reaction.findMany({ distinct: ['consumer'], select: { consumer: true } }),
    db.reaction.findMany({ include: { outbox: { select: { topic: true, aggregateRef: true } } } }),
  ]);
  const accepted = new Set(attempts.filter(({ status }) => status === 204).map(({ id }) => id));
  const bodies = new Map<string, string>();
  return [
    ...repeated(
      transitions.map(({ aggregateId, aggregateKind, aggregateRef, topic, occurrence }) =>
        [topic, occurrence, aggregateKind, aggregateRef, aggregateId].join(' '),
      ),
    ).map((transition) => `${transition} is in the outbox twice`),
    ...transitions
      .filter(({ idempotencyKey }) => !accepted.has(idempotencyKey))
      .map(({ topic, aggregateRef }) => `${topic} of ${aggregateRef} did not reach its receiver`),
    ...reactions
      .filter(({ status }) => status !== 'succeeded')
      .map(
        ({ consumer, status, outbox }) =>
          `${consumer} to ${outbox.topic} of ${outbox.aggregateRef} is ${status}`,
      ),
    ...repeated(reactions.map(({ outboxId, consumer }) => `${consumer} to ${outboxId}`)).map(
      (reaction) => `the reaction ${reaction} exists twice`,
    ),
    ...(consumers.length === 0 ? ['there are no reactions'] : []),
    ...attempts.flatMap(({ id, body, topic, ref }) => {
      const first = bodies.get(id) ?? body;
      bodies.set(id, first);
      return first === body ? [] : [`${topic} of ${ref} was sent in two versions with one key`];
    }),
  ];
}
