import type { EventFacts } from '@payspool/events';

/** What an object says: facts, and words or fields that were not understood. */
export interface Said {
  readonly facts: readonly EventFacts[];
  /** Ids, words and paths only. */
  readonly warnings: readonly string[];
}

/** These facts, without a warning. */
export const saying = (...facts: readonly EventFacts[]): Said => ({ facts, warnings: [] });

/** All that is said, in this order. */
export const together = (...said: readonly Said[]): Said => ({
  facts: said.flatMap(({ facts }) => facts),
  warnings: said.flatMap(({ warnings }) => warnings),
});

/**
 * What the event's own object says, then what stands beside it of others. The same refund, dispute or payment may stand there
 * again: the object that the event is about decides.
 */
export function besides(own: Said, ...others: readonly Said[]): Said {
  const subjects = new Set(own.facts.flatMap((fact) => subjectOf(fact) ?? []));
  const beside = together(...others);
  const facts = beside.facts.filter((fact) => !subjects.has(subjectOf(fact) ?? ''));
  return together(own, { facts, warnings: beside.warnings });
}

function subjectOf(fact: EventFacts): string | undefined {
  if ('refundRef' in fact) return `refund ${fact.refundRef}`;
  if ('disputeRef' in fact) return `dispute ${fact.disputeRef}`;
  if (!fact.type.startsWith('payment.') || fact.type === 'payment.linked') return undefined;
  return `payment ${'paymentRef' in fact ? fact.paymentRef : ''}`;
}
