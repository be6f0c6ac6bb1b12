import type { PaymentFacts } from './payments.ts';

/** The sums of the captures of each authorization that is a payment of its own. */
export interface Authorizations {
  /** The amounts captured from each authorization, by name and currency. */
  readonly captured: Map<string, Captured[]>;
  /** The contribution of each payment, by name. */
  readonly captures: Map<string, Capture>;
  /** How many payments name this as their authorization, by the name that they use. */
  readonly named: Map<string, number>;
}

interface Captured {
  readonly currency: string;
  minor: bigint;
  count: number;
}
interface Capture {
  readonly authorizationRef: string;
  /** Absent if nothing was captured. */
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
 * Adds or replaces a payment. Returns the names of the authorizations whose captures changed.
 *
 * @param nameOf returns the main name of a payment that has several
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
 * Returns the amount of an authorization that may still be captured; negative if more was captured. Returns `undefined`
 * if nothing was captured in the currency of the authorization.
 */
export function leftOf(
  authorizations: Authorizations,
  name: string,
  held: PaymentFacts['held'],
): bigint | undefined {
  const own = held && authorizations.captured.get(name)?.find(({ currency }) => currency === held.currency);
  return own && own.count > 0 ? held.amountMinor - own.minor : undefined;
}

/** Whether a payment names this as its authorization, by the name that it uses. */
export const isAuthorization = ({ named }: Authorizations, ref: string): boolean => (named.get(ref) ?? 0) > 0;
