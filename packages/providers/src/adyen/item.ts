import { isRecord } from '@payspool/events';
import { LosslessNumber } from 'lossless-json';
import { bodyKey, idKey, isNone, readLosslessJson } from '../contract/index.ts';

/** The signed fields of an item as the texts that are signed, in their order; empty if the item has none. */
export interface SignedFields {
  readonly pspReference: string;
  readonly originalReference: string;
  readonly merchantAccountCode: string;
  readonly merchantReference: string;
  /** `amount.value`. */
  readonly value: string;
  /** `amount.currency`. */
  readonly currency: string;
  readonly eventCode: string;
  readonly success: string;
}

export type Item = Readonly<Record<string, unknown>>;

/** The JSON of a delivery has one item, by what is known; the type of the field allows more. */
const MOST_ITEMS = 100;

/** The items of a body with lossless numbers; `undefined` if it has none, too many, or something else among them. */
export function itemsOf(json: unknown): readonly Item[] | undefined {
  const list = isRecord(json) ? json.notificationItems : undefined;
  if (!Array.isArray(list) || list.length === 0 || list.length > MOST_ITEMS) return undefined;
  const items = list.map((entry: unknown) => (isRecord(entry) ? entry.NotificationRequestItem : undefined));
  return items.every((item) => isRecord(item)) ? items : undefined;
}

/** The items of a body, if it can be read: for code that must not throw. */
export function peekItems(body: Buffer): readonly Item[] | undefined {
  try {
    return itemsOf(readLosslessJson(body));
  } catch {
    return undefined;
  }
}

/**
 * The signed fields of an item. They are joined by colons that are not escaped, so a colon is allowed only in the merchant's
 * reference: with the colons of the other fields counted from both ends, one text then has one meaning.
 *
 * @returns `undefined` if a field has another type, or a colon
 */
export function signedFieldsOf(item: Item): SignedFields | undefined {
  const amount = isRecord(item.amount) ? item.amount : {};
  const { pspReference, originalReference, merchantAccountCode, merchantReference, eventCode, success } =
    item;
  const fields = {
    pspReference: textOf(pspReference),
    originalReference: textOf(originalReference),
    merchantAccountCode: textOf(merchantAccountCode),
    merchantReference: isNone(merchantReference) ? '' : merchantReference,
    value: integerOf(amount.value),
    currency: textOf(amount.currency),
    eventCode: textOf(eventCode),
    success: textOf(success),
  };
  return Object.values(fields).every((text) => typeof text === 'string')
    ? (fields as SignedFields)
    : undefined;
}

const textOf = (value: unknown): string | undefined => {
  if (isNone(value)) return '';
  return typeof value === 'string' && !value.includes(':') ? value : undefined;
};

/** The text of a whole number, as it was sent. */
function integerOf(value: unknown): string | undefined {
  if (isNone(value)) return '';
  return value instanceof LosslessNumber && /^-?(0|[1-9]\d{0,17})$/.test(value.value)
    ? value.value
    : undefined;
}

/** The signed text (adyen-node-api-library, utils/hmacValidator.ts). */
export const signedText = (fields: SignedFields): string =>
  [
    fields.pspReference,
    fields.originalReference,
    fields.merchantAccountCode,
    fields.merchantReference,
    fields.value,
    fields.currency,
    fields.eventCode,
    fields.success,
  ].join(':');

/**
 * The key of an item's event: only signed fields, because Adyen sends a duplicate with another `eventDate` or `reason`. Duplicates
 * have the same event code and PSP reference; all events of a dispute have the same PSP reference.
 */
export function eventKeyOf(fields: SignedFields): string {
  const { eventCode, pspReference, success, value, currency } = fields;
  return idKey(
    [eventCode, pspReference, success, value, currency].join(':'),
    Buffer.from(signedText(fields)),
  );
}

/** The key of a delivery: that of its item, or a hash of the keys of all its items. */
export function deliveryKeyOf(items: readonly Item[] | undefined, body: Buffer): string {
  const keys = (items ?? []).map(signedFieldsOf).map((fields) => fields && eventKeyOf(fields));
  if (keys.length === 0 || keys.includes(undefined)) return bodyKey(body);
  const [first = ''] = keys;
  return keys.length === 1 ? first : bodyKey(Buffer.from(JSON.stringify(keys)));
}
