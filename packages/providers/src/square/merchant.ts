import type { NamedMerchant } from '../contract/index.ts';
import { ANY_MERCHANT, isMerchantId, type SquareSettings } from './settings.ts';

/** Replaces an id that does not have the form of one and may contain any text. */
const MALFORMED = 'malformed';

/**
 * The merchant of an event, by its `merchant_id` (every event type of square-nodejs-sdk src/api/types has it). An application gets
 * the events of all sellers who have authorized it. If nothing is configured, every merchant counts as ours.
 *
 * @returns `undefined` if the event names no merchant, or, while nothing is configured, none that can be stored
 */
export function merchantOf(
  merchantId: unknown,
  { merchantId: own = [], connectedMerchants = [] }: Partial<SquareSettings>,
): NamedMerchant | undefined {
  if (merchantId === undefined || merchantId === null || merchantId === '') return undefined;
  if (typeof merchantId !== 'string' || !isMerchantId(merchantId))
    return own.length > 0 ? { ref: MALFORMED, is: 'other', setting: 'merchant_id' } : undefined;
  if (own.includes(merchantId)) return { ref: merchantId, is: 'ours' };
  if (connectedMerchants.includes(merchantId)) return { ref: merchantId, is: 'connected' };
  if (own.length === 0) return { ref: merchantId, is: 'ours' };
  if (connectedMerchants.includes(ANY_MERCHANT)) return { ref: merchantId, is: 'connected' };
  return { ref: merchantId, is: 'other', setting: 'connected_merchants' };
}
