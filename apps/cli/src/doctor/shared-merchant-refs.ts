import { LOOK_BACK_DAYS, refsPaidTwice } from '@payspool/projection';
import type { Check } from './check.ts';
import { foundFinding } from './found.ts';

const NAME = 'merchant references';

/** Checks whether a merchant reference is paid more than once. */
export const sharedMerchantRefs: Check = {
  name: NAME,
  run: async ({ database, now }) => [
    foundFinding(NAME, await refsPaidTwice(database(), { now: now(), limit: 20 }), {
      none: `none was paid more than once in ${LOOK_BACK_DAYS} days`,
      some: (count) => `${count} are paid by more than one purchase`,
      remedy:
        'look them up in `orders` by `merchant_ref`. Either a customer paid twice (refund one), or the reference does not identify a purchase (send one that is used once)',
    }),
  ],
};
