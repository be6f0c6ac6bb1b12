import { createHash } from 'node:crypto';
import { peekJson } from '../../contract/index.ts';
import { hmacSimulator } from '../../simulator/hmac-simulator.ts';
import { shopifyScheme } from '../index.ts';
import { kindOf } from '../kind-of-body.ts';
import { checkout, dispute, failedThenPaid, refund } from './scenarios.ts';

export const simulator = hmacSimulator({
  slug: 'shopify',
  scheme: shopifyScheme,
  secretOf: (text) => `shpss_${text.slice(0, 32)}`,
  demoSecretOf: (mark) => mark,
  headers: (body) => ({
    'x-shopify-topic': topicOf(body),
    'x-shopify-shop-domain': 'payspool-demo.myshopify.com',
    'x-shopify-api-version': '2026-07',
    'x-shopify-event-id': idOf(body),
    'x-shopify-webhook-id': idOf(body),
  }),
  scenarios: { checkout, refund, 'failed-then-paid': failedThenPaid, dispute },
});

const TOPICS: Readonly<Record<string, string>> = {
  order: 'orders/updated',
  order_transaction: 'order_transactions/create',
  refund: 'refunds/create',
  dispute: 'disputes/update',
};

function topicOf(body: Buffer): string {
  const json = peekJson(body);
  return TOPICS[(json && kindOf(json)) ?? ''] ?? 'shop/update';
}

/** The same for every attempt at one event, like Shopify's. */
const idOf = (body: Buffer): string => createHash('sha256').update(body).digest('hex').slice(0, 32);
