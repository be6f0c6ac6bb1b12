import { LOOK_BACK_DAYS, refsPaidTwice } from '@payspool/projection';
import type { Check } from './check.ts';
import { foundFinding } from './found.ts';

const NAME = 'merchant references';

/** Whether one merchant reference is paid more than once. */
export const sharedMerchantRefs: Check = {
  name: NAME,
  run: async ({ database, now }) => [
    foundFinding(NAME, await refsPaidTwice(database(), { now: now(), limit: 20 }), {
      none: `none was paid twice in ${LOOK_BACK_DAYS} days`,
      some: (count) => `${count} are paid by more than one purchase`,
      remedy:
        'see both in `orders` by `merchant_ref`: somebody paid twice (refund one), or the reference is none of a purchase (send one that is used once)',
    }),
  ],
};
