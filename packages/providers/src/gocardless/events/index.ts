import type { Handler } from './given.ts';
import { instalmentSchedules } from './instalment-schedule.ts';
import { payments } from './payment.ts';
import { refunds } from './refund.ts';
import { subscriptions } from './subscription.ts';

/** By type: the event's `resource_type` and `action`, `payments.confirmed`. */
export const handlers: Readonly<Record<string, Handler>> = {
  ...payments,
  ...refunds,
  ...subscriptions,
  ...instalmentSchedules,
};
