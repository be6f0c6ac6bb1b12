import type { Attempt } from './forward-receiver.ts';
import type { Purchase } from './purchases.ts';

/** What a receiver was told of purchases that is not how they went. Of each transition its first acceptance counts. */
export function toldProblems(purchases: readonly Purchase[], attempts: readonly Attempt[]): string[] {
  const told = firstAcceptances(attempts);
  return purchases.flatMap((purchase) =>
    problemsOf(
      purchase,
      told.filter(({ ref }) => ref.includes(purchase.uid)),
    ),
  );
}

function firstAcceptances(attempts: readonly Attempt[]): Attempt[] {
  const first = new Map<string, Attempt>();
  for (const attempt of attempts)
    if (attempt.status < 300 && attempt.status > 0 && !first.has(attempt.id)) first.set(attempt.id, attempt);
  return [...first.values()];
}

function problemsOf({ uid, provider, expected }: Purchase, told: readonly Attempt[]): string[] {
  // Told of before it was known to be a part of something else, and taken back.
  const withdrawn = new Set(
    told.filter(({ topic }) => topic.endsWith('.withdrawn')).map(({ subject }) => subject),
  );
  const turns = told.filter(
    ({ subject, topic }) => !withdrawn.has(subject) && (topic === 'order.paid' || topic === 'order.refunded'),
  );
  const [order] = expected.orders;
  const expectedTurns = order
    ? order.refundedMinor === order.paidMinor
      ? 'order.paid order.refunded'
      : 'order.paid'
    : '';
  const heard = turns.map(({ topic }) => topic).join(' ');
  return heard === expectedTurns ? [] : [`${provider.slug} ${uid}: told "${heard}", not "${expectedTurns}"`];
}
