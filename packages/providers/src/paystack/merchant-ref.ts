import { isRecord } from '@payspool/events';
import { merchantReference, type MerchantReference } from '../contract/index.ts';

/** Maximum length of `metadata` that is read as JSON text. */
const MOST_TEXT = 65_536;

/**
 * The merchant's own id of a transaction: `metadata.order_id`, otherwise the `reference`. Both may be set in the buyer's browser
 * (paystack.com/docs/developer-tools/inlinejs), and Paystack makes a reference if the merchant does not.
 */
export const merchantRefOf = ({
  metadata,
  reference,
}: {
  readonly metadata: unknown;
  /** Absent if Paystack itself made the transaction, as for a renewal. */
  readonly reference?: string | undefined;
}): MerchantReference =>
  merchantReference(
    { field: 'metadata.order_id', value: objectIn(metadata)?.['order_id'], writer: 'buyer' },
    { field: 'reference', value: reference, writer: 'buyer' },
  );

/** `metadata` is an object, its JSON text, or one of `""`, `0` and `null` if there is none. */
function objectIn(metadata: unknown): Readonly<Record<string, unknown>> | undefined {
  if (isRecord(metadata)) return metadata;
  if (typeof metadata !== 'string' || !metadata.startsWith('{') || metadata.length > MOST_TEXT)
    return undefined;
  try {
    const read: unknown = JSON.parse(metadata);
    return isRecord(read) ? read : undefined;
  } catch {
    return undefined;
  }
}
