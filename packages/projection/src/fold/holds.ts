import type { PaymentFacts } from './payments.ts';

/**
 * How authorizations that are payments of their own bear on the captures that were made from them: of each, what was captured of it,
 * kept as sums.
 */
export interface Holds {
  /** Takes in a payment as it is now. Returns the authorizations whose captures this changed, by name. */
  readonly set: (name: string, facts: PaymentFacts | undefined) => readonly string[];
  /** Whether anything was captured from it, in the currency in which it was held, and nothing is left. */
  readonly isEmpty: (name: string) => boolean;
  /** What of an authorization that something was captured from may still be captured, less than nothing where it was exceeded; absent where nothing was. */
  readonly leftOf: (name: string) => bigint | undefined;
  /** Whether something says that it was captured from this, by the name that it uses. */
  readonly isNamed: (holdRef: string) => boolean;
}

interface Captured {
  minor: bigint;
  count: number;
}

export function createHolds(nameOf: (paymentRef: string) => string): Holds {
  const held = new Map<string, { readonly currency: string; readonly minor: bigint }>();
  /** Of each authorization what was captured from it, by currency. */
  const captured = new Map<string, Map<string, Captured>>();
  /** What each payment adds to that. */
  const captures = new Map<string, { readonly hold: string; readonly currency: string; readonly minor: bigint }>();
  const namedBy = new Map<string, string>();
  const named = new Map<string, number>();

  const add = (hold: string, currency: string, { minor, count }: Captured) => {
    const sums = captured.get(hold) ?? new Map<string, Captured>();
    captured.set(hold, sums);
    const before = sums.get(currency) ?? { minor: 0n, count: 0 };
    const after = { minor: before.minor + minor, count: before.count + count };
    if (after.count > 0) sums.set(currency, after);
    else sums.delete(currency);
  };
  const setNamed = (name: string, holdRef: string | undefined) => {
    const before = namedBy.get(name);
    if (before === holdRef) return;
    if (before !== undefined) named.set(before, (named.get(before) ?? 0) - 1);
    if (holdRef === undefined) namedBy.delete(name);
    else {
      namedBy.set(name, holdRef);
      named.set(holdRef, (named.get(holdRef) ?? 0) + 1);
    }
  };
  const leftOf = (name: string) => {
    const own = held.get(name);
    const sums = own && captured.get(name)?.get(own.currency);
    return own && sums ? own.minor - sums.minor : undefined;
  };

  return {
    set(name, facts) {
      if (facts?.held) held.set(name, { currency: facts.held.currency, minor: facts.held.amountMinor });
      else held.delete(name);
      setNamed(name, facts?.holdRef);
      const before = captures.get(name);
      const { holdRef, status, amount } = facts ?? {};
      const after =
        holdRef && amount && status === 'succeeded'
          ? { hold: nameOf(holdRef), currency: amount.currency, minor: amount.amountMinor }
          : undefined;
      if (!before && !after) return [];
      if (before) add(before.hold, before.currency, { minor: -before.minor, count: -1 });
      if (after) {
        add(after.hold, after.currency, { minor: after.minor, count: 1 });
        captures.set(name, after);
      } else captures.delete(name);
      return [before, after].flatMap((one) => one?.hold ?? []);
    },
    leftOf,
    isEmpty: (name) => (leftOf(name) ?? 1n) <= 0n,
    isNamed: (holdRef) => (named.get(holdRef) ?? 0) > 0,
  };
}
