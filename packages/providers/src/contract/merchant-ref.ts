import { type ReferenceWriter, wordIn } from '@payspool/events';

/** A field that may hold the merchant's own id of a purchase. */
export interface ReferenceField {
  /** Its name in the body, for display: `metadata.order_id`. */
  readonly field: string;
  readonly value: unknown;
  /** `buyer` unless the provider's documentation shows that only the merchant can write it. */
  readonly writer: ReferenceWriter;
}

/** The result of `merchantReference`, in the form of the canonical events. */
export interface MerchantReference {
  readonly merchantRef?: string;
  readonly merchantRefField?: string;
  readonly merchantRefWriter?: ReferenceWriter;
}

/**
 * The merchant's own id: the first field that has one. Fields that only the merchant can write come before those that a buyer can
 * write. The content of these fields is free, so a value that is blank, too long, not text or cannot be stored counts as absent
 * and never makes an event fail.
 */
export function merchantReference(...fields: readonly ReferenceField[]): MerchantReference {
  const named = fields.flatMap(({ value, field, writer }) => {
    const word = wordIn(value);
    return word?.trim() ? [{ merchantRef: word, merchantRefField: field, merchantRefWriter: writer }] : [];
  });
  return named.find(({ merchantRefWriter }) => merchantRefWriter === 'merchant') ?? named[0] ?? {};
}
