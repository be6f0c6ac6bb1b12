import { isRecord } from '@payspool/events';
import { merchantReference, type MerchantReference, type ReferenceField } from '../contract/index.ts';

/**
 * The merchant's own id: an order's `orderNumber`, or the `metadata` of a payment or subscription. Both are written with the secret
 * API key ("Provide any data you like, for example a string or a JSON object", docs.mollie.com/reference/create-payment), so the
 * merchant writes them. The metadata of a subscription is copied to its payments.
 */
export function merchantRef({
  orderNumber,
  metadata,
}: {
  readonly orderNumber?: unknown;
  readonly metadata?: unknown;
}): MerchantReference {
  const fields = metadataFields(metadata);
  return merchantReference(
    { field: 'orderNumber', value: orderNumber, writer: 'merchant' },
    ...fields.map(([field, value]): ReferenceField => ({ field, value: asText(value), writer: 'merchant' })),
  );
}

/** The usual names of an order's id. A metadata that is a plain text is an id itself. */
const NAMES = ['order_id', 'orderId', 'order'];

function metadataFields(metadata: unknown): readonly (readonly [field: string, value: unknown])[] {
  // Some examples of the documentation have JSON in a text: "{\"order_id\":12345}".
  const read = typeof metadata === 'string' ? (objectIn(metadata) ?? metadata) : metadata;
  if (!isRecord(read)) return [['metadata', read]];
  return NAMES.map((name) => [`metadata.${name}`, Object.hasOwn(read, name) ? read[name] : undefined]);
}

function objectIn(text: string): Readonly<Record<string, unknown>> | undefined {
  if (!text.trimStart().startsWith('{')) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return isRecord(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

const asText = (value: unknown): unknown =>
  typeof value === 'number' && Number.isSafeInteger(value) ? String(value) : value;
