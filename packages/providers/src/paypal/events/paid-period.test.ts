import { describe, expect, it } from 'vitest';
import { changed, eventsOf } from '../simulator/fixtures/changed-fixture.ts';
import { made, usd } from '../simulator/fixtures/made-event.ts';

const JANUARY = '2026-01-15T10:00:00Z';
const FEBRUARY = '2026-02-15T10:00:00Z';
const paid = (fields: object = {}) => ({
  last_payment: { amount: usd('12.00'), time: JANUARY },
  next_billing_time: FEBRUARY,
  failed_payments_count: 0,
  ...fields,
});
const subscription = (step: string, at: string, fields: object) =>
  eventsOf(made(`BILLING.SUBSCRIPTION.${step}`, { id: 'I-1', status: 'ACTIVE', ...fields }, at))[0];
const month = { start: '2026-01-15T10:00:00.000Z', end: '2026-02-15T10:00:00.000Z' };

describe('a subscription event proves the period from its last payment to the next billing to be paid', () => {
  it.each([
    ['ACTIVATED', '2026-01-15T10:00:05Z', 'ACTIVE'],
    ['UPDATED', '2026-01-20T10:00:00Z', 'ACTIVE'],
    ['SUSPENDED', '2026-01-20T10:00:00Z', 'SUSPENDED'],
    ['CANCELLED', '2026-01-20T10:00:00Z', 'CANCELLED'],
    // Once it has ended, the next billing may lie behind.
    ['CANCELLED', '2026-03-01T10:00:00Z', 'CANCELLED'],
    ['EXPIRED', '2026-02-15T10:00:00Z', 'EXPIRED'],
  ])('%s at %s', (step, at, status) => {
    expect(subscription(step, at, { status, billing_info: paid() })).toMatchObject({ paidPeriod: month });
  });

  it('also that of a v1 agreement', () => {
    const agreement = {
      state: 'Active',
      status: undefined,
      agreement_details: {
        last_payment_date: JANUARY,
        next_billing_date: FEBRUARY,
        last_payment_amount: { value: '12.00' },
        failed_payment_count: '0',
      },
    };
    expect(subscription('ACTIVATED', '2026-01-15T10:00:05Z', agreement)).toMatchObject({
      status: 'active',
      paidPeriod: month,
      currentPeriodStart: month.start,
      currentPeriodEnd: month.end,
    });
    const failed = { ...agreement.agreement_details, failed_payment_count: '2' };
    expect(
      subscription('UPDATED', '2026-01-20T10:00:00Z', { ...agreement, agreement_details: failed }),
    ).not.toHaveProperty('paidPeriod');
  });

  it('free of charge where the last payment was of nothing', () => {
    const billing_info = paid({ last_payment: { amount: usd('0.00'), time: JANUARY } });
    expect(subscription('ACTIVATED', '2026-01-15T10:00:05Z', { billing_info })).toMatchObject({
      paidPeriod: { ...month, nothingDue: true },
    });
  });

  it.each<[string, string, string, object]>([
    ['a payment failed', 'PAYMENT.FAILED', '2026-01-20T10:00:00Z', { billing_info: paid() }],
    [
      'payments have failed since',
      'SUSPENDED',
      '2026-01-20T10:00:00Z',
      { status: 'SUSPENDED', billing_info: paid({ failed_payments_count: 1 }) },
    ],
    [
      'the last failure came after the last payment',
      'UPDATED',
      '2026-01-20T10:00:00Z',
      { billing_info: paid({ last_failed_payment: { time: '2026-01-16T10:00:00Z' } }) },
    ],
    ['it was resumed', 'RE-ACTIVATED', '2026-01-20T10:00:00Z', { billing_info: paid() }],
    [
      'it became active long after its last payment',
      'ACTIVATED',
      '2026-01-20T10:00:00Z',
      { status_update_time: '2026-01-20T09:59:00Z', billing_info: paid() },
    ],
    [
      'the next billing has not been moved on',
      'ACTIVATED',
      '2026-01-15T10:00:05Z',
      { billing_info: paid({ next_billing_time: '2026-01-15T10:00:04Z' }) },
    ],
    [
      'the next billing lies before the last payment',
      'CANCELLED',
      '2026-01-20T10:00:00Z',
      { status: 'CANCELLED', billing_info: paid({ next_billing_time: '2026-01-15T09:00:00Z' }) },
    ],
    [
      'no next billing is known',
      'CANCELLED',
      '2026-01-20T10:00:00Z',
      { status: 'CANCELLED', billing_info: paid({ next_billing_time: undefined }) },
    ],
    [
      'nothing was paid',
      'ACTIVATED',
      '2026-01-15T10:00:05Z',
      { billing_info: { next_billing_time: FEBRUARY } },
    ],
  ])('and none where %s', (_, step, at, fields) => {
    expect(subscription(step, at, fields)).not.toHaveProperty('paidPeriod');
  });

  it('after a failure that a payment made good', () => {
    const billing_info = paid({ last_failed_payment: { time: '2026-01-14T10:00:00Z' } });
    expect(subscription('UPDATED', '2026-01-20T10:00:00Z', { billing_info })).toMatchObject({
      paidPeriod: month,
    });
  });
});

it('after a failure or a pause nothing is said of the current period either: its two ends would be of different ones', () => {
  const failed = subscription('PAYMENT.FAILED', '2026-02-15T12:00:00Z', {
    billing_info: paid({ next_billing_time: '2026-03-15T10:00:00Z' }),
  });
  const resumed = subscription('RE-ACTIVATED', '2026-05-01T10:00:00Z', {
    billing_info: paid({ next_billing_time: '2026-05-15T10:00:00Z' }),
  });
  for (const event of [failed, resumed]) {
    expect(event).not.toHaveProperty('currentPeriodStart');
    expect(event).not.toHaveProperty('currentPeriodEnd');
  }
});

it('an end that has not been moved on yet is none', () => {
  const billing_info = paid({ next_billing_time: '2026-01-15T10:00:04Z' });
  expect(subscription('ACTIVATED', '2026-01-15T10:00:05Z', { billing_info })).not.toHaveProperty(
    'currentPeriodEnd',
  );
});

describe('a free trial', () => {
  const trial = (fields: object = {}) => ({
    next_billing_time: '2026-01-22T10:00:00Z',
    outstanding_balance: usd('0.0'),
    cycle_executions: [
      { tenure_type: 'TRIAL', sequence: 1, cycles_completed: 1, cycles_remaining: 0 },
      { tenure_type: 'REGULAR', sequence: 2, cycles_completed: 0, cycles_remaining: 0 },
    ],
    failed_payments_count: 0,
    ...fields,
  });
  const started = { start_time: '2026-01-15T09:00:00Z' };
  const AT = '2026-01-15T10:00:00Z';
  const week = { start: '2026-01-15T09:00:00.000Z', end: '2026-01-22T10:00:00.000Z', nothingDue: true };

  it('is a period for which nothing is due, of a subscription that PayPal calls active', () => {
    expect(subscription('ACTIVATED', AT, { ...started, billing_info: trial() })).toMatchObject({
      status: 'active',
      paidPeriod: week,
    });
    expect(
      subscription('CANCELLED', '2026-01-17T10:00:00Z', {
        ...started,
        status: 'CANCELLED',
        billing_info: trial(),
      }),
    ).toMatchObject({ status: 'canceled', paidPeriod: week });
  });

  it.each<[string, object]>([
    ['before it is approved', { ...started, status: 'APPROVAL_PENDING', billing_info: trial() }],
    ['before it starts', { start_time: '2026-01-16T00:00:00Z', billing_info: trial() }],
    ['without a start', { billing_info: trial() }],
    [
      'while the next billing is not moved on',
      { ...started, billing_info: trial({ next_billing_time: AT }) },
    ],
    ['where something is owed', { ...started, billing_info: trial({ outstanding_balance: usd('1.00') }) }],
    ['where its payment failed', { ...started, billing_info: trial({ failed_payments_count: 1 }) }],
    ['without a trial cycle', { ...started, billing_info: trial({ cycle_executions: [] }) }],
    [
      'once regular cycles are billed',
      {
        ...started,
        billing_info: trial({
          cycle_executions: [{ tenure_type: 'TRIAL' }, { tenure_type: 'REGULAR', cycles_completed: 1 }],
        }),
      },
    ],
  ])('is none %s', (_, fields) => {
    expect(subscription('CREATED', AT, fields)).not.toHaveProperty('paidPeriod');
  });
});

describe('a sale of a subscription', () => {
  it('pays the period that begins when it was charged, and is the payment of it', () => {
    const [payment, renewed] = eventsOf(
      changed('PAYMENT.SALE.COMPLETED', { create_time: '2026-03-04T09:30:00Z' }),
    );
    expect(payment).toMatchObject({ type: 'payment.succeeded', occurredAt: '2026-03-04T10:19:00.000Z' });
    expect(renewed).toMatchObject({
      type: 'subscription.renewed',
      paidPeriod: { start: '2026-03-04T09:30:00.000Z', paymentRef: '0UV44556WX778899Y' },
    });
    expect(renewed && 'paidPeriod' in renewed && renewed.paidPeriod).not.toHaveProperty('end');
  });

  it.each([undefined, 'never', '2026-03-04T11:00:00Z'])(
    "begins at the event's time where it does not date itself: %s",
    (create_time) => {
      expect(eventsOf(changed('PAYMENT.SALE.COMPLETED', { create_time }))[1]).toMatchObject({
        paidPeriod: { start: '2026-03-04T10:19:00.000Z' },
      });
    },
  );

  it.each(['PENDING', 'DENIED'])('pays nothing while it is %s', (step) => {
    const body = made(`PAYMENT.SALE.${step}`, {
      id: 'SALE1',
      amount: { total: '12.00', currency: 'USD' },
      billing_agreement_id: 'I-1',
    });
    expect(eventsOf(body)).toHaveLength(1);
  });
});
