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

/** What takes another one back: as long as a refund is only known to be pending, a total that counts it is not believed. */
const TAKES_BACK: Readonly<Record<string, string>> = {
  'order.refund_reversed': 'order.refunded',
  'order.unpaid': 'order.paid',
};

/** Paid and refunded, in the order of telling, without what was taken back before it was told again. */
function turnsOf(topics: readonly string[]): string[] {
  const turns: string[] = [];
  for (const topic of topics) {
    if (topic === 'order.paid' || topic === 'order.refunded') turns.push(topic);
    const back = turns.lastIndexOf(TAKES_BACK[topic] ?? '');
    if (back >= 0) turns.splice(back, 1);
  }
  return turns;
}

function problemsOf({ uid, provider, expected }: Purchase, told: readonly Attempt[]): string[] {
  // Told of before it was known to be a part of something else, and taken back.
  const withdrawn = new Set(
    told.filter(({ topic }) => topic.endsWith('.withdrawn')).map(({ subject }) => subject),
  );
  const topics = told.flatMap(({ subject, topic }) => (withdrawn.has(subject) ? [] : [topic]));
  const [order] = expected.orders;
  const expectedTurns = order
    ? order.refundedMinor === order.paidMinor
      ? 'order.paid order.refunded'
      : 'order.paid'
    : '';
  const heard = turnsOf(topics).join(' ');
  return heard === expectedTurns ? [] : [`${provider.slug} ${uid}: told "${heard}", not "${expectedTurns}"`];
}
