import type { PaymentFacts } from './payments.ts';

/**
 * How authorizations that are payments of their own bear on the captures that were made from them: of each, what was captured of it,
 * kept as sums.
 */
export interface Authorizations {
  /** Of each authorization, by name, what was captured from it in each currency. */
  readonly captured: Map<string, Captured[]>;
  /** What each payment adds to that, by name. */
  readonly captures: Map<string, Capture>;
  /** How many payments say that they were captured from this, by the name that they use. */
  readonly named: Map<string, number>;
}

interface Captured {
  readonly currency: string;
  minor: bigint;
  count: number;
}
interface Capture {
  readonly authorizationRef: string;
  /** Absent where nothing was captured. */
  readonly of:
    | { readonly authorization: string; readonly currency: string; readonly minor: bigint }
    | undefined;
}

export const noAuthorizations = (): Authorizations => ({
  captured: new Map(),
  captures: new Map(),
  named: new Map(),
});

/**
 * Takes in a payment as it is now. Returns the authorizations whose captures this changed, by name.
 *
 * @param nameOf the one name of a payment that has several
 */
export function setCapture(
  { captured, captures, named }: Authorizations,
  name: string,
  { facts, nameOf }: { readonly facts: PaymentFacts | undefined; readonly nameOf: (ref: string) => string },
): readonly string[] {
  const before = captures.get(name);
  const after = captureOf(facts, nameOf);
  if (!before && !after) return [];
  if (before) {
    named.set(before.authorizationRef, (named.get(before.authorizationRef) ?? 0) - 1);
    if (before.of) add(captured, before.of, -1);
  }
  if (after) {
    named.set(after.authorizationRef, (named.get(after.authorizationRef) ?? 0) + 1);
    if (after.of) add(captured, after.of, 1);
    captures.set(name, after);
  } else captures.delete(name);
  return [before, after].flatMap((one) => one?.of?.authorization ?? []);
}

function captureOf(facts: PaymentFacts | undefined, nameOf: (ref: string) => string): Capture | undefined {
  if (!facts?.authorizationRef) return undefined;
  const { authorizationRef, status, amount } = facts;
  if (!amount || status !== 'succeeded') return { authorizationRef, of: undefined };
  return {
    authorizationRef,
    of: { authorization: nameOf(authorizationRef), currency: amount.currency, minor: amount.amountMinor },
  };
}

function add(
  captured: Map<string, Captured[]>,
  { authorization, currency, minor }: NonNullable<Capture['of']>,
  sign: 1 | -1,
): void {
  const sums = captured.get(authorization) ?? [];
  captured.set(authorization, sums);
  const own = sums.find((one) => one.currency === currency);
  if (own) {
    own.minor += sign === 1 ? minor : -minor;
    own.count += sign;
  } else sums.push({ currency, minor, count: 1 });
}

/**
 * What of an authorization may still be captured, less than nothing where it was exceeded; absent where nothing was captured in the
 * currency in which it was held.
 */
export function leftOf(
  authorizations: Authorizations,
  name: string,
  held: PaymentFacts['held'],
): bigint | undefined {
  const own = held && authorizations.captured.get(name)?.find(({ currency }) => currency === held.currency);
  return own && own.count > 0 ? held.amountMinor - own.minor : undefined;
}

/** Whether something says that it was captured from this, by the name that it uses. */
export const isAuthorization = ({ named }: Authorizations, ref: string): boolean => (named.get(ref) ?? 0) > 0;
