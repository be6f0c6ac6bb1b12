import { isRecord } from '@payspool/events';
import { merchantReference, type MerchantReference } from '../contract/index.ts';

/**
 * `metadata.order_id` or `metadata.orderId`, as in the documentation's own examples (api-reference/metadata and
 * developer-resources/integration-guide). It counts as written by the buyer: the address of a static payment link can carry
 * `metadata_orderId`, and the body does not show how the purchase was started.
 */
export const merchantRef = (metadata: unknown): MerchantReference =>
  merchantReference(
    ...['order_id', 'orderId'].map((key) => ({
      field: `metadata.${key}`,
      value: isRecord(metadata) ? metadata[key] : undefined,
      writer: 'buyer' as const,
    })),
  );
