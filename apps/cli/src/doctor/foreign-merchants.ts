import { LOOK_BACK_DAYS, severalMerchants } from '@payspool/projection';
import { namesMerchant } from '@payspool/providers';
import { type Env, problemsOf } from '@payspool/runtime';
import { configuredAccounts } from '../configured-accounts.ts';
import type { Check } from './check.ts';
import { foundFinding } from './found.ts';

const NAME = 'merchant accounts';

/** Checks whether one endpoint account applies the events of several merchants. */
export const foreignMerchants: Check = {
  name: NAME,
  run: async ({ database, now, env }) => [
    foundFinding(NAME, await severalMerchants(database(), { now: now(), limit: 10, isNamed: namedIn(env) }), {
      none: `every endpoint account had events of one merchant, or of its configured merchants, in ${LOOK_BACK_DAYS} days`,
      some: (count) =>
        `${count} endpoint accounts applied events of several merchants in ${LOOK_BACK_DAYS} days`,
      remedy:
        "configure your own account id, so that payments of other merchants do not become your orders: set the provider's variable (RAZORPAY_ACCOUNT_ID), or `accountId` in ENDPOINTS_FILE, then run `payspool replay` for the account",
    }),
  ],
};

/** Returns nothing if the settings cannot be read: the check `configuration` reports that. */
function namedIn(env: Env): (merchant: Parameters<typeof namesMerchant>[1]) => boolean {
  try {
    const accounts = configuredAccounts(env, { requireCredentials: false });
    return (merchant) => namesMerchant(accounts, merchant);
  } catch (error) {
    if (!problemsOf(error)) throw error;
    return () => false;
  }
}
