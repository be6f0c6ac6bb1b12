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

describe('a subscription event proves that the period from its last payment to the next billing is paid', () => {
  it.each([
    ['ACTIVATED', '2026-01-15T10:00:05Z', 'ACTIVE'],
    ['UPDATED', '2026-01-20T10:00:00Z', 'ACTIVE'],
    ['SUSPENDED', '2026-01-20T10:00:00Z', 'SUSPENDED'],
    ['CANCELLED', '2026-01-20T10:00:00Z', 'CANCELLED'],
    // After the end of the subscription, the next billing may be in the past.
    ['CANCELLED', '2026-03-01T10:00:00Z', 'CANCELLED'],
    ['EXPIRED', '2026-02-15T10:00:00Z', 'EXPIRED'],
  ])('%s at %s', (step, at, status) => {
    expect(subscription(step, at, { status, billing_info: paid() })).toMatchObject({ paidPeriod: month });
  });

  it('a v1 agreement proves it too', () => {
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

  it('the period is free if the last payment was 0', () => {
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
      'the last failure is later than the last payment',
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
      'the next billing has not been updated',
      'ACTIVATED',
      '2026-01-15T10:00:05Z',
      { billing_info: paid({ next_billing_time: '2026-01-15T10:00:04Z' }) },
    ],
    [
      'the next billing is before the last payment',
      'CANCELLED',
      '2026-01-20T10:00:00Z',
      { status: 'CANCELLED', billing_info: paid({ next_billing_time: '2026-01-15T09:00:00Z' }) },
    ],
    [
      'the next billing is not known',
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
  ])('it proves none if %s', (_, step, at, fields) => {
    expect(subscription(step, at, fields)).not.toHaveProperty('paidPeriod');
  });

  it('it proves one again after a payment that followed a failure', () => {
    const billing_info = paid({ last_failed_payment: { time: '2026-01-14T10:00:00Z' } });
    expect(subscription('UPDATED', '2026-01-20T10:00:00Z', { billing_info })).toMatchObject({
      paidPeriod: month,
    });
  });
});

it('after a failure or a pause the current period is not stated, because its two ends may belong to different periods', () => {
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

it('an end of the period that PayPal has not updated yet is ignored', () => {
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

  it('is a period without an amount due, if PayPal calls the subscription active', () => {
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
      'while the next billing has not been updated',
      { ...started, billing_info: trial({ next_billing_time: AT }) },
    ],
    ['if an amount is owed', { ...started, billing_info: trial({ outstanding_balance: usd('1.00') }) }],
    ['if its payment failed', { ...started, billing_info: trial({ failed_payments_count: 1 }) }],
    ['without a trial cycle', { ...started, billing_info: trial({ cycle_executions: [] }) }],
    [
      'after the first regular cycle was billed',
      {
        ...started,
        billing_info: trial({
          cycle_executions: [{ tenure_type: 'TRIAL' }, { tenure_type: 'REGULAR', cycles_completed: 1 }],
        }),
      },
    ],
  ])('is not a period %s', (_, fields) => {
    expect(subscription('CREATED', AT, fields)).not.toHaveProperty('paidPeriod');
  });
});

describe('a sale of a subscription', () => {
  it('pays the period that begins at the time of the charge', () => {
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
    'begins at the time of the event if the sale has no valid time: %s',
    (create_time) => {
      expect(eventsOf(changed('PAYMENT.SALE.COMPLETED', { create_time }))[1]).toMatchObject({
        paidPeriod: { start: '2026-03-04T10:19:00.000Z' },
      });
    },
  );

  it.each(['PENDING', 'DENIED'])('pays no period while it is %s', (step) => {
    const body = made(`PAYMENT.SALE.${step}`, {
      id: 'SALE1',
      amount: { total: '12.00', currency: 'USD' },
      billing_agreement_id: 'I-1',
    });
    expect(eventsOf(body)).toHaveLength(1);
  });
});
