import { LOOK_BACK_DAYS, severalMerchants } from '@payspool/projection';
import { namesMerchant } from '@payspool/providers';
import { type Env, problemsOf } from '@payspool/runtime';
import { configuredAccounts } from '../configured-accounts.ts';
import type { Check } from './check.ts';
import { foundFinding } from './found.ts';

const NAME = 'merchant accounts';

/** Whether one endpoint account takes the events of several merchants as its own. */
export const foreignMerchants: Check = {
  name: NAME,
  run: async ({ database, now, env }) => [
    foundFinding(NAME, await severalMerchants(database(), { now: now(), limit: 10, isNamed: namedIn(env) }), {
      none: `every endpoint account had events of one merchant in ${LOOK_BACK_DAYS} days, or of those that it names`,
      some: (count) =>
        `${count} endpoint accounts took events of several merchants as their own in ${LOOK_BACK_DAYS} days`,
      remedy:
        "name your own account, so that another's money makes no order of yours: set the variable of the provider that names it (RAZORPAY_ACCOUNT_ID), or `accountId` in ENDPOINTS_FILE, then `payspool replay` the account",
    }),
  ],
};

/** Of settings that cannot be read the configuration is told of; nothing is named then. */
function namedIn(env: Env): (merchant: Parameters<typeof namesMerchant>[1]) => boolean {
  try {
    const accounts = configuredAccounts(env, { requireCredentials: false });
    return (merchant) => namesMerchant(accounts, merchant);
  } catch (error) {
    if (!problemsOf(error)) throw error;
    return () => false;
  }
}
