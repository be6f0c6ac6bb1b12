import { undividedDisputes } from '@payspool/projection';
import type { Check } from './check.ts';
import { foundFinding } from './found.ts';

const NAME = 'undivided disputes';

/** Disputes over several transactions, of which nobody knows what each is disputed for. */
export const undividedDisputesCheck: Check = {
  name: NAME,
  run: async ({ database, now }) => [
    foundFinding(NAME, await undividedDisputes(database(), { now: now(), limit: 10 }), {
      none: 'every disputed transaction has its amount',
      some: (count) =>
        `${count} disputes over several transactions state one amount for all, and are in no sum`,
      remedy: 'look them up at the provider, and settle what each purchase lost by hand',
    }),
  ],
};
