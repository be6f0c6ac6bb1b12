import { overdueSubscriptions } from '@payspool/projection';
import type { Check } from './check.ts';
import { foundFinding } from './found.ts';

const NAME = 'overdue subscriptions';

/** Subscriptions that the provider goes on with and for which nobody pays, as far as its events say. */
export const overdueSubscriptionsCheck: Check = {
  name: NAME,
  run: async ({ database, now, settings }) => {
    const graceHours = settings.accessGraceHours();
    const found = await overdueSubscriptions(database(), { now: now(), limit: 10, graceHours });
    return [
      foundFinding(NAME, found, {
        none: `none that runs is paid until more than ${graceHours} h ago`,
        some: (count) => `${count} run on, and are paid until more than ${graceHours} h ago`,
        remedy:
          'see at the provider whether they are paid: where they are, its events of payments do not arrive (look at the types that the endpoint is subscribed to); where not, decide about access. ACCESS_GRACE_HOURS says how long to wait',
      }),
    ];
  },
};
