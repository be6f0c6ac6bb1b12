import type { EventFacts } from '@payspool/events';

/** The facts of an object, and warnings about unknown statuses or invalid fields. */
export interface Said {
  readonly facts: readonly EventFacts[];
  /** Only ids, statuses and paths. */
  readonly warnings: readonly string[];
}

/** These facts, without a warning. */
export const saying = (...facts: readonly EventFacts[]): Said => ({ facts, warnings: [] });

/** Combines the facts in this order. */
export const together = (...said: readonly Said[]): Said => ({
  facts: said.flatMap(({ facts }) => facts),
  warnings: said.flatMap(({ warnings }) => warnings),
});

/**
 * The facts of the event's own object, then those of the included objects. An included object may repeat the same refund, dispute
 * or payment; the event's own object decides.
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
