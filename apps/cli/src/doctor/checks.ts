import { backlog } from './backlog.ts';
import type { Check } from './check.ts';
import { databaseClock, queueClock } from './clocks.ts';
import { configuration } from './configuration.ts';
import { database } from './database.ts';
import { directDatabase } from './direct-database.ts';
import { failedEvents } from './failed-events.ts';
import { foreignMerchants } from './foreign-merchants.ts';
import { otherCurrencies } from './other-currencies.ts';
import { overdueSubscriptionsCheck } from './overdue-subscriptions.ts';
import { ownReactions } from './own-reactions.ts';
import { queue } from './queue.ts';
import { queueSafety } from './queue-safety.ts';
import { reactions } from './reactions.ts';
import { secrets } from './secrets.ts';
import { sharedMerchantRefs } from './shared-merchant-refs.ts';
import { times } from './times.ts';
import { undividedDisputesCheck } from './undivided-disputes.ts';
import { unknownPeriodsCheck } from './unknown-periods.ts';
import { unmatchedRefundsCheck } from './unmatched-refunds.ts';

/** All checks of the doctor, in the order of its table. */
export const checks: readonly Check[] = [
  configuration,
  secrets,
  database,
  directDatabase,
  databaseClock,
  queue,
  queueSafety,
  queueClock,
  backlog,
  reactions,
  ownReactions,
  failedEvents,
  otherCurrencies,
  times,
  foreignMerchants,
  sharedMerchantRefs,
  unmatchedRefundsCheck,
  undividedDisputesCheck,
  unknownPeriodsCheck,
  overdueSubscriptionsCheck,
];
