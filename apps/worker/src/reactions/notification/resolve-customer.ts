import type { Database } from '@payspool/db';

/** The customer of a transition, as far as the provider names one. */
export interface CustomerReference {
  /** Slug of the provider. */
  readonly provider: string;
  /** Merchant account. */
  readonly account: string;
  /** The provider's id of the customer. */
  readonly customerRef: string | null;
  /** The merchant's own id of the purchase, as you sent it to the provider. */
  readonly merchantRef: string | null;
}

/** The recipient of the mail. */
export interface Recipient {
  readonly email: string;
  readonly name?: string | undefined;
  /** A BCP 47 tag, for templates in more than one language. */
  readonly locale?: string | undefined;
}

interface ResolveContext {
  readonly db: Database;
  /** Aborted when the reaction must end. */
  readonly signal: AbortSignal;
}

/** `undefined`: there is no recipient, and nothing is sent. A thrown error is retried; its message must not contain personal data. */
export type ResolveCustomer = (
  customer: CustomerReference,
  context: ResolveContext,
) => Promise<Recipient | undefined>;

/**
 * Finds a customer's mail address. Payspool stores none, so you must edit this function before mails can be sent: ask the
 * database or API of your shop by the reference that it knows.
 *
 *     export const resolveCustomer: ResolveCustomer = async ({ merchantRef }, { signal }) => {
 *       const response = await fetch(`http://shop.internal/orders/${encodeURIComponent(merchantRef ?? '')}/buyer`, { signal });
 *       if (response.status === 404) return undefined;
 *       if (!response.ok) throw new Error(`the shop answered ${response.status}`);
 *       return Buyer.parse(await response.json()); // { email, name?, locale? }
 *     };
 */
export const resolveCustomer: ResolveCustomer = async () => undefined;
