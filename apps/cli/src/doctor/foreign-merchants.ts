import { LOOK_BACK_DAYS, severalMerchants } from '@payspool/projection';
import type { Check } from './check.ts';
import { foundFinding } from './found.ts';

const NAME = 'merchant accounts';

/** Whether one endpoint account takes the events of several merchants as its own. */
export const foreignMerchants: Check = {
  name: NAME,
  run: async ({ database, now }) => [
    foundFinding(NAME, await severalMerchants(database(), { now: now(), limit: 10 }), {
      none: `each endpoint account had events of one merchant in ${LOOK_BACK_DAYS} days`,
      some: (count) =>
        `${count} endpoint accounts took events of several merchants as their own in ${LOOK_BACK_DAYS} days`,
      remedy:
        "name your own account, so that another's money makes no order of yours: set the variable of the provider that names it (RAZORPAY_ACCOUNT_ID), or `accountId` in ENDPOINTS_FILE, then `payspool replay` the account",
    }),
  ],
};
