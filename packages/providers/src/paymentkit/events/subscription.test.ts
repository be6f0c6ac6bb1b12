import { describe, expect, it } from 'vitest';
import { changed, eventsOf } from '../changed-fixture.ts';

describe('subscriptions', () => {
  it('carry periods, the end that was asked for, and what was there before', () => {
    expect(eventsOf('customer.subscription.updated')[0]).toMatchObject({
      currentPeriodStart: '2026-03-02T09:31:02.000Z',
      currentPeriodEnd: '2026-04-01T09:31:02.000Z',
      cancelAt: '2026-04-01T09:31:02.000Z',
      canceledAt: '2026-03-02T09:45:00.000Z',
      trialEnd: null,
      previous: { cancelAt: null, canceledAt: null },
    });
  });

  it('read the previous status in the canonical spelling', () => {
    expect(eventsOf('customer.subscription.past_due')[0]).toMatchObject({ previous: { status: 'active' } });
    const expired = { 'data.previous_attributes': { status: 'incomplete_expired', metadata: {} } };
    expect(eventsOf('customer.subscription.past_due', expired)[0]).toMatchObject({
      previous: { status: 'expired' },
    });
  });

  it('keep their status where the word is not known, with a short warning', () => {
    const normalised = changed('customer.subscription.paused', { 'data.object.status': 'x'.repeat(200) });
    expect(normalised).toMatchObject({ warnings: [`unknown subscription status "${'x'.repeat(40)}"`] });
    const [event] = eventsOf('customer.subscription.paused', { 'data.object.status': 'x' });
    expect(event).not.toHaveProperty('status', expect.anything());
  });

  it('that were deleted are canceled, whatever the snapshot says', () => {
    const [event] = eventsOf('customer.subscription.deleted', { 'data.object.status': 'active' });
    expect(event).toMatchObject({ status: 'canceled', providerStatus: 'active' });
  });

  it("follow the snapshot's status where the name alone would say another", () => {
    const [event] = eventsOf('customer.subscription.renew_failed', { 'data.object.status': 'active' });
    expect(event).toMatchObject({ type: 'subscription.past_due', status: 'active' });
  });
});
