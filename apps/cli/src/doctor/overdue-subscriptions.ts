import { overdueSubscriptions } from '@payspool/projection';
import type { Check } from './check.ts';
import { foundFinding } from './found.ts';

const NAME = 'overdue subscriptions';

/** Finds subscriptions that the provider continues although no event shows a payment. */
export const overdueSubscriptionsCheck: Check = {
  name: NAME,
  run: async ({ database, now, settings }) => {
    const graceHours = settings.accessGraceHours();
    const found = await overdueSubscriptions(database(), { now: now(), limit: 10, graceHours });
    return [
      foundFinding(NAME, found, {
        none: `no running subscription is unpaid for more than ${graceHours} h`,
        some: (count) => `${count} still run, but their paid period ended more than ${graceHours} h ago`,
        remedy:
          'look them up at the provider. If they are paid, events of payments do not arrive: check the event types of the endpoint. If not, decide about access. ACCESS_GRACE_HOURS sets how long to wait',
      }),
    ];
  },
};
