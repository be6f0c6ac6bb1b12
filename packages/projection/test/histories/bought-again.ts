import { at, type History, rows, subscription, eventAt } from './history.ts';

const sub = { subscriptionRef: 'sub_1' };

/** Apple keeps the id of a subscription that a customer buys again. */
export const BOUGHT_AGAIN: History = {
  name: 'a subscription that expired begins again if an event says that its status may follow that end',
  events: [
    eventAt('created', 1, { ...sub, type: 'subscription.created', status: 'active', planRef: 'plan_a' }),
    eventAt('expired', 2, { ...sub, type: 'subscription.expired', status: 'expired' }),
    // It does not say so, and changes only the time.
    eventAt('late', 3, { ...sub, type: 'subscription.updated', status: 'active', planRef: 'plan_b' }),
    eventAt('again', 4, {
      ...sub,
      type: 'subscription.activated',
      status: 'active',
      statusAfter: ['expired'],
      planRef: 'plan_c',
    }),
    eventAt('past-due', 5, { ...sub, type: 'subscription.past_due', status: 'past_due' }),
  ],
  rows: rows({
    subscriptions: [
      subscription({
        ...sub,
        status: 'past_due',
        access: 'granted',
        planRef: 'plan_c',
        createdAt: at(1),
        updatedAt: at(5),
      }),
    ],
  }),
};
