import type { Happening } from '../../../../providers/src/paypal/simulator/scenarios/events.ts';
import { type Lifecycle, rows } from '../lifecycle.ts';
import { ID, iso, paid, payment, sold, subscribed, subscription } from './paypal-billing.ts';
import { at, happened, recorded } from './paypal-story.ts';

const trialCycles = {
  cycle_executions: [
    { tenure_type: 'TRIAL', sequence: 1, cycles_completed: 1, cycles_remaining: 0 },
    { tenure_type: 'REGULAR', sequence: 2, cycles_completed: 0, cycles_remaining: 0 },
  ],
};
const freeTrial: Lifecycle = {
  name: 'a free trial that is canceled on its third day lasts its week',
  deliveries: recorded('trial', [
    subscribed('ACTIVATED', '2026-02-15T10:00:10Z', {
      start_time: '2026-02-15T10:00:00Z',
      billing_info: { ...trialCycles, next_billing_time: '2026-02-22T10:00:00Z' },
    }),
    subscribed('CANCELLED', '2026-02-18T10:00:00Z', { status: 'CANCELLED', billing_info: trialCycles }),
  ]),
  rows: rows({
    subscriptions: subscription({
      currentPeriodEnd: iso('2026-02-22T10:00:00Z'),
      canceledAt: iso('2026-02-18T10:00:00Z'),
      paidUntil: iso('2026-02-22T10:00:00Z'),
      paidUntilSource: 'stated',
      validUntil: iso('2026-02-22T10:00:00Z'),
    }),
  }),
};

/** As PayPal sends it: the next billing is the time of activation, and nothing reports the right one later. */
const notMovedOn: Lifecycle = {
  name: 'a next billing that has not been moved on ends no period; the distance of two sales shows its length',
  deliveries: recorded('stale', [
    subscribed('ACTIVATED', '2026-02-15T10:00:10Z', paid('2026-02-15T10:00:02Z', '2026-02-15T10:00:05Z')),
    sold('FIRST', '2026-02-15T10:00:02Z'),
    sold('SECOND', '2026-03-15T11:00:00Z'),
    subscribed('EXPIRED', '2026-03-20T10:00:00Z', { status: 'EXPIRED' }),
  ]),
  rows: rows({
    payments: [payment('FIRST', '2026-02-15T10:00:02Z'), payment('SECOND', '2026-03-15T11:00:00Z')],
    subscriptions: subscription({
      status: 'expired',
      currentPeriodStart: iso('2026-03-15T11:00:00Z'),
      paidUntil: iso('2026-04-15T11:00:00Z'),
      paidUntilSource: 'derived',
      validUntil: iso('2026-04-15T11:00:00Z'),
      accessEndReason: 'expired',
    }),
  }),
};

const agreement = (step: string, time: string, state: string, details: object): Happening =>
  happened(`BILLING.SUBSCRIPTION.${step}`, at(time), { id: ID, state, agreement_details: details });
const v1Agreement: Lifecycle = {
  name: 'a v1 agreement is paid from its last payment to its next billing',
  deliveries: recorded('agr', [
    agreement('CREATED', '2026-02-15T10:00:05Z', 'Active', {
      last_payment_date: '2026-02-15T10:00:00Z',
      last_payment_amount: { value: '12.00' },
      next_billing_date: '2026-03-15T10:00:00Z',
      failed_payment_count: '0',
    }),
    sold('FIRST', '2026-02-15T10:00:00Z'),
    agreement('CANCELLED', '2026-02-20T10:00:00Z', 'Cancelled', {
      last_payment_date: '2026-02-15T10:00:00Z',
    }),
  ]),
  rows: rows({
    payments: [payment('FIRST', '2026-02-15T10:00:00Z')],
    subscriptions: subscription({
      currentPeriodStart: iso('2026-02-15T10:00:00Z'),
      currentPeriodEnd: iso('2026-03-15T10:00:00Z'),
      canceledAt: iso('2026-02-20T10:00:00Z'),
      paidUntil: iso('2026-03-15T10:00:00Z'),
      paidUntilSource: 'stated',
      validUntil: iso('2026-03-15T10:00:00Z'),
    }),
  }),
};

/** What the first event of a subscription says of its first period, or does not. */
export const PAYPAL_BEGINNINGS: readonly Lifecycle[] = [freeTrial, notMovedOn, v1Agreement];
