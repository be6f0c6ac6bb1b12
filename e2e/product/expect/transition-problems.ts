import type { Attempt } from '../stack/forward-receiver.ts';
import type { Purchase } from './purchases.ts';

/** The differences between the transitions that a receiver got and the real course of purchases. The first acceptance of each transition counts. */
export function transitionProblems(purchases: readonly Purchase[], attempts: readonly Attempt[]): string[] {
  const accepted = firstAcceptances(attempts);
  return purchases.flatMap((purchase) =>
    problemsOf(
      purchase,
      accepted.filter(({ ref }) => isOf(purchase, ref)),
    ),
  );
}

/** Some providers' ids are numbers, which do not contain the copy's id. */
const isOf = ({ uid, expected: { orders, subscriptions } }: Purchase, ref: string): boolean =>
  ref.includes(uid) ||
  orders.some(({ orderRef }) => orderRef === ref) ||
  subscriptions.some(({ subscriptionRef }) => subscriptionRef === ref);

function firstAcceptances(attempts: readonly Attempt[]): Attempt[] {
  const first = new Map<string, Attempt>();
  for (const attempt of attempts)
    if (attempt.status < 300 && attempt.status > 0 && !first.has(attempt.id)) first.set(attempt.id, attempt);
  return [...first.values()];
}

/** The topics that correct another one: while a refund is only known as pending, a total that includes it is not used. */
const TAKES_BACK: Readonly<Record<string, string>> = {
  'order.refund_reversed': 'order.refunded',
  'order.unpaid': 'order.paid',
};

/** Paid and refunded, in the order of publishing, without transitions that were corrected before they were published again. */
function turnsOf(topics: readonly string[]): string[] {
  const turns: string[] = [];
  for (const topic of topics) {
    if (topic === 'order.paid' || topic === 'order.refunded') turns.push(topic);
    const back = turns.lastIndexOf(TAKES_BACK[topic] ?? '');
    if (back >= 0) turns.splice(back, 1);
  }
  return turns;
}

function problemsOf({ uid, provider, expected }: Purchase, accepted: readonly Attempt[]): string[] {
  // Published before it was known to belong to another purchase, and then withdrawn.
  const withdrawn = new Set(
    accepted.filter(({ topic }) => topic.endsWith('.withdrawn')).map(({ subject }) => subject),
  );
  const topics = accepted.flatMap(({ subject, topic }) => (withdrawn.has(subject) ? [] : [topic]));
  const [order] = expected.orders;
  const expectedTurns = order
    ? order.refundedMinor + order.chargedBackMinor === order.paidMinor
      ? 'order.paid order.refunded'
      : 'order.paid'
    : '';
  const turns = turnsOf(topics).join(' ');
  return turns === expectedTurns ? [] : [`${provider.slug} ${uid}: sent "${turns}", not "${expectedTurns}"`];
}
