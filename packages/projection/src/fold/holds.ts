import type { PaymentFacts } from './payments.ts';

/** How an authorization that is a payment of its own bears on it and on the captures that were made from it. */
export interface Hold {
  /** All that was held has been captured: it is no payment any more beside its captures. */
  readonly isUsedUp: (name: string) => boolean;
  /** Whether a payment is one of the captures that used up what they were made from. Nothing further can come of that. */
  readonly isOfUsedUp: (facts: PaymentFacts) => boolean;
  /** What a final capture, which has taken the place of its authorization, let go of it. In its own minor units. */
  readonly releasedBy: (name: string) => bigint;
  /** What of an authorization that something was captured from may still be captured; absent where nothing was. */
  readonly openOf: (name: string) => bigint | undefined;
}

export function holdsOf(
  payments: ReadonlyMap<string, PaymentFacts>,
  nameOf: (paymentRef: string) => string,
): Hold {
  const left = leftOfHolds(payments, nameOf);
  const isEmpty = (name: string) => (left.get(name) ?? 1n) <= 0n;
  return {
    isUsedUp: (name) => isEmpty(name) && payments.get(name)?.status !== 'succeeded',
    isOfUsedUp: ({ holdRef }) => holdRef !== undefined && isEmpty(nameOf(holdRef)),
    releasedBy: (name) => {
      const released = payments.get(name)?.status === 'succeeded' ? left.get(name) : undefined;
      return released !== undefined && released > 0n ? released : 0n;
    },
    openOf: (name) => left.get(name),
  };
}

/** Of each authorization that something was captured from, what was held less what was captured: less than nothing where it was exceeded. */
function leftOfHolds(
  payments: ReadonlyMap<string, PaymentFacts>,
  nameOf: (paymentRef: string) => string,
): ReadonlyMap<string, bigint> {
  const left = new Map<string, bigint>();
  for (const { holdRef, status, amount } of payments.values()) {
    if (!holdRef || !amount || status !== 'succeeded') continue;
    const name = nameOf(holdRef);
    const held = payments.get(name)?.held;
    if (held?.currency === amount.currency)
      left.set(name, (left.get(name) ?? held.amountMinor) - amount.amountMinor);
  }
  return left;
}
