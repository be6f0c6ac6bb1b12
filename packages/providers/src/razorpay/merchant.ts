import type { NamedMerchant } from '../contract/index.ts';
import { ANY_ACCOUNT, isAccountId, type RazorpaySettings } from './settings.ts';

/** Stands for an id that is not of Razorpay's form, and may hold anything. */
const MALFORMED = 'malformed';

/**
 * Whose event it is, by its `account_id` (`acc_…`, in every sample of webhooks/*.md: the account that owns what happened).
 * With nothing configured to compare it with, it is ours. So is an event without one: that cannot be told.
 *
 * @returns `undefined` where the event names no account, or, while nothing is configured, none that can be kept
 */
export function merchantOf(
  accountId: unknown,
  { accountId: own = [], connectedAccounts = [] }: Partial<RazorpaySettings>,
): NamedMerchant | undefined {
  if (accountId === undefined || accountId === null || accountId === '') return undefined;
  if (typeof accountId !== 'string' || !isAccountId(accountId)) {
    return own.length > 0 ? { ref: MALFORMED, is: 'other', setting: 'account_id' } : undefined;
  }
  if (own.includes(accountId)) return { ref: accountId, is: 'ours' };
  if (connectedAccounts.includes(accountId)) return { ref: accountId, is: 'connected' };
  if (own.length === 0) return { ref: accountId, is: 'ours' };
  if (connectedAccounts.includes(ANY_ACCOUNT)) return { ref: accountId, is: 'connected' };
  return { ref: accountId, is: 'other', setting: 'account_id' };
}
