import { isRecord } from '@payspool/events';
import { merchantReference, type MerchantReference } from '../contract/index.ts';

/**
 * The merchant's own id: the checkout's `request_id`, otherwise `order_id` in the metadata. Both are given when a checkout is created
 * with the API key. No page says that they cannot be given in the address of a payment link, so a buyer may have written them.
 */
export const merchantRef = (
  { request_id, metadata }: { readonly request_id?: unknown; readonly metadata?: unknown },
  name: string,
): MerchantReference =>
  merchantReference(
    { field: `${name}.request_id`, value: request_id, writer: 'buyer' },
    {
      field: `${name}.metadata.order_id`,
      value: isRecord(metadata) ? metadata['order_id'] : undefined,
      writer: 'buyer',
    },
  );
