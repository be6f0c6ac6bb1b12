import { isRecord } from '@payspool/events';
import { merchantReference, type MerchantReference } from '../contract/index.ts';

/**
 * `custom_data.order_id`. A buyer can write it: Paddle.js sets custom data in the browser, and replaces data that the API wrote
 * (developer.paddle.com/changelog/2025/update-checkout-custom-data). A subscription and its later transactions get copies of it.
 */
export const merchantRef = (customData: unknown): MerchantReference =>
  merchantReference({
    field: 'custom_data.order_id',
    value: isRecord(customData) ? customData['order_id'] : undefined,
    writer: 'buyer',
  });
