import type { Lifecycle } from '../lifecycle.ts';
import { STRIPE_CHANGES } from './stripe-changes.ts';
import { STRIPE_CREDITED } from './stripe-credited.ts';
import { STRIPE_ELSEWHERE } from './stripe-elsewhere.ts';
import { STRIPE_AUTHORIZATIONS } from './stripe-authorizations.ts';
import { STRIPE_OLD } from './stripe-old.ts';
import { STRIPE_PENDING_REFUNDS } from './stripe-pending-refunds.ts';
import { STRIPE_PERIODS } from './stripe-periods.ts';
import { STRIPE_PURCHASES } from './stripe-purchases.ts';
import { STRIPE_REFERENCES } from './stripe-references.ts';
import { STRIPE_RETURNS } from './stripe-returns.ts';
import { STRIPE_SUBSCRIPTIONS } from './stripe-subscriptions.ts';
import { STRIPE_SIMULTANEOUS } from './stripe-simultaneous.ts';

export const STRIPE: readonly Lifecycle[] = [
  ...STRIPE_PURCHASES,
  ...STRIPE_REFERENCES,
  ...STRIPE_ELSEWHERE,
  ...STRIPE_CREDITED,
  ...STRIPE_AUTHORIZATIONS,
  ...STRIPE_OLD,
  ...STRIPE_RETURNS,
  ...STRIPE_PENDING_REFUNDS,
  ...STRIPE_SUBSCRIPTIONS,
  ...STRIPE_PERIODS,
  ...STRIPE_CHANGES,
  ...STRIPE_SIMULTANEOUS,
];
