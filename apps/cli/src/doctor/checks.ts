import { backlog, queueCheck, queueSafety } from './queue.ts';
import type { Check } from './check.ts';
import { databaseCheck, databaseClock, directDatabase, queueClock } from './database.ts';
import { configuration, limitations, secrets } from './configuration.ts';
import { ownReactions, reactionsCheck } from './reactions.ts';
import { endpoints } from './endpoints.ts';
import { failedEvents, otherCurrencies, purchaseChecks } from './purchases.ts';
import { times } from './times.ts';

/** All checks of the doctor, in the order of its table. */
export const checks: readonly Check[] = [
  configuration,
  secrets,
  limitations,
  endpoints,
  databaseCheck,
  directDatabase,
  databaseClock,
  queueCheck,
  queueSafety,
  queueClock,
  backlog,
  reactionsCheck,
  ownReactions,
  failedEvents,
  otherCurrencies,
  times,
  ...purchaseChecks,
];
