import type { Database } from '@payspool/db';

/** Whom a transition is about, as far as the provider has told. */
export interface CustomerReference {
  /** Slug of the provider. */
  readonly provider: string;
  /** Merchant account. */
  readonly account: string;
  /** The provider's id of the customer. */
  readonly customerRef: string | null;
  /** The merchant's own id of the purchase, as it was given to the provider. */
  readonly merchantRef: string | null;
}

/** Where the mail goes. */
export interface Recipient {
  readonly email: string;
  readonly name?: string | undefined;
  /** BCP 47, for templates that speak more than one language. */
  readonly locale?: string | undefined;
}

interface ResolveContext {
  readonly db: Database;
  /** Aborted when the reaction has to end. */
  readonly signal: AbortSignal;
}

/** `undefined`: there is nobody to tell, and nothing is sent. What it throws is retried; no personal data in messages. */
export type ResolveCustomer = (
  customer: CustomerReference,
  context: ResolveContext,
) => Promise<Recipient | undefined>;

/**
 * Finds a customer's mail address. Payspool keeps none, so this is THE place to edit before mails can be sent: ask the
 * shop's own database, or its API, by the reference that it knows.
 *
 *     export const resolveCustomer: ResolveCustomer = async ({ merchantRef }, { signal }) => {
 *       const response = await fetch(`http://shop.internal/orders/${encodeURIComponent(merchantRef ?? '')}/buyer`, { signal });
 *       if (response.status === 404) return undefined;
 *       if (!response.ok) throw new Error(`the shop answered ${response.status}`);
 *       return Buyer.parse(await response.json()); // { email, name?, locale? }
 *     };
 */
export const resolveCustomer: ResolveCustomer = async () => undefined;
