import type { Lifecycle } from '../lifecycle.ts';
import { PAYPAL_BEGINNINGS } from './paypal-beginnings.ts';
import { PAYPAL_AUTHORIZATIONS } from './paypal-authorizations.ts';
import { PAYPAL_ORDERS } from './paypal-orders.ts';
import { PAYPAL_PERIODS } from './paypal-periods.ts';
import { PAYPAL_RETURNS } from './paypal-returns.ts';
import { PAYPAL_SUBSCRIPTIONS } from './paypal-subscriptions.ts';
import { PAYPAL_UNITS } from './paypal-units.ts';

export const PAYPAL: readonly Lifecycle[] = [
  ...PAYPAL_ORDERS,
  ...PAYPAL_UNITS,
  ...PAYPAL_AUTHORIZATIONS,
  ...PAYPAL_RETURNS,
  ...PAYPAL_SUBSCRIPTIONS,
  ...PAYPAL_PERIODS,
  ...PAYPAL_BEGINNINGS,
];
