import { isRecord } from '@payspool/events';
import { merchantReference, type MerchantReference } from '../contract/index.ts';

const orderIdOf = (metadata: unknown): unknown => (isRecord(metadata) ? metadata['order_id'] : undefined);

/** A session that was created by the API or in the dashboard comes from the merchant (payment-types lib/checkout-session.d.ts, `created_via`). */
const MERCHANT_MADE: ReadonlySet<unknown> = new Set(['api', 'dashboard']);

/**
 * A session's `client_reference_id`, else its `metadata.order_id`. A session from a payment link, or one of unknown origin, may
 * contain text that the buyer put into the link's URL.
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

/** `metadata.order_id` of an intent, invoice or subscription: it may be copied from a session, and does not say who wrote that. */
export const copiedReference = ({ metadata }: { readonly metadata?: unknown }): MerchantReference =>
  merchantReference({ field: 'metadata.order_id', value: orderIdOf(metadata), writer: 'buyer' });
