import { unmatchedRefunds } from '@payspool/projection';
import type { Check } from './check.ts';
import { foundFinding } from './found.ts';

const NAME = 'unmatched refunds';

/** Finds refunds that no purchase includes. */
export const unmatchedRefundsCheck: Check = {
  name: NAME,
  run: async ({ database, now }) => [
    foundFinding(NAME, await unmatchedRefunds(database(), { now: now(), limit: 10 }), {
      none: 'every refund has its payment',
      some: (count) => `${count} refunds name no payment and are in no sum`,
      remedy: 'look them up at the provider, and adjust their purchases by hand',
    }),
  ],
};
