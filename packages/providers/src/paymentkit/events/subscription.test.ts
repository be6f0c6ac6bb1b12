import { describe, expect, it } from 'vitest';
import { changed, eventsOf } from '../simulator/fixtures/changed-fixture.ts';

describe('subscriptions', () => {
  it('have periods, the requested end and the replaced values', () => {
    expect(eventsOf('customer.subscription.updated')[0]).toMatchObject({
      currentPeriodStart: '2026-03-02T09:31:02.000Z',
      currentPeriodEnd: '2026-04-01T09:31:02.000Z',
      cancelAt: '2026-04-01T09:31:02.000Z',
      canceledAt: '2026-03-02T09:45:00.000Z',
      trialEnd: null,
      previous: { cancelAt: null, canceledAt: null },
    });
  });

  it('have the previous status in canonical terms', () => {
    expect(eventsOf('customer.subscription.past_due')[0]).toMatchObject({ previous: { status: 'active' } });
    const expired = { 'data.previous_attributes': { status: 'incomplete_expired', metadata: {} } };
    expect(eventsOf('customer.subscription.past_due', expired)[0]).toMatchObject({
      previous: { status: 'expired' },
    });
  });

  it('keep their status if the new one is unknown, with a short warning', () => {
    const normalised = changed('customer.subscription.paused', { 'data.object.status': 'x'.repeat(200) });
    expect(normalised).toMatchObject({ warnings: [`unknown subscription status "${'x'.repeat(40)}"`] });
    const [event] = eventsOf('customer.subscription.paused', { 'data.object.status': 'x' });
    expect(event).not.toHaveProperty('status', expect.anything());
  });

  it('that were deleted are canceled, regardless of the status in the snapshot', () => {
    const [event] = eventsOf('customer.subscription.deleted', { 'data.object.status': 'active' });
    expect(event).toMatchObject({ status: 'canceled', providerStatus: 'active' });
  });

  it("have the status of the snapshot if the event's name implies another", () => {
    const [event] = eventsOf('customer.subscription.renew_failed', { 'data.object.status': 'active' });
    expect(event).toMatchObject({ type: 'subscription.past_due', status: 'active' });
  });

  it('that end with their period have its end as the time of cancellation', () => {
    for (const none of [null, 0, undefined]) {
      const flagged = { 'data.object.cancel_at_period_end': true, 'data.object.cancel_at': none };
      expect(eventsOf('customer.subscription.renewed', flagged)[0]).toMatchObject({
        cancelAt: '2026-04-01T09:45:00.000Z',
      });
    }
    const kept = { 'data.object.cancel_at_period_end': false, 'data.object.cancel_at': 0 };
    expect(eventsOf('customer.subscription.renewed', kept)[0]).toMatchObject({ cancelAt: null });
  });

  it('have the previous end, computed from the replaced and the unchanged fields', () => {
    const kept = {
      'data.object.cancel_at_period_end': false,
      'data.previous_attributes': { cancel_at_period_end: true },
    };
    expect(eventsOf('customer.subscription.updated', kept)[0]).toMatchObject({
      cancelAt: null,
      previous: { cancelAt: '2026-04-01T09:31:02.000Z' },
    });
  });

  it.each([
    [{ behavior: 'void', resumes_at: 1_775_035_900 }, true, '2026-04-01T09:31:40.000Z'],
    [{ behavior: 'keep_as_draft', resumes_at: 0 }, true, null],
    [{}, true, null],
    [null, false, null],
  ])('with a pause of collection %j', (pause, collectionPaused, collectionResumesAt) => {
    expect(
      eventsOf('customer.subscription.updated', { 'data.object.pause_collection': pause })[0],
    ).toMatchObject({ collectionPaused, collectionResumesAt });
  });

  it('begin later if their start is in the future', () => {
    const ahead = { 'data.object.start_date': 1_775_035_900 };
    expect(eventsOf('customer.subscription.created', ahead)[0]).toMatchObject({
      startsAt: '2026-04-01T09:31:40.000Z',
    });
    expect(eventsOf('customer.subscription.created')[0]).toMatchObject({ startsAt: null });
  });
});

describe('the items of a subscription', () => {
  const metered = {
    id: 'si_a',
    price_id: 'price_usage',
    quantity: 1,
    price: { recurring: { usage_type: 'metered' } },
  };
  const seats = { id: 'si_b', price_id: 'price_seats', quantity: 5 };
  const extra = { id: 'si_c', price_id: 'price_extra', quantity: 2 };
  const withItems = (items: unknown) =>
    eventsOf('customer.subscription.updated', { 'data.object.items': items })[0];

  it('are the same in every order; the main item is the first unmetered one by the bytes of its id', () => {
    for (const items of [
      [metered, seats, extra],
      [extra, seats, metered],
      [seats, metered, extra],
    ]) {
      expect(withItems(items)).toMatchObject({
        planRef: 'price_seats',
        quantity: 5,
        items: [
          { itemRef: 'si_a', planRef: 'price_usage', quantity: null },
          { itemRef: 'si_b', planRef: 'price_seats', quantity: 5 },
          { itemRef: 'si_c', planRef: 'price_extra', quantity: 2 },
        ],
      });
    }
  });

  it('have no quantity if all are metered', () => {
    expect(withItems([metered])).toMatchObject({ planRef: 'price_usage', quantity: null });
  });

  it.each([null, undefined, []])('leave the plan unchanged if they are %j', (items) => {
    expect(withItems(items)).not.toHaveProperty('planRef');
    expect(withItems(items)).not.toHaveProperty('items');
  });

  it('are left out if there are more than a hundred, but the plan is kept', () => {
    const many = Array.from({ length: 101 }, (_, index) => ({
      id: `si_${String(index).padStart(3, '0')}`,
      price_id: `price_${index}`,
      quantity: 1,
    }));
    expect(withItems(many)).toMatchObject({ planRef: 'price_0', quantity: 1 });
    expect(withItems(many)).not.toHaveProperty('items');
  });
});

describe("the period that the event's name proves to be paid", () => {
  it.each(['customer.subscription.started', 'customer.subscription.renewed'])(
    'is the current period in %s, with the latest invoice',
    (type) => {
      const changes = {
        'data.object.current_period_start': 1_772_443_900,
        'data.object.current_period_end': 1_775_035_900,
        'data.object.latest_invoice_id': 'in_9',
      };
      expect(eventsOf(type, changes)[0]).toMatchObject({
        paidPeriod: {
          start: '2026-03-02T09:31:40.000Z',
          end: '2026-04-01T09:31:40.000Z',
          invoiceRef: 'in_9',
        },
      });
    },
  );

  it.each(['trialing', 'past_due', 'paused', 'incomplete'])('is absent if the status is %s', (status) => {
    const [event] = eventsOf('customer.subscription.started', { 'data.object.status': status });
    expect(event).not.toHaveProperty('paidPeriod');
  });

  it.each(['updated', 'created', 'recovered', 'resumed', 'upgraded', 'trial_end', 'trial_will_end'])(
    'is absent in customer.subscription.%s, because a stated period is not proven to be paid',
    (name) => {
      const [event] = eventsOf(`customer.subscription.${name}`, { 'data.object.status': 'active' });
      expect(event).not.toHaveProperty('paidPeriod');
    },
  );
});
