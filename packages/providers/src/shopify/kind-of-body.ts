import { isRecord } from '@payspool/events';

type Json = Readonly<Record<string, unknown>>;

/** The kind of a resource by its global id: `gid://shopify/OrderTransaction/1` is an `order_transaction`. */
const GLOBAL_ID = /^gid:\/\/shopify\/([A-Z][A-Za-z]{0,59})\/./;

/**
 * The fields that only one kind of body has, for bodies without a global id, by the list of fields of each topic
 * (shopify.dev/docs/api/webhooks). The first match counts.
 */
const FIELDS: readonly (readonly [kind: string, fields: readonly string[]])[] = [
  ['order', ['financial_status', 'total_price', 'line_items']],
  ['order_transaction', ['kind', 'order_id', 'status', 'amount']],
  ['refund', ['order_id', 'refund_line_items', 'transactions']],
  ['dispute', ['order_id', 'status', 'amount', 'reason', 'initiated_at']],
  ['order_edit', ['order_edit']],
  ['app_subscription', ['app_subscription']],
  ['app_purchase_one_time', ['app_purchase_one_time']],
  ['privacy_request', ['shop_id', 'shop_domain']],
  ['shop', ['myshopify_domain']],
  ['checkout', ['token', 'line_items', 'total_price']],
  ['cart', ['token', 'line_items']],
];

/**
 * The kind of a body, by what is signed: its global id, otherwise its fields. It is the event type, because the signature does not
 * cover `X-Shopify-Topic`. `undefined` if the body shows none.
 */
export function kindOf(body: Json): string | undefined {
  const { admin_graphql_api_id: globalId } = body;
  const [, resource] = (typeof globalId === 'string' && GLOBAL_ID.exec(globalId)) || [];
  if (resource) return resource.replace(/(?!^)[A-Z]/g, '_$&').toLowerCase();
  const [kind] = FIELDS.find(([, fields]) => fields.every((field) => Object.hasOwn(body, field))) ?? [];
  return kind ?? (isOnlyId(body) ? 'deletion' : undefined);
}

/** The topics of deleted resources send `{"id": 1}`. */
const isOnlyId = (body: Json): boolean =>
  isRecord(body) && Object.hasOwn(body, 'id') && Object.keys(body).length === 1;
