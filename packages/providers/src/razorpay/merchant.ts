import type { NamedMerchant } from '../contract/index.ts';
import { ANY_ACCOUNT, isAccountId, type RazorpaySettings } from './settings.ts';

/** Replaces an id that does not have Razorpay's form and may contain any text. */
const MALFORMED = 'malformed';

/**
 * The merchant's account of an event, by its `account_id` (`acc_…`, in every sample of webhooks/*.md: the owner of the event). If
 * nothing is configured, every account counts as ours. An event without an account also counts as ours, because its owner is not
 * known.
 *
 * @returns `undefined` if the event names no account, or, while nothing is configured, none that can be stored
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
