import type { NamedMerchant } from '../contract/index.ts';

/** An id of an account that can be a part of an account's name here: `default/acct_1`. */
export const ACCOUNT_ID = /^acct_\w{1,64}$/;

/** Replaces the id of an account if it is invalid. No setting allows it. */
const UNREADABLE = 'unreadable';

/**
 * The merchant's account of an event. An event of a connected account has that account's id in `account`, and since API 2025-04-30 also at the
 * end of `context`: `acct_connected`, or `acct_platform/acct_connected` at an organization's endpoint (docs.stripe.com/connect/webhooks,
 * docs.stripe.com/context). `undefined`: it names none, so it belongs to the endpoint's own account. An invalid field names an
 * unknown account, which is never the own one.
 */
export function namedAccount(
  { account, context }: { readonly account?: unknown; readonly context?: unknown },
  connectedAccounts: readonly string[],
): NamedMerchant | undefined {
  const named = isGiven(account) ? account : lastSegment(context);
  if (!isGiven(named)) return undefined;
  if (typeof named !== 'string' || !ACCOUNT_ID.test(named)) return { ref: UNREADABLE, is: 'other' };
  const letIn = connectedAccounts.includes('*') || connectedAccounts.includes(named);
  return { ref: named, is: letIn ? 'connected' : 'other', setting: 'connected_accounts' };
}

const isGiven = (value: unknown): boolean => value !== undefined && value !== null;

const lastSegment = (context: unknown): unknown =>
  typeof context === 'string' ? context.split('/').at(-1) : context;
