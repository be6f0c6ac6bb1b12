import { at, eur } from '../histories/history.ts';
import { type AccessCase, happened } from './access-case.ts';

const SUB = { subscriptionRef: 'sub_1' };
/** The events happen in January 2026, in one minute, so that what was paid for it ends in the future of each. */
const [JANUARY, FEBRUARY, MARCH] = [at(0), '2026-02-28T12:00:00.000Z', '2026-03-31T12:00:00.000Z'];
const YEAR = '2027-01-31T12:00:00.000Z';

const running = { ...SUB, type: 'subscription.activated', status: 'active' } as const;
const trial = { ...SUB, type: 'subscription.activated', status: 'trialing', trialEnd: FEBRUARY } as const;
const ENDS = {
  canceled: { ...SUB, type: 'subscription.canceled', status: 'canceled' },
  expired: { ...SUB, type: 'subscription.expired', status: 'expired' },
  paused: { ...SUB, type: 'subscription.paused', status: 'paused' },
  unpaid: { ...SUB, type: 'subscription.past_due', status: 'unpaid' },
} as const;
/** A renewal that proves its period to be paid. */
const paidFor = (start: string, end: string | undefined, paymentRef = 'p_1') =>
  ({ ...SUB, type: 'subscription.renewed', paidPeriod: { start, end, paymentRef } }) as const;
const money = (paymentRef = 'p_1') =>
  ({ ...SUB, type: 'payment.succeeded', paymentRef, amount: eur(900n) }) as const;
const refunded = (minor: bigint, paymentRef = 'p_1') =>
  ({ type: 'refund.succeeded', refundRef: 'r_1', paymentRef, amount: eur(minor) }) as const;
const dispute = (type: 'dispute.opened' | 'dispute.lost' | 'dispute.won') =>
  ({ type, disputeRef: 'd_1', paymentRef: 'p_1', amount: eur(900n) }) as const;
const rolled = {
  ...SUB,
  type: 'subscription.updated',
  currentPeriodStart: FEBRUARY,
  currentPeriodEnd: MARCH,
} as const;
const paused = { ...SUB, type: 'subscription.updated', collectionPaused: true } as const;

const stated = (end: string) => ({ paidUntil: end, paidUntilSource: 'stated' }) as const;

export const SUBSCRIPTION_CASES: readonly AccessCase[] = [
  {
    state: 'created, and not begun',
    events: happened({ ...SUB, type: 'subscription.created', status: 'incomplete' }),
    access: 'none',
    published: [],
  },
  {
    state: 'set up to begin later',
    events: happened({ ...SUB, type: 'subscription.created', status: 'incomplete', startsAt: FEBRUARY }),
    access: 'none',
    published: [],
  },
  {
    state: 'canceled before it began',
    events: happened({ ...SUB, type: 'subscription.created', status: 'incomplete' }, ENDS.canceled),
    access: 'none',
    published: ['subscription.canceled'],
  },
  { state: 'on trial', events: happened(trial), access: 'granted', published: ['subscription.activated'] },
  {
    state: 'canceled during the trial',
    events: happened(trial, ENDS.canceled),
    access: 'granted',
    until: FEBRUARY,
    reason: 'canceled',
    published: ['subscription.activated', 'subscription.canceled', 'subscription.access_ended'],
  },
  {
    state: 'active, and its period is paid',
    events: happened(running, paidFor(JANUARY, FEBRUARY), money()),
    access: 'granted',
    ...stated(FEBRUARY),
    published: ['subscription.activated'],
  },
  {
    state: 'active, and its paid period is over: the renewal is late, or its event is missing',
    events: happened(running, paidFor('2025-11-30T12:00:00.000Z', '2025-12-31T12:00:00.000Z')),
    access: 'granted',
    ...stated('2025-12-31T12:00:00.000Z'),
    published: ['subscription.activated'],
  },
  {
    state: 'active, and a further period has begun that nobody has paid yet',
    events: happened(running, paidFor(JANUARY, FEBRUARY), rolled),
    access: 'granted',
    ...stated(FEBRUARY),
    published: ['subscription.activated', 'subscription.updated'],
  },
  {
    state: 'active, and the further period is paid',
    events: happened(running, paidFor(JANUARY, FEBRUARY), rolled, paidFor(FEBRUARY, MARCH, 'p_2')),
    access: 'granted',
    ...stated(MARCH),
    published: ['subscription.activated', 'subscription.updated', 'subscription.renewed'],
  },
  {
    state: 'active, and nothing was due for the further period',
    events: happened(running, paidFor(JANUARY, FEBRUARY), {
      ...SUB,
      type: 'subscription.renewed',
      paidPeriod: { start: FEBRUARY, end: MARCH, invoiceRef: 'in_2', nothingDue: true },
    }),
    access: 'granted',
    ...stated(MARCH),
    published: ['subscription.activated', 'subscription.renewed'],
  },
  {
    state: 'past due',
    events: happened(running, paidFor(JANUARY, FEBRUARY), {
      ...SUB,
      type: 'subscription.past_due',
      status: 'past_due',
    }),
    access: 'granted',
    ...stated(FEBRUARY),
    published: ['subscription.activated', 'subscription.past_due'],
  },
  {
    state: 'canceled in the middle of a paid year',
    events: happened(running, paidFor(JANUARY, YEAR), ENDS.canceled),
    access: 'granted',
    until: YEAR,
    reason: 'canceled',
    ...stated(YEAR),
    published: ['subscription.activated', 'subscription.canceled', 'subscription.access_ended'],
  },
  {
    state: 'expired: its last cycle is billed, and paid',
    events: happened(running, paidFor(JANUARY, FEBRUARY), ENDS.expired),
    access: 'granted',
    until: FEBRUARY,
    reason: 'expired',
    ...stated(FEBRUARY),
    published: ['subscription.activated', 'subscription.expired', 'subscription.access_ended'],
  },
  {
    state: 'canceled for an unpaid renewal, whatever its period says',
    events: happened(
      running,
      paidFor('2025-11-30T12:00:00.000Z', '2025-12-31T12:00:00.000Z'),
      rolled,
      ENDS.canceled,
    ),
    access: 'granted',
    until: at(4),
    reason: 'canceled',
    ...stated('2025-12-31T12:00:00.000Z'),
    published: [
      'subscription.activated',
      'subscription.updated',
      'subscription.canceled',
      'subscription.access_ended',
    ],
  },
  {
    state: 'unpaid: the provider has given up',
    events: happened(running, paidFor('2025-11-30T12:00:00.000Z', '2025-12-31T12:00:00.000Z'), ENDS.unpaid),
    access: 'granted',
    until: at(3),
    reason: 'unpaid',
    ...stated('2025-12-31T12:00:00.000Z'),
    published: ['subscription.activated', 'subscription.unpaid', 'subscription.access_ended'],
  },
  {
    state: 'paused, in the middle of a paid period',
    events: happened(running, paidFor(JANUARY, FEBRUARY), ENDS.paused),
    access: 'granted',
    until: FEBRUARY,
    reason: 'paused',
    ...stated(FEBRUARY),
    published: ['subscription.activated', 'subscription.paused', 'subscription.access_ended'],
  },
  {
    state: 'resumed after a pause',
    events: happened(running, paidFor(JANUARY, FEBRUARY), ENDS.paused, {
      ...SUB,
      type: 'subscription.resumed',
      status: 'active',
    }),
    access: 'granted',
    ...stated(FEBRUARY),
    published: [
      'subscription.activated',
      'subscription.paused',
      'subscription.access_ended',
      'subscription.resumed',
      'subscription.reinstated',
    ],
  },
  {
    state: 'canceled, and a renewal was paid after all',
    events: happened(running, paidFor(JANUARY, FEBRUARY), ENDS.canceled, paidFor(FEBRUARY, MARCH, 'p_2')),
    access: 'granted',
    until: MARCH,
    reason: 'canceled',
    ...stated(MARCH),
    published: [
      'subscription.activated',
      'subscription.canceled',
      'subscription.access_ended',
      'subscription.updated',
    ],
  },
  {
    state: 'paused, and then canceled',
    events: happened(running, ENDS.paused, ENDS.canceled),
    access: 'granted',
    until: at(2),
    reason: 'canceled',
    published: [
      'subscription.activated',
      'subscription.paused',
      'subscription.access_ended',
      'subscription.canceled',
    ],
  },
  {
    state: 'canceled, with a payment whose period follows from the one before',
    events: happened(running, paidFor(JANUARY, FEBRUARY), paidFor(FEBRUARY, undefined, 'p_2'), ENDS.canceled),
    access: 'granted',
    until: '2026-03-28T12:00:00.000Z',
    reason: 'canceled',
    paidUntil: '2026-03-28T12:00:00.000Z',
    paidUntilSource: 'derived',
    published: [
      'subscription.activated',
      'subscription.renewed',
      'subscription.canceled',
      'subscription.access_ended',
    ],
  },
  {
    state: 'canceled, with a payment whose period nobody knows',
    events: happened(running, paidFor(JANUARY, undefined), ENDS.canceled),
    access: 'granted',
    until: at(3),
    reason: 'canceled',
    paidUntilSource: 'unknown',
    published: ['subscription.activated', 'subscription.canceled', 'subscription.access_ended'],
  },
  {
    state: 'canceled, with nothing known of payments',
    events: happened(running, rolled, ENDS.canceled),
    access: 'granted',
    until: at(3),
    reason: 'canceled',
    published: [
      'subscription.activated',
      'subscription.updated',
      'subscription.canceled',
      'subscription.access_ended',
    ],
  },
  {
    state: 'canceled, with nothing known of payments, and ACCESS_WHEN_END_UNKNOWN is period',
    events: happened(running, rolled, ENDS.canceled),
    policy: { whenEndUnknown: 'period' },
    access: 'granted',
    until: MARCH,
    reason: 'canceled',
    published: [
      'subscription.activated',
      'subscription.updated',
      'subscription.canceled',
      'subscription.access_ended',
    ],
  },
  {
    state: 'the payment of the current period is refunded in full',
    events: happened(running, paidFor(JANUARY, FEBRUARY), money(), refunded(900n)),
    access: 'granted',
    until: at(4),
    reason: 'refunded',
    published: ['subscription.activated', 'payment.refunded', 'subscription.access_ended'],
  },
  {
    state: 'the payment of the current period is refunded in part',
    events: happened(running, paidFor(JANUARY, FEBRUARY), money(), refunded(300n)),
    access: 'granted',
    ...stated(FEBRUARY),
    published: ['subscription.activated', 'payment.partially_refunded'],
  },
  {
    state: 'the payment of an earlier period is refunded in full',
    events: happened(
      running,
      paidFor(JANUARY, FEBRUARY),
      money(),
      paidFor(FEBRUARY, MARCH, 'p_2'),
      money('p_2'),
      refunded(900n),
    ),
    access: 'granted',
    ...stated(MARCH),
    published: ['subscription.activated', 'subscription.renewed', 'payment.refunded'],
  },
  {
    state: 'refunded in full, and the next period is paid',
    events: happened(
      running,
      paidFor(JANUARY, FEBRUARY),
      money(),
      refunded(900n),
      paidFor(FEBRUARY, MARCH, 'p_2'),
      money('p_2'),
    ),
    access: 'granted',
    ...stated(MARCH),
    published: [
      'subscription.activated',
      'payment.refunded',
      'subscription.access_ended',
      'subscription.renewed',
      'subscription.reinstated',
    ],
  },
  {
    state: 'a dispute over the payment of the current period is open',
    events: happened(running, paidFor(JANUARY, FEBRUARY), money(), dispute('dispute.opened')),
    access: 'granted',
    ...stated(FEBRUARY),
    published: ['subscription.activated', 'payment.disputed'],
  },
  {
    state: 'a dispute over the payment of the current period is lost',
    events: happened(
      running,
      paidFor(JANUARY, FEBRUARY),
      money(),
      dispute('dispute.opened'),
      dispute('dispute.lost'),
    ),
    access: 'granted',
    until: at(5),
    reason: 'charged_back',
    published: [
      'subscription.activated',
      'payment.disputed',
      'payment.charged_back',
      'payment.dispute_resolved',
      'subscription.access_ended',
    ],
  },
  {
    state: 'a lost dispute is decided the other way',
    events: happened(
      running,
      paidFor(JANUARY, FEBRUARY),
      money(),
      dispute('dispute.lost'),
      dispute('dispute.won'),
    ),
    access: 'granted',
    ...stated(FEBRUARY),
    published: [
      'subscription.activated',
      'payment.charged_back',
      'subscription.access_ended',
      'payment.chargeback_reversed',
      'subscription.reinstated',
    ],
  },
  {
    state: 'canceled in a paid period, and refunded before the period ended',
    events: happened(running, paidFor(JANUARY, FEBRUARY), money(), ENDS.canceled, refunded(900n)),
    access: 'granted',
    until: at(5),
    reason: 'refunded',
    published: [
      'subscription.activated',
      'subscription.canceled',
      'subscription.access_ended',
      'payment.refunded',
      'subscription.updated',
    ],
  },
  {
    state: 'collection is paused',
    events: happened(running, paidFor(JANUARY, FEBRUARY), paused),
    access: 'granted',
    ...stated(FEBRUARY),
    published: ['subscription.activated', 'subscription.updated'],
  },
  {
    state: 'collection is paused, and ACCESS_WHILE_COLLECTION_PAUSED is end',
    events: happened(running, paidFor(JANUARY, FEBRUARY), paused),
    policy: { whileCollectionPaused: 'end' },
    access: 'granted',
    until: FEBRUARY,
    reason: 'collection_paused',
    ...stated(FEBRUARY),
    published: ['subscription.activated', 'subscription.updated', 'subscription.access_ended'],
  },
];
