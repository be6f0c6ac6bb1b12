import { describe, expect, it } from 'vitest';
import type { Observation } from '../../contract/provider-reads.ts';
import { events } from '../api/events.ts';
import { objects } from '../api/objects.ts';
import { normaliseObservation } from '../api/observe.ts';
import { allOf, named, startPaypal } from '../api/paypal-under-test.ts';
import { identify } from '../identify.ts';
import { simulator } from './index.ts';

const UID = 'abcdef012345';
const startsAt = new Date('2026-03-04T10:00:00Z');
const SPAN = { from: startsAt, to: new Date('2026-03-05T00:00:00Z') };

function play(name: keyof typeof simulator.scenarios) {
  const scenario = simulator.scenarios[name]?.({ uid: UID, startsAt });
  if (!scenario) throw new Error(`there is no scenario ${name}`);
  return scenario.deliveries;
}

const typesOf = (observation: Observation | 'gone'): readonly string[] => {
  if (observation === 'gone') return ['gone'];
  const meaning = normaliseObservation(observation, { merchantId: [] });
  return meaning.outcome === 'events' ? meaning.events.map(({ type }) => type) : [meaning.outcome];
};

const names = Object.keys(simulator.scenarios) as (keyof typeof simulator.scenarios)[];

describe('the fake with the deliveries of a scenario', () => {
  it.each(names)('%s lists the event of each of them', async (name) => {
    const { api, access } = await startPaypal();
    const deliveries = play(name);
    api.withDeliveries(deliveries);
    const { items } = await allOf((page) => events.list(SPAN, page, access));
    expect(items.map(({ body }) => body.toString()).toSorted()).toEqual(
      deliveries.map(({ body }) => body.toString()).toSorted(),
    );
    expect(items.map(({ eventKey }) => eventKey).toSorted()).toEqual(
      deliveries.map(({ body }) => identify({ body }).eventKey).toSorted(),
    );
  });

  it.each([
    ['checkout', ['capture abcdef012345CAPT1']],
    ['refund', ['capture abcdef012345CAPT1', 'refund abcdef012345RFND1']],
    ['failed-then-paid', ['capture abcdef012345CAPT2']],
    ['renewal', ['sale abcdef012345SALE1', 'sale abcdef012345SALE2']],
  ] as const)('%s has its movements of money', async (name, expected) => {
    const { api, access } = await startPaypal();
    api.withDeliveries(play(name));
    const { items } = await allOf(async (page) => {
      if (!objects.list) throw new Error('there are no lists');
      return await objects.list({ kind: 'transaction', span: SPAN, page }, access);
    });
    expect(named(items)).toEqual(expected);
  });

  it.each([
    ['checkout', ['order.completed', 'payment.succeeded']],
    ['refund', ['order.completed', 'payment.succeeded', 'refund.succeeded']],
    ['failed-then-paid', ['order.completed', 'payment.failed', 'payment.succeeded']],
    ['dispute', ['order.completed', 'payment.succeeded']],
  ] as const)('%s shows the order as it is at the end', async (name, types) => {
    const { api, access } = await startPaypal();
    api.withDeliveries(play(name));
    expect(typesOf(await objects.get({ kind: 'order', id: `${UID}ORDER` }, access))).toEqual(types);
  });

  it('shows a dispute that was won', async () => {
    const { api, access } = await startPaypal();
    api.withDeliveries(play('dispute'));
    expect(typesOf(await objects.get({ kind: 'dispute', id: `PP-R-${UID}` }, access))).toEqual([
      'dispute.won',
    ]);
  });

  it('shows a subscription after each of its events', async () => {
    const { api, access } = await startPaypal();
    const seen: string[] = [];
    for (const delivery of play('renewal')) {
      api.withDeliveries([delivery]);
      seen.push(...typesOf(await objects.get({ kind: 'subscription', id: `I-${UID}` }, access)));
    }
    expect(seen).toEqual([
      'subscription.created',
      'subscription.updated',
      'subscription.updated',
      'subscription.past_due',
      'subscription.updated',
    ]);
  });
});
