import { bodyKey, peekJson, type Delivery, type Identity } from '../contract/index.ts';

/**
 * The API's own example is `order_G@nzg3qBq` (ippopay/docs-api rest-api.md): `@` and `$` are allowed. A dot, slash or percent
 * sign is not, because the id is a part of a path.
 */
export const ORDER_ID = /^[A-Za-z0-9_@$-]{1,64}$/;

const TYPE = 'hint';
/** A form with an order id has a few hundred bytes. */
const MAX_FORM_BYTES = 16 * 1024;
/** The format of the webhook is not documented; the browser callback posts `order_id` at the top. */
const PLACES: readonly (readonly string[])[] = [
  ['order_id'],
  ['orderId'],
  ['order', 'order_id'],
  ['data', 'order_id'],
  ['data', 'orderId'],
  ['data', 'order', 'order_id'],
];

/** One key per order, so that concurrent hints about one order lead to one question; without an order id, the body's hash. */
export function identify({ body }: Pick<Delivery, 'body'>): Identity {
  const orderId = hintedOrderId(body);
  return { eventKey: orderId ? `hint:${orderId}` : bodyKey(body), type: TYPE };
}

/** The order id of a hint, which is the only field that is used. The hint is JSON or a form; `undefined` if there is no id. */
export function hintedOrderId(body: Buffer): string | undefined {
  const hint = peekJson(body) ?? readForm(body);
  const found = PLACES.map((place) => valueAt(hint, place));
  return found.find((value): value is string => typeof value === 'string' && ORDER_ID.test(value));
}

const readForm = (body: Buffer): unknown =>
  body.length <= MAX_FORM_BYTES
    ? Object.fromEntries(new URLSearchParams(body.toString('latin1')))
    : undefined;

function valueAt(value: unknown, [key, ...rest]: readonly string[]): unknown {
  if (key === undefined) return value;
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
  return valueAt((value as Record<string, unknown>)[key], rest);
}
