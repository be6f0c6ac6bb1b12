import { isRecord } from '@payspool/events';
import { merchantReference, type MerchantReference } from '../contract/index.ts';

/**
 * The merchant's own id: `order_id` in the data that was given to the checkout. A checkout link carries it in its address
 * (`checkout[custom][order_id]`), where a buyer can change it (docs.lemonsqueezy.com/help/checkout/passing-custom-data).
 */
export const merchantRef = (custom: unknown): MerchantReference =>
  merchantReference({
    field: 'meta.custom_data.order_id',
    value: isRecord(custom) ? custom['order_id'] : undefined,
    writer: 'buyer',
  });
