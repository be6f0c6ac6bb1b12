import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { UnusableEventError } from '../contract/index.ts';
import { normalise } from './normalise.ts';

const fromFixture = (name: string) =>
  normalise({ body: readFileSync(new URL(`./fixtures/${name}.json`, import.meta.url)), headers: {} });

const fromBody = (body: unknown) => normalise({ body: Buffer.from(JSON.stringify(body)), headers: {} });

describe('a charge', () => {
  it('that is paid makes a succeeded payment of its order', () => {
    expect(fromFixture('charge_paid')).toMatchObject({
      type: 'charge_paid',
      occurredAt: '2026-03-02T09:14:07.000Z',
      events: [
        {
          type: 'payment.succeeded',
          paymentRef: 'ch_501',
          orderRef: 'ord_77',
          customerRef: 'cus_12',
          amount: { amountMinor: 2000n, currency: 'EUR', exponent: 2 },
        },
      ],
    });
  });

  it('that is declined makes a failed payment, with the code', () => {
    expect(fromFixture('charge_declined')).toMatchObject({
      events: [{ type: 'payment.failed', failureCode: 'no_funds' }],
    });
  });

  it('that is refunded says how much was refunded in all', () => {
    expect(fromFixture('charge_refunded')).toMatchObject({
      events: [{ type: 'payment.succeeded', paymentRef: 'ch_501', amountRefundedMinor: 500n }],
    });
  });

  it('without an amount is refused by the path of the field', () => {
    const charge = { id: 'ch_1', order: 'ord_1', currency: 'EUR' };
    const run = () => fromBody({ id: 'evt_1', kind: 'charge_paid', at: 1772442847, charge });
    expect(run).toThrow(UnusableEventError);
    expect(run).toThrow(/^charge\.cents/);
  });
});

describe('other events', () => {
  it.each([
    ['customer_updated', 'customers are not kept'],
    ['charge_imagined', 'unknown event type'],
    ['__proto__', 'unknown event type'],
  ])('%s is ignored: %s', (kind, reason) => {
    expect(fromBody({ id: 'evt_1', kind })).toEqual({
      outcome: 'ignored',
      type: kind,
      occurredAt: undefined,
      reason,
    });
  });
});
