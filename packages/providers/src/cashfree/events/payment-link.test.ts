import { describe, expect, it } from 'vitest';
import { bodyOf, eventsOf, read } from '../simulator/fixtures/changed-fixture.ts';

describe('a payment link', () => {
  it('gives its id to the order of its payment, without money', () => {
    expect(eventsOf('PAYMENT_LINK_EVENT')).toEqual([
      {
        type: 'order.created',
        rank: 0,
        occurredAt: '2026-03-01T07:25:06.000Z',
        orderRef: 'CFPay_U1mgll3c0e9g_ehdcjjbtckf',
        merchantRef: 'payment_ps11',
        merchantRefField: 'link_id',
        merchantRefWriter: 'merchant',
      },
    ]);
  });

  it('without an order is ignored', () => {
    const body = JSON.parse(bodyOf('PAYMENT_LINK_EVENT').toString()) as { data: Record<string, unknown> };
    delete body.data['order'];
    expect(read(Buffer.from(JSON.stringify(body)))).toMatchObject({
      outcome: 'ignored',
      reason: 'nothing has been paid through the link',
    });
  });
});
