import { afterEach, describe, expect, it } from 'vitest';
import type { Observation } from '../../contract/index.ts';
import { razorpay as provider } from '../index.ts';
import { startRazorpay } from './api-under-test.ts';
import { simulator } from './index.ts';

const START = new Date('2026-03-02T09:00:00.000Z');
const context = { uid: 'a1b2c3d4e5f6', startsAt: START };
const running: { close: () => Promise<void> }[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map(({ close }) => close()));
});

/** The meaning of everything that the API lists of a scenario, `seconds` after its start. */
async function listed(scenario: 'checkout' | 'refund' | 'renewal' | 'dispute', seconds: number) {
  const now = new Date(START.getTime() + seconds * 1000);
  const { api, accessWith, close } = await startRazorpay({ now: () => now });
  running.push({ close });
  api.withDeliveries(simulator.scenarios[scenario]?.(context).deliveries ?? []);
  const access = accessWith();
  const found: Observation[] = [];
  for (const kind of provider.reads?.objects?.listed ?? []) {
    const span = { from: START, to: now };
    const page = await provider.reads?.objects?.list?.({ kind, span, page: undefined }, access);
    found.push(...(page?.items ?? []));
  }
  return found.flatMap(({ body }) => {
    const meaning = provider.reads?.objects?.normalise({ body, headers: {} }, access.settings);
    return meaning?.outcome === 'events' ? meaning.events : [];
  });
}

describe('the fake API shows the objects of a scenario', () => {
  it('as they are after its last event', async () => {
    const events = await listed('refund', 7200);
    expect(events).toContainEqual(
      expect.objectContaining({ type: 'order.completed', orderRef: 'order_a1b2c3d4e5f6' }),
    );
    expect(events.filter(({ type }) => type === 'refund.succeeded')).toMatchObject([
      { refundRef: 'rfnd_a1b2c3d4e5f6b', amount: { amountMinor: 29_900n } },
      { refundRef: 'rfnd_a1b2c3d4e5f6a', amount: { amountMinor: 20_000n } },
    ]);
  });

  it('as they are in its middle', async () => {
    const events = await listed('refund', 700);
    expect(events.filter(({ type }) => type.startsWith('refund.'))).toMatchObject([
      { type: 'refund.pending', refundRef: 'rfnd_a1b2c3d4e5f6a' },
    ]);
    expect(await listed('checkout', 61)).toMatchObject([
      { type: 'order.created' },
      { type: 'payment.authorized' },
      { type: 'payment.authorized' },
    ]);
  });

  it('of a subscription, with its periods', async () => {
    const events = await listed('renewal', 7200);
    const periods = events.flatMap((event) => ('paidPeriod' in event ? [event.paidPeriod?.invoiceRef] : []));
    expect(periods).toEqual(['inv_a1b2c3d4e5f6c2', 'inv_a1b2c3d4e5f6c1']);
    expect(events).toContainEqual(
      expect.objectContaining({ type: 'subscription.updated', status: 'active', isObserved: true }),
    );
  });

  it('of a dispute', async () => {
    expect(await listed('dispute', 7200)).toContainEqual(
      expect.objectContaining({
        type: 'dispute.lost',
        amount: expect.objectContaining({ amountMinor: 10_000n }),
      }),
    );
  });
});
