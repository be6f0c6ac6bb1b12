import { unknownPeriods } from '@payspool/projection';
import type { Check } from './check.ts';
import { foundFinding } from './found.ts';

const NAME = 'unknown periods';

/** Subscriptions that have ended in a paid period whose end nobody knows. */
export const unknownPeriodsCheck: Check = {
  name: NAME,
  run: async ({ database, now }) => [
    foundFinding(NAME, await unknownPeriods(database(), { now: now(), limit: 10 }), {
      none: 'every ended subscription has a known end of what was paid',
      some: (count) => `${count} subscriptions ended in a paid period of unknown length`,
      remedy: 'look up at the provider until when each is paid, and give or take access by hand',
    }),
  ],
};
