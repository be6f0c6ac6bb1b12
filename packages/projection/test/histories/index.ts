import { AMOUNTS } from './amounts.ts';
import { ATTEMPTS } from './attempts.ts';
import { DISPUTES } from './disputes.ts';
import type { History } from './history.ts';
import { KEPT_MONEY } from './kept-money.ts';
import { INSTANTS } from './instants.ts';
import { REFERENCES } from './references.ts';
import { REFUNDS } from './refunds.ts';
import { BOUGHT_AGAIN } from './bought-again.ts';
import { SUBSCRIPTIONS } from './subscriptions.ts';

/** Every history; each of them is folded in memory, and applied to Postgres in disorder. */
export const HISTORIES: readonly History[] = [
  ...REFERENCES,
  ...ATTEMPTS,
  ...AMOUNTS,
  ...REFUNDS,
  ...KEPT_MONEY,
  ...DISPUTES,
  ...INSTANTS,
  ...SUBSCRIPTIONS,
  BOUGHT_AGAIN,
];
