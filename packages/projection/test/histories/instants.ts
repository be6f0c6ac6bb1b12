import { at, type History, rows, subscription, eventAt } from './history.ts';

const sub = { subscriptionRef: 'sub_1' };

/** Stripe stamps whole seconds: creation and both updates have one time, and only what each replaced says which came first. */
const oneSecond: History = {
  name: 'created and updated in one second follow what each says it replaced',
  events: [
    // Keys chosen so that without the previous values the order would be the wrong one.
    eventAt('c-created', 1, {
      ...sub,
      type: 'subscription.created',
      status: 'active',
      planRef: 'plan_a',
      quantity: 1,
    }),
    eventAt('b-updated', 1, {
      ...sub,
      type: 'subscription.updated',
      status: 'active',
      planRef: 'plan_b',
      quantity: 1,
      previous: { planRef: 'plan_a' },
    }),
    eventAt('a-updated', 1, {
      ...sub,
      type: 'subscription.updated',
      status: 'active',
      planRef: 'plan_b',
      quantity: 2,
      previous: { quantity: 1 },
    }),
    eventAt('d-updated', 1, {
      ...sub,
      type: 'subscription.updated',
      status: 'active',
      planRef: 'plan_a',
      quantity: 2,
      previous: { planRef: 'plan_b', quantity: 2 },
    }),
  ],
  rows: rows({
    subscriptions: [
      subscription({
        ...sub,
        status: 'active',
        planRef: 'plan_a',
        quantity: 2,
        createdAt: at(1),
        updatedAt: at(1),
      }),
    ],
  }),
};

const firstTwoUpdates: History = {
  name: 'a snapshot that carries an earlier update of its second comes after it',
  events: [
    eventAt('created', 1, { ...sub, type: 'subscription.created', status: 'incomplete', quantity: 1 }),
    eventAt('b-activated', 1, {
      ...sub,
      type: 'subscription.updated',
      status: 'active',
      quantity: 1,
      previous: { status: 'incomplete' },
    }),
    eventAt('a-changed', 1, {
      ...sub,
      type: 'subscription.updated',
      status: 'active',
      quantity: 2,
      previous: { quantity: 1 },
    }),
  ],
  rows: rows({
    subscriptions: [
      subscription({ ...sub, status: 'active', quantity: 2, createdAt: at(1), updatedAt: at(1) }),
    ],
  }),
};

const cycle: History = {
  name: 'previous values that go round in a circle are settled by the key',
  events: [
    eventAt('created', 1, { ...sub, type: 'subscription.created', status: 'active', planRef: 'plan_c' }),
    eventAt('a', 5, {
      ...sub,
      type: 'subscription.updated',
      status: 'active',
      planRef: 'plan_a',
      previous: { planRef: 'plan_b' },
    }),
    eventAt('b', 5, {
      ...sub,
      type: 'subscription.updated',
      status: 'active',
      planRef: 'plan_b',
      previous: { planRef: 'plan_a' },
    }),
  ],
  rows: rows({
    subscriptions: [
      subscription({ ...sub, status: 'active', planRef: 'plan_b', createdAt: at(1), updatedAt: at(5) }),
    ],
  }),
};

const againstRank: History = {
  name: 'previous values outweigh the rank of a status within one instant',
  events: [
    eventAt('created', 1, { ...sub, type: 'subscription.created', status: 'active' }),
    eventAt('lapsed', 5, {
      ...sub,
      type: 'subscription.past_due',
      status: 'past_due',
      previous: { status: 'active' },
    }),
    eventAt('recovered', 5, {
      ...sub,
      type: 'subscription.activated',
      status: 'active',
      previous: { status: 'past_due' },
    }),
  ],
  rows: rows({
    subscriptions: [subscription({ ...sub, status: 'active', createdAt: at(1), updatedAt: at(5) })],
  }),
};

const byRank: History = {
  name: 'without previous values the later status of a lifecycle wins within one instant',
  events: [
    eventAt('b-created', 1, { ...sub, type: 'subscription.created', status: 'incomplete' }),
    eventAt('a-activated', 1, { ...sub, type: 'subscription.activated', status: 'active' }),
  ],
  rows: rows({
    subscriptions: [subscription({ ...sub, status: 'active', createdAt: at(1), updatedAt: at(1) })],
  }),
};

/** Events of one second, whose order only their previous values and ranks say. */
export const INSTANTS: readonly History[] = [oneSecond, firstTwoUpdates, cycle, againstRank, byRank];
