import { unknownPeriods } from '@payspool/projection';
import type { Check } from './check.ts';
import { foundFinding } from './found.ts';

const NAME = 'unknown periods';

/** Finds ended subscriptions whose last paid period has no known end. */
export const unknownPeriodsCheck: Check = {
  name: NAME,
  run: async ({ database, now }) => [
    foundFinding(NAME, await unknownPeriods(database(), { now: now(), limit: 10 }), {
      none: 'the end of the paid period of every ended subscription is known',
      some: (count) => `${count} subscriptions ended in a paid period of unknown length`,
      remedy: 'look up at the provider how long each is paid, and grant or revoke access by hand',
    }),
  ],
};
