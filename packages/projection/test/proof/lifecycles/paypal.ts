import type { Lifecycle } from '../lifecycle.ts';
import { PAYPAL_HOLDS } from './paypal-holds.ts';
import { PAYPAL_ORDERS } from './paypal-orders.ts';
import { PAYPAL_SUBSCRIPTIONS } from './paypal-subscriptions.ts';

export const PAYPAL: readonly Lifecycle[] = [...PAYPAL_ORDERS, ...PAYPAL_HOLDS, ...PAYPAL_SUBSCRIPTIONS];
