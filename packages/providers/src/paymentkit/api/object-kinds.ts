import type { SubjectRef } from '../../contract/index.ts';
import { SUBSCRIPTION_INVOICES } from './observe.ts';

/** The path of each kind (`@blocklet/payment-js` lib/resources), in the order of reading: what was due comes before what was paid. */
export const PATHS: Readonly<Record<string, string>> = {
  checkout_session: '/api/checkout-sessions',
  invoice: '/api/invoices',
  payment_intent: '/api/payment-intents',
  refund: '/api/refunds',
  subscription: '/api/subscriptions',
};

/** The invoices of a subscription that are read with it, the latest change first. */
const LATEST_INVOICES = 10;

/** The path and query for one object, or for the invoices of a subscription. */
export const requestFor = (kind: string, id: string) =>
  kind === SUBSCRIPTION_INVOICES
    ? {
        path: '/api/invoices',
        query: { subscription_id: id, page: 1, pageSize: LATEST_INVOICES, order: NEWEST_FIRST },
      }
    : { path: `${PATHS[kind]}/${encodeURIComponent(id)}` };

/** `@blocklet/payment-js` README.md: `order: 'updated_at:ASC'`. */
export const NEWEST_FIRST = 'updated_at:DESC';

/** An id that may be a part of a path. */
export const isId = (id: string): boolean => /^[\w-]{1,80}$/.test(id);

/** The kinds under whose ids our orders and payments are, by the prefix of the id. */
const BY_PREFIX: readonly (readonly [prefix: string, kind: string])[] = [
  ['cs_', 'checkout_session'],
  ['in_', 'invoice'],
  ['pi_', 'payment_intent'],
];

/** The objects that show the current state of a subject. PaymentKit has no disputes. */
export function about({ kind, ref: id }: SubjectRef): { readonly kind: string; readonly id: string }[] {
  if (!isId(id) || kind === 'dispute') return [];
  if (kind === 'refund') return [{ kind, id }];
  if (kind === 'subscription')
    return [
      { kind, id },
      { kind: SUBSCRIPTION_INVOICES, id },
    ];
  return BY_PREFIX.filter(([prefix]) => id.startsWith(prefix)).map(([, named]) => ({ kind: named, id }));
}
