import type { CanonicalEvent } from '@payspool/events';
import { textsIn } from './personal-data.ts';

/** The references that connect a purchase's events. */
const CONNECTING = /^(order|payment|invoice|refund|dispute|subscription)(Ref|Aliases)$/;

/** The references of events in groups: references that one event names belong together. */
export const connectedReferences = (events: readonly CanonicalEvent[]): readonly ReadonlySet<string>[] =>
  events.reduce<readonly ReadonlySet<string>[]>((groups, event) => {
    const named = Object.entries(event).flatMap(([field, value]) =>
      CONNECTING.test(field) ? textsIn(value) : [],
    );
    const touched = groups.filter((group) => named.some((reference) => group.has(reference)));
    const merged = new Set([...named, ...touched.flatMap((group) => [...group])]);
    return [...groups.filter((group) => !touched.includes(group)), merged];
  }, []);

/** The sum of the amounts of all payments, refunds or disputes with this type, each counted once, in minor units. */
export function total(
  events: readonly CanonicalEvent[],
  {
    type,
    ref,
    currency,
  }: { readonly type: CanonicalEvent['type']; readonly ref: string; readonly currency: string },
): bigint {
  const amounts = new Map<unknown, bigint>();
  for (const event of events) {
    if (event.type !== type || !('amount' in event) || event.amount?.currency !== currency) continue;
    amounts.set((event as Record<string, unknown>)[ref], event.amount.amountMinor);
  }
  return sum(amounts);
}

/** The refunded amount in minor units: the sum of the single refunds, or of the totals that payments state. */
export function refundedTotal(events: readonly CanonicalEvent[], currency: string): bigint {
  const single = total(events, { type: 'refund.succeeded', ref: 'refundRef', currency });
  const stated = new Map<unknown, bigint>();
  for (const event of events) {
    if (event.type === 'payment.succeeded' && event.amountRefundedMinor !== undefined)
      stated.set(event.paymentRef, event.amountRefundedMinor);
  }
  return single > sum(stated) ? single : sum(stated);
}

/** The status that the last event of a subscription states. */
export const statusOf = (events: readonly CanonicalEvent[], subscriptionRef: string): unknown =>
  events
    .flatMap((event) =>
      'status' in event && event.status && event.subscriptionRef === subscriptionRef ? [event.status] : [],
    )
    .at(-1);

const sum = (amounts: ReadonlyMap<unknown, bigint>): bigint =>
  [...amounts.values()].reduce((all, amount) => all + amount, 0n);
