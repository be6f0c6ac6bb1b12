import { describe, expect, it } from 'vitest';
import { START, useClockedProjection } from './clocked-projection.ts';
import { fulfilmentOf, strays } from './fulfilled.ts';

const DAY_MS = 86_400_000;

const under = useClockedProjection();
const { comes, differing, held, publish, setNow, settings, topics } = under;

describe('access that ends by itself', () => {
  /** Paid until this time. */
  const END = new Date(START + 10 * DAY_MS).toISOString();
  const about = { subscriptionRef: 'sub_1', customerRef: 'cus_1', merchantRef: 'gold-9' };
  const begun = () =>
    comes('begun', 1, {
      type: 'subscription.activated',
      status: 'active',
      planRef: 'gold',
      paidPeriod: { start: '2026-01-31T12:00:01.000Z', end: END },
      ...about,
    });
  const canceled = () =>
    comes('canceled', 5, { type: 'subscription.canceled', status: 'canceled', ...about });
  const paused = () => comes('paused', 5, { type: 'subscription.paused', status: 'paused', ...about });
  const resumed = () => comes('resumed', 9, { type: 'subscription.resumed', status: 'active', ...about });
  const ends = async () => (await topics()).filter((topic) => topic === 'subscription.access_ended').length;
  const entitlement = async () => (await held())[0];

  it('is granted until then, and its end is published once', async () => {
    const fulfilment = fulfilmentOf(under.db, settings);
    await begun();
    await canceled();
    await fulfilment.catchUp();
    expect(await topics()).toEqual(['subscription.activated', 'subscription.canceled']);
    expect(await entitlement()).toMatchObject({
      status: 'granted',
      reason: null,
      validUntil: new Date(END),
    });
    expect(await differing()).toBe(0);
    setNow(new Date(Date.parse(END) - 1));
    expect(await publish()).toBe(0);
    setNow(END);
    expect(await publish()).toBe(1);
    expect(await publish()).toBe(0);
    await fulfilment.catchUp();
    expect(await topics()).toEqual([
      'subscription.activated',
      'subscription.canceled',
      'subscription.access_ended',
    ]);
    expect(await entitlement()).toMatchObject({
      ref: 'sub_1',
      status: 'revoked',
      reason: 'canceled',
      validUntil: new Date(END),
    });
    expect(await differing()).toBe(0);
    expect(await strays(under.db)).toEqual([]);
  });

  it('is also revoked by a reaction whose clock is behind', async () => {
    const behind = fulfilmentOf(under.db, { now: () => new Date(START) });
    await begun();
    await canceled();
    setNow(END);
    await publish();
    await behind.catchUp();
    expect(await entitlement()).toMatchObject({ status: 'revoked', reason: 'canceled' });
  });

  it('does not end at a time that a later event changed', async () => {
    await begun();
    await paused();
    expect(await under.db.subscription.findMany()).toMatchObject([{ validUntil: new Date(END) }]);
    await resumed();
    setNow(END);
    expect(await publish()).toBe(0);
    expect(await ends()).toBe(0);
    expect(await under.db.subscription.findMany()).toMatchObject([{ access: 'granted', validUntil: null }]);
  });

  it('ends at the later time if a payment for a longer period arrives late', async () => {
    await begun();
    await canceled();
    const longer = new Date(START + 40 * DAY_MS).toISOString();
    await comes('longer', 4, {
      type: 'subscription.renewed',
      status: 'active',
      paidPeriod: { start: END, end: longer },
      ...about,
    });
    setNow(END);
    await publish();
    expect(await ends()).toBe(0);
    setNow(longer);
    await publish();
    await publish();
    expect(await ends()).toBe(1);
  });

  it('is granted again when billing resumes', async () => {
    const fulfilment = fulfilmentOf(under.db, settings);
    await begun();
    await paused();
    setNow(END);
    await publish();
    await fulfilment.catchUp();
    expect(await entitlement()).toMatchObject({ status: 'revoked', reason: 'paused' });
    await resumed();
    await fulfilment.catchUp();
    expect((await topics()).slice(3).toSorted()).toEqual(['subscription.reinstated', 'subscription.resumed']);
    expect(await entitlement()).toMatchObject({ status: 'granted', reason: null, validUntil: null });
    expect(await differing()).toBe(0);
  });
});
