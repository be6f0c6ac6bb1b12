import { isRecord } from '@payspool/events';
import { merchantReference, type MerchantReference } from '../contract/index.ts';

/**
 * Metadata of a checkout is copied to its order and subscription. The merchant writes it by the API or in a checkout link. A buyer
 * can write `reference_id` and `utm_…`, which a checkout link takes from its URL, and nothing else (polarsource/polar
 * server/polar/checkout_link/endpoints.py).
 */
export const merchantRef = (metadata: unknown): MerchantReference => {
  const fields = isRecord(metadata) ? metadata : {};
  return merchantReference(
    { field: 'metadata.order_id', value: fields['order_id'], writer: 'merchant' },
    { field: 'metadata.reference_id', value: fields['reference_id'], writer: 'buyer' },
  );
};
