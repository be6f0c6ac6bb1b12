import { at, type History, rows, subscription, told } from './history.ts';

const sub = { subscriptionRef: 'sub_1' };

/** Stripe stamps whole seconds: creation and both updates tie, and only what each replaced says which came first. */
const oneSecond: History = {
  name: 'created and updated in one second follow what each says it replaced',
  events: [
    // Keys chosen so that without the hints the order would be the wrong one.
    told('c-created', 1, {
      ...sub,
      type: 'subscription.created',
      status: 'active',
      planRef: 'plan_a',
      quantity: 1,
    }),
    told('b-updated', 1, {
      ...sub,
      type: 'subscription.updated',
      status: 'active',
      planRef: 'plan_b',
      quantity: 1,
      previous: { planRef: 'plan_a' },
    }),
    told('a-updated', 1, {
      ...sub,
      type: 'subscription.updated',
      status: 'active',
      planRef: 'plan_b',
      quantity: 2,
      previous: { quantity: 1 },
    }),
    told('d-updated', 1, {
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
    told('created', 1, { ...sub, type: 'subscription.created', status: 'incomplete', quantity: 1 }),
    told('b-activated', 1, {
      ...sub,
      type: 'subscription.updated',
      status: 'active',
      quantity: 1,
      previous: { status: 'incomplete' },
    }),
    told('a-changed', 1, {
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
  name: 'hints that go round in a circle are settled by the key',
  events: [
    told('created', 1, { ...sub, type: 'subscription.created', status: 'active', planRef: 'plan_c' }),
    told('a', 5, {
      ...sub,
      type: 'subscription.updated',
      status: 'active',
      planRef: 'plan_a',
      previous: { planRef: 'plan_b' },
    }),
    told('b', 5, {
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
  name: 'a hint outweighs the rank of a status within one moment',
  events: [
    told('created', 1, { ...sub, type: 'subscription.created', status: 'active' }),
    told('lapsed', 5, {
      ...sub,
      type: 'subscription.past_due',
      status: 'past_due',
      previous: { status: 'active' },
    }),
    told('recovered', 5, {
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
  name: 'without a hint the later status of a lifecycle wins within one moment',
  events: [
    told('b-created', 1, { ...sub, type: 'subscription.created', status: 'incomplete' }),
    told('a-activated', 1, { ...sub, type: 'subscription.activated', status: 'active' }),
  ],
  rows: rows({
    subscriptions: [subscription({ ...sub, status: 'active', createdAt: at(1), updatedAt: at(1) })],
  }),
};

/** Events of one second, whose order only their hints and ranks say. */
export const MOMENTS: readonly History[] = [oneSecond, firstTwoUpdates, cycle, againstRank, byRank];
