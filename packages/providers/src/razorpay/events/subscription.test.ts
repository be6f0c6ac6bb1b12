import { describe, expect, it } from 'vitest';
import { changed, eventsOf } from '../changed-fixture.ts';

describe('subscriptions', () => {
  it('say that there is no period yet', () => {
    expect(eventsOf('subscription.authenticated')[0]).toMatchObject({
      status: 'incomplete',
      currentPeriodStart: null,
      currentPeriodEnd: null,
    });
  });

  it('carry plan, quantity and period', () => {
    expect(eventsOf('subscription.updated')[0]).toMatchObject({
      planRef: 'plan_PayspoolTea01',
      quantity: 4,
      currentPeriodStart: '2026-03-02T09:31:00.000Z',
      currentPeriodEnd: '2026-04-01T09:31:00.000Z',
      customerRef: 'cust_N40ZsOgKdF8tXe',
    });
  });

  it('say when they were canceled', () => {
    expect(eventsOf('subscription.cancelled')[0]).toMatchObject({ canceledAt: '2026-03-02T09:55:00.000Z' });
  });

  it('keep their status where the word is not known, with a short warning', () => {
    const normalised = changed('subscription.updated', {
      'payload.subscription.entity.status': 'x'.repeat(200),
    });
    expect(normalised).toMatchObject({ warnings: [`unknown subscription status "${'x'.repeat(40)}"`] });
    const [event] = eventsOf('subscription.updated', { 'payload.subscription.entity.status': 'x' });
    expect(event).not.toHaveProperty('status', expect.anything());
  });
});
