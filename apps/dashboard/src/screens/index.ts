import { accountsScreen } from './accounts/routes.ts';
import { auditScreen } from './audit/routes.ts';
import { driftScreen } from './drift/routes.ts';
import { eventsScreen } from './events/routes.ts';
import { failuresScreen } from './failures/routes.ts';
import { findScreen } from './find/routes.ts';
import { moneyScreen } from './money/routes.ts';
import { operationsScreen } from './operations/routes.ts';
import { ordersScreen, subscriptionsScreen } from './purchases/routes.ts';
import { overviewScreen } from './overview/routes.ts';
import { reactionsScreen } from './reactions/routes.ts';
import { refusalsScreen } from './refusals/routes.ts';
import { storageScreen } from './storage/routes.ts';
import { tailScreen } from './tail/routes.ts';
import type { Screen } from './screen.ts';

/** All screens of the dashboard. */
export const SCREENS: readonly Screen[] = [
  overviewScreen,
  eventsScreen,
  findScreen,
  ordersScreen,
  subscriptionsScreen,
  reactionsScreen,
  failuresScreen,
  driftScreen,
  refusalsScreen,
  accountsScreen,
  tailScreen,
  moneyScreen,
  operationsScreen,
  auditScreen,
  storageScreen,
];
