import type { History } from './history.ts';
import { PURCHASES } from './purchases.ts';
import { RETURNS } from './returns.ts';
import { SUBSCRIPTIONS } from './subscriptions.ts';

/** Every history; each of them is folded in memory, and applied to Postgres in disorder. */
export const HISTORIES: readonly History[] = [...PURCHASES, ...RETURNS, ...SUBSCRIPTIONS];
