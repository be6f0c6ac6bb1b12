import { undividedDisputes } from '@payspool/projection';
import type { Check } from './check.ts';
import { foundFinding } from './found.ts';

const NAME = 'undivided disputes';

/** Finds disputes over several transactions whose single amounts are not known. */
export const undividedDisputesCheck: Check = {
  name: NAME,
  run: async ({ database, now }) => [
    foundFinding(NAME, await undividedDisputes(database(), { now: now(), limit: 10 }), {
      none: 'every disputed transaction has its amount',
      some: (count) =>
        `${count} disputes over several transactions state only one total amount and are in no sum`,
      remedy: 'look them up at the provider, and adjust each purchase by hand',
    }),
  ],
};
