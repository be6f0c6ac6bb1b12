import { describe, expect, it } from 'vitest';
import { changed, DUE, euro, eventsOf } from '../simulator/fixtures/changed-fixture.ts';

describe('captures', () => {
  const capture = (amount: string, fields: Readonly<Record<string, unknown>>) => ({
    authorizedAt: '2026-03-02T09:40:00+00:00',
    amountCaptured: { currency: 'EUR', value: amount },
    _embedded: {
      captures: [
        { id: 'cpt_2', status: 'succeeded', createdAt: '2026-03-02T11:15:00+00:00' },
        { id: 'cpt_1', status: 'succeeded', createdAt: '2026-03-02T10:15:00+00:00' },
        { id: 'cpt_3', status: 'failed', createdAt: '2026-03-02T12:15:00+00:00' },
      ],
    },
    ...fields,
  });

  it('capture.succeeded names the payment, and asks for it if there is a key', () => {
    expect(changed('capture.succeeded')).toMatchObject({
      outcome: 'events',
      events: [
        {
          type: 'payment.linked',
          occurredAt: '2026-03-02T11:15:00.000Z',
          paymentRef: 'tr_7UhSN1zuXS4Rq',
          tentative: true,
        },
      ],
    });
    expect(changed('capture.succeeded')).not.toHaveProperty('questions');
    const apiKey = 'test_dHar4XY7LxsDOtmnkVtjNVWXLSlXsM';
    expect(changed('capture.succeeded', {}, { apiKey })).toMatchObject({
      questions: [{ key: 'tr_7UhSN1zuXS4Rq', body: Buffer.from('id=tr_7UhSN1zuXS4Rq') }],
    });
  });

  it('of a part move that part, at the time of the last one that succeeded', () => {
    const events = eventsOf('payment.paid.confirmed', capture('20.00', { status: 'authorized' }));
    expect(events).toMatchObject([
      { type: 'order.created', amount: DUE },
      { type: 'payment.authorized', occurredAt: '2026-03-02T09:40:00.000Z', amount: DUE },
      { type: 'payment.succeeded', occurredAt: '2026-03-02T11:15:00.000Z', amount: euro(2000n) },
    ]);
    expect(events[2]).not.toHaveProperty('settlesOrder');
  });

  it('that end with less than the amount release the rest', () => {
    expect(eventsOf('payment.paid.confirmed', capture('35.95', {}))).toMatchObject([
      { type: 'order.created', amount: DUE },
      { type: 'order.completed', occurredAt: '2026-03-02T09:31:12.000Z', amount: euro(3595n) },
      { type: 'payment.authorized', amount: DUE },
      { type: 'payment.succeeded', amount: euro(3595n), settlesOrder: true },
    ]);
  });

  it('of a part before a cancellation are kept', () => {
    const fields = { status: 'canceled', canceledAt: '2026-03-03T09:00:00+00:00' };
    expect(eventsOf('payment.paid.confirmed', capture('20.00', fields))).toMatchObject([
      { type: 'order.created' },
      { type: 'order.completed', amount: euro(2000n) },
      { type: 'payment.authorized' },
      { type: 'payment.succeeded', occurredAt: '2026-03-03T09:00:00.000Z', amount: euro(2000n) },
    ]);
  });

  it('of nothing leave a canceled authorization without money', () => {
    const fields = { status: 'canceled', canceledAt: '2026-03-03T09:00:00+00:00' };
    expect(eventsOf('payment.paid.confirmed', capture('0.00', fields))).toMatchObject([
      { type: 'order.created' },
      { type: 'payment.authorized' },
      { type: 'payment.canceled', occurredAt: '2026-03-03T09:00:00.000Z' },
    ]);
  });
});
