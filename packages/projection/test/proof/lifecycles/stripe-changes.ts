import {
  subscription,
  subscriptionItem,
} from '../../../../providers/src/stripe/simulator/scenarios/subscription-objects.ts';
import { after, type Lifecycle, rows, unixAfter } from '../lifecycle.ts';
import { firstMonth, MONTH, planOf } from './stripe-plan.ts';
import { recorded } from './stripe-story.ts';

const secondMonth = { start: unixAfter(MONTH), end: unixAfter(2 * MONTH) };
const row = (uid: string, fields: object) => ({
  subscriptionRef: `sub_${uid}`,
  status: 'active' as const,
  currentPeriodStart: after(0),
  currentPeriodEnd: after(MONTH),
  cancelAt: null,
  canceledAt: null,
  access: 'granted' as const,
  validUntil: null,
  ...fields,
});

const pro = { price: { id: 'price_pro' }, quantity: 5 };
const metered = { price: { id: 'price_metered' } };
const itemsOf = (uid: string, data: readonly object[]) => ({
  ...subscription(planOf(uid), firstMonth, { status: 'active' }),
  items: { data },
});
const shuffled: Lifecycle = {
  name: 'the items of a subscription come in another order: nothing has changed',
  deliveries: recorded('shuffled', 'current', [
    { afterSeconds: 0, type: 'customer.subscription.created', object: itemsOf('shuffled', [pro, metered]) },
    {
      afterSeconds: 9,
      type: 'customer.subscription.updated',
      object: itemsOf('shuffled', [metered, pro]),
      previous: { default_payment_method: null },
    },
  ]),
  rows: rows({
    subscriptions: [
      row('shuffled', {
        currentPeriodStart: null,
        currentPeriodEnd: null,
        planRef: 'price_pro',
        quantity: 5,
        items: [
          { planRef: 'price_metered', quantity: null },
          { planRef: 'price_pro', quantity: 5 },
        ],
      }),
    ],
  }),
};

/** Two updates of one second whose previous values name the items, in whatever order they are listed. */
const upgraded: Lifecycle = {
  name: 'two changes of the items within one second: what each replaced shows the order, however it is listed',
  deliveries: recorded('upgraded', 'current', [
    {
      afterSeconds: 9,
      type: 'customer.subscription.updated',
      object: itemsOf('upgraded', [{ ...pro, quantity: 7 }, metered]),
      previous: { items: { data: [metered, { ...pro, quantity: 6 }] } },
    },
    {
      afterSeconds: 9,
      type: 'customer.subscription.updated',
      object: itemsOf('upgraded', [metered, { ...pro, quantity: 6 }]),
      previous: { items: { data: [pro, metered] } },
    },
    { afterSeconds: 0, type: 'customer.subscription.created', object: itemsOf('upgraded', [metered, pro]) },
  ]),
  rows: rows({
    subscriptions: [
      row('upgraded', {
        currentPeriodStart: null,
        currentPeriodEnd: null,
        planRef: 'price_pro',
        quantity: 7,
      }),
    ],
  }),
};

const pausedPlan = planOf('collect');
const pause = { behavior: 'void', resumes_at: null };
const paused: Lifecycle = {
  name: 'collection is paused: the status stays, a month begins, and nothing is paid for',
  deliveries: recorded('collect', 'current', [
    {
      afterSeconds: 0,
      type: 'customer.subscription.created',
      object: subscription(pausedPlan, firstMonth, { status: 'active', pause_collection: null }),
    },
    {
      afterSeconds: 9,
      type: 'customer.subscription.updated',
      object: subscription(pausedPlan, firstMonth, { status: 'active', pause_collection: pause }),
      previous: { pause_collection: null },
    },
    {
      afterSeconds: 99,
      type: 'customer.subscription.updated',
      object: subscription(pausedPlan, secondMonth, { status: 'active', pause_collection: pause }),
      previous: { items: { data: [subscriptionItem(pausedPlan, firstMonth)] } },
    },
  ]),
  rows: rows({
    subscriptions: [
      row('collect', {
        currentPeriodStart: after(MONTH),
        currentPeriodEnd: after(2 * MONTH),
        collectionPaused: true,
        collectionResumesAt: null,
        paidUntil: null,
      }),
    ],
  }),
};

const resumedPlan = planOf('resume');
const resumed: Lifecycle = {
  name: 'collection is paused until a day, and goes on at once within the same second',
  deliveries: recorded('resume', 'current', [
    {
      afterSeconds: 9,
      type: 'customer.subscription.updated',
      object: subscription(resumedPlan, firstMonth, { status: 'active', pause_collection: null }),
      previous: { pause_collection: { behavior: 'void', resumes_at: unixAfter(MONTH) } },
    },
    {
      afterSeconds: 9,
      type: 'customer.subscription.updated',
      object: subscription(resumedPlan, firstMonth, {
        status: 'active',
        pause_collection: { behavior: 'void', resumes_at: unixAfter(MONTH) },
      }),
      previous: { pause_collection: null },
    },
    {
      afterSeconds: 0,
      type: 'customer.subscription.created',
      object: subscription(resumedPlan, firstMonth, { status: 'active', pause_collection: null }),
    },
  ]),
  rows: rows({
    subscriptions: [row('resume', { collectionPaused: false, collectionResumesAt: null })],
  }),
};

const leavingPlan = planOf('leaving');
const leaving: Lifecycle = {
  name: 'a subscription is to end with its period, which only a flag says',
  deliveries: recorded('leaving', 'current', [
    {
      afterSeconds: 0,
      type: 'customer.subscription.created',
      object: subscription(leavingPlan, firstMonth, { status: 'active' }),
    },
    {
      afterSeconds: 60,
      type: 'customer.subscription.updated',
      object: subscription(leavingPlan, firstMonth, { status: 'active', cancel_at_period_end: true }),
      previous: { cancel_at_period_end: false },
    },
  ]),
  rows: rows({ subscriptions: [row('leaving', { cancelAt: after(MONTH) })] }),
};

export const STRIPE_CHANGES: readonly Lifecycle[] = [shuffled, upgraded, paused, resumed, leaving];
