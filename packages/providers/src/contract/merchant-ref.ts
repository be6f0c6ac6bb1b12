import { type ReferenceWriter, wordIn } from '@payspool/events';

/** A field that may hold the merchant's own id of a purchase. */
export interface ReferenceField {
  /** Its name in the body, as it is shown to people: `metadata.order_id`. */
  readonly field: string;
  readonly value: unknown;
  /** `buyer` unless the provider's documentation shows that only the merchant can write it. */
  readonly writer: ReferenceWriter;
}

/** What `merchantReference` found, as the canonical events carry it. */
export interface MerchantReference {
  readonly merchantRef?: string;
  readonly merchantRefField?: string;
  readonly merchantRefWriter?: ReferenceWriter;
}

/**
 * The merchant's own id: the first field that holds one, those that only the merchant can write before those that a buyer can.
 * Merchants and buyers write these fields freely: what is blank, too long, not storable or no text at all is none, and never a
 * reason to lose an event.
 */
export function merchantReference(...fields: readonly ReferenceField[]): MerchantReference {
  const named = fields.flatMap(({ value, field, writer }) => {
    const word = wordIn(value);
    return word?.trim() ? [{ merchantRef: word, merchantRefField: field, merchantRefWriter: writer }] : [];
  });
  return named.find(({ merchantRefWriter }) => merchantRefWriter === 'merchant') ?? named[0] ?? {};
}
