import type { FoundTransition } from '@payspool/reactions/ledger';

/** `2026-01-31T12:00:00.000Z  17  order.paid  order stripe/default cs_1`, with the occurrence if it is not the first. */
export function describeTransition(transition: FoundTransition): string {
  const { id, topic, provider, account, aggregateKind, aggregateRef, occurrence, createdAt } = transition;
  const time = occurrence > 1 ? ` (time ${occurrence})` : '';
  return `${createdAt.toISOString()}  ${id}  ${topic}${time}  ${aggregateKind} ${provider}/${account} ${aggregateRef}`;
}

/** `forward:crm queued, 3 attempts: answered 503` */
export function describeReaction(reaction: FoundTransition['reactions'][number]): string {
  const { consumer, status, attempts, error } = reaction;
  const tries = `${attempts} attempt${attempts === 1 ? '' : 's'}`;
  return `${consumer} ${status}, ${tries}${error ? `: ${error}` : ''}`;
}
