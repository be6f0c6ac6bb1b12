import type { Step } from '../../../../providers/src/stripe/simulator/scenarios/objects.ts';
import { subscription } from '../../../../providers/src/stripe/simulator/scenarios/subscription-objects.ts';
import { after, type Lifecycle, rows, unixAfter } from '../lifecycle.ts';
import { MONTH, planOf, firstMonth } from './stripe-plan.ts';
import { recorded } from './stripe-story.ts';

/**
 * Created, active, and to be canceled at the end of the month, all within one second, the last with the smaller event id:
 * neither key nor rank distinguishes the two updates, only what each says it replaced.
 */
const withinOneSecond = (uid: string): Step[] => {
  const plan = planOf(uid);
  return [
    {
      afterSeconds: 0,
      type: 'customer.subscription.updated',
      object: subscription(plan, firstMonth, { status: 'active', cancel_at: unixAfter(MONTH) }),
      previous: { cancel_at: null },
    },
    {
      afterSeconds: 0,
      type: 'customer.subscription.updated',
      object: subscription(plan, firstMonth, { status: 'active' }),
      previous: { status: 'incomplete' },
    },
    {
      afterSeconds: 0,
      type: 'customer.subscription.created',
      object: subscription(plan, firstMonth, { status: 'incomplete' }),
    },
  ];
};

const simultaneous: Lifecycle = {
  name: 'created and updated twice within one second: what was replaced shows the order',
  deliveries: recorded('same', 'current', withinOneSecond('same')),
  rows: rows({
    subscriptions: [
      {
        subscriptionRef: 'sub_same',
        merchantRef: 'order-same',
        customerRef: 'cus_same',
        planRef: 'price_monthly',
        quantity: 1,
        status: 'active',
        currentPeriodStart: after(0),
        currentPeriodEnd: after(MONTH),
        cancelAt: after(MONTH),
        canceledAt: null,
      },
    ],
  }),
};

/** None of these has previous values: the later status of the lifecycle wins; of one status, the later id. */
const simultaneousWithoutPrevious: Lifecycle = {
  name: 'created and updated within one second without previous values: the later status wins, whatever the ids say',
  deliveries: recorded('rank', 'current', [
    {
      afterSeconds: 0,
      type: 'customer.subscription.updated',
      object: subscription(planOf('rank'), firstMonth, { status: 'active' }),
    },
    {
      afterSeconds: 0,
      type: 'customer.subscription.updated',
      object: subscription(planOf('rank'), firstMonth, { status: 'active', cancel_at: unixAfter(MONTH) }),
    },
    {
      afterSeconds: 0,
      type: 'customer.subscription.created',
      object: subscription(planOf('rank'), firstMonth, { status: 'incomplete' }),
    },
  ]),
  rows: rows({
    subscriptions: [
      {
        subscriptionRef: 'sub_rank',
        status: 'active',
        currentPeriodStart: after(0),
        currentPeriodEnd: after(MONTH),
        cancelAt: after(MONTH),
        canceledAt: null,
      },
    ],
  }),
};

const wholePlan = planOf('whole');
const ended = { cancel_at: unixAfter(MONTH), canceled_at: unixAfter(900), ended_at: unixAfter(900) };
const whole: Lifecycle = {
  name: 'two updates of one second, past due, recovered, canceled, and a late update that revives nothing',
  deliveries: recorded('whole', 'current', [
    ...withinOneSecond('whole'),
    {
      afterSeconds: 300,
      type: 'customer.subscription.updated',
      object: subscription(wholePlan, firstMonth, { status: 'past_due', cancel_at: unixAfter(MONTH) }),
      previous: { status: 'active' },
    },
    {
      afterSeconds: 600,
      type: 'customer.subscription.updated',
      object: subscription(wholePlan, firstMonth, { status: 'active', cancel_at: unixAfter(MONTH) }),
      previous: { status: 'past_due' },
    },
    {
      afterSeconds: 900,
      type: 'customer.subscription.deleted',
      object: subscription(wholePlan, firstMonth, { ...ended, status: 'canceled' }),
    },
    {
      afterSeconds: 901,
      type: 'customer.subscription.updated',
      object: subscription(wholePlan, firstMonth, { ...ended, status: 'active' }),
    },
  ]),
  rows: rows({
    subscriptions: [
      {
        subscriptionRef: 'sub_whole',
        status: 'canceled',
        providerStatus: 'canceled',
        currentPeriodStart: after(0),
        currentPeriodEnd: after(MONTH),
        cancelAt: after(MONTH),
        canceledAt: after(900),
        createdAt: after(0),
        updatedAt: after(901),
      },
    ],
  }),
};

export const STRIPE_SIMULTANEOUS: readonly Lifecycle[] = [simultaneous, simultaneousWithoutPrevious, whole];
