import { isRecord } from '@payspool/events';
import { merchantReference, type MerchantReference } from '../contract/index.ts';

const orderIdOf = (metadata: unknown): unknown => (isRecord(metadata) ? metadata['order_id'] : undefined);

/** Whoever creates a session by the API or in the dashboard is the merchant (payment-types lib/checkout-session.d.ts, `created_via`). */
const MERCHANT_MADE: ReadonlySet<unknown> = new Set(['api', 'dashboard']);

/**
 * A session's `client_reference_id`, else its `metadata.order_id`. A session that a buyer opened through a payment link, and one that
 * does not say who made it, may hold what the buyer put into the link's address.
 */
export function sessionReference(session: {
  readonly client_reference_id?: unknown;
  readonly metadata?: unknown;
  readonly payment_link_id?: unknown;
  readonly created_via?: unknown;
}): MerchantReference {
  const writer = !session.payment_link_id && MERCHANT_MADE.has(session.created_via) ? 'merchant' : 'buyer';
  return merchantReference(
    { field: 'client_reference_id', value: session.client_reference_id, writer },
    { field: 'metadata.order_id', value: orderIdOf(session.metadata), writer },
  );
}

/** `metadata.order_id` of an intent, invoice or subscription: it may be a copy of a session's, and does not say whose that was. */
export const copiedReference = ({ metadata }: { readonly metadata?: unknown }): MerchantReference =>
  merchantReference({ field: 'metadata.order_id', value: orderIdOf(metadata), writer: 'buyer' });
