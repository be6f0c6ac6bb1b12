import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { eventsOf, fixture } from './simulator/fixtures/changed-fixture.ts';
import { MEANINGS } from './simulator/fixtures/fixture-meanings.ts';

const names = readdirSync(new URL('./simulator/fixtures/', import.meta.url))
  .filter((name) => name.endsWith('.json'))
  .map((name) => name.slice(0, -'.json'.length));

describe('each event', () => {
  it('has a fixture, and each fixture has a meaning', () => {
    expect(names.toSorted()).toEqual([...Object.keys(MEANINGS), 'BILLING.PLAN.CREATED'].toSorted());
  });

  it.each(Object.entries(MEANINGS))('%s', (name, meaning) => {
    const found = eventsOf(fixture(name));
    expect(found).toMatchObject(meaning);
    expect(found).toHaveLength(meaning.length);
    expect(found.every(({ occurredAt }) => occurredAt.startsWith('2026-03-04T10:'))).toBe(true);
    // Of the buyer only PayPal's id.
    expect(
      JSON.stringify(found, (_, value: unknown) => (typeof value === 'bigint' ? `${value}` : value)),
    ).not.toMatch(/Ada|example\.com/);
  });

  it('settles an order only with a final capture', () => {
    expect(eventsOf(fixture('PAYMENT.CAPTURE.DENIED'))[0]).not.toHaveProperty('settlesOrder', true);
    expect(eventsOf(fixture('PAYMENT.SALE.COMPLETED'))[0]).not.toHaveProperty('settlesOrder', true);
  });

  it('never makes an order from a refund', () => {
    for (const name of ['PAYMENT.CAPTURE.REFUNDED', 'PAYMENT.SALE.REFUNDED', 'PAYMENT.CAPTURE.REVERSED']) {
      expect(eventsOf(fixture(name))[0]).not.toHaveProperty('orderRef');
    }
  });
});
