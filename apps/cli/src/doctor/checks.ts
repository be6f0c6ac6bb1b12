import { backlog, queue, queueSafety } from './queue.ts';
import type { Check } from './check.ts';
import { database, databaseClock, directDatabase, queueClock } from './database.ts';
import { configuration, secrets } from './configuration.ts';
import { ownReactions, reactions } from './reactions.ts';
import { failedEvents, otherCurrencies, purchaseChecks } from './purchases.ts';
import { times } from './times.ts';

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
  ...purchaseChecks,
];
