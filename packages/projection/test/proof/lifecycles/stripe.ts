import type { Lifecycle } from '../lifecycle.ts';
import { STRIPE_ELSEWHERE } from './stripe-elsewhere.ts';
import { STRIPE_HOLDS } from './stripe-holds.ts';
import { STRIPE_PURCHASES } from './stripe-purchases.ts';
import { STRIPE_RETURNS } from './stripe-returns.ts';
import { STRIPE_SUBSCRIPTIONS } from './stripe-subscriptions.ts';
import { STRIPE_TIES } from './stripe-ties.ts';

export const STRIPE: readonly Lifecycle[] = [
  ...STRIPE_PURCHASES,
  ...STRIPE_ELSEWHERE,
  ...STRIPE_HOLDS,
  ...STRIPE_RETURNS,
  ...STRIPE_SUBSCRIPTIONS,
  ...STRIPE_TIES,
];
