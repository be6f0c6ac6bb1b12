import Stripe from 'stripe';
import { describe, expect, it } from 'vitest';
import type { EventFacts } from '@payspool/events';
import { SCENARIOS, type Scenario, type ScenarioName } from '../contract/index.ts';
import { withDefaults } from './fixtures/made-event.ts';
import { normalise } from './normalise.ts';
import { stripe } from './index.ts';

const startsAt = new Date('2026-01-01T12:00:00.000Z');
const play = (name: ScenarioName, uid = '0a1b2c3d4e5f'): Scenario => {
  const scenario = stripe.simulator.scenarios[name];
  if (!scenario) throw new Error(`no scenario ${name}`);
  return scenario({ uid, startsAt });
};

function eventsOf(scenario: Scenario): readonly EventFacts[] {
  return scenario.deliveries.flatMap(({ body }) => {
    const meaning = normalise({ body, headers: {} }, withDefaults());
    if (meaning.outcome === 'ignored') throw new Error(meaning.reason);
    expect(meaning.warnings).toEqual([]);
    return meaning.events;
  });
}

/** References of a scenario, merged wherever one delivery's event names several. */
function components(events: readonly EventFacts[]): Set<string>[] {
  return events.reduce<Set<string>[]>((groups, event) => {
    const refs = Object.entries(event).flatMap(([key, value]) => {
      if (key === 'paymentAliases' && Array.isArray(value)) return value as string[];
      return key.endsWith('Ref') && !/^(plan|customer|merchant)/.test(key) ? [String(value)] : [];
    });
    const touched = groups.filter((group) => refs.some((ref) => group.has(ref)));
    const merged = new Set([...refs, ...touched.flatMap((group) => [...group])]);
    return [...groups.filter((group) => !touched.includes(group)), merged];
  }, []);
}

describe('the simulator', () => {
  it('has every scenario', () => {
    expect(Object.keys(stripe.simulator.scenarios).toSorted()).toEqual([...SCENARIOS].toSorted());
  });

  it('makes credentials that verify what it signs, new ones each time', async () => {
    const { env, signing } = await stripe.simulator.createCredentials({ now: startsAt });
    const other = await stripe.simulator.createCredentials({ now: startsAt });
    expect(signing).not.toEqual(other.signing);
    const settings = stripe.settings.parse({ webhookSecrets: env.STRIPE_WEBHOOK_SECRETS });
    expect(stripe.isConfigured(settings)).toBe(true);
    expect(stripe.isConfigured(withDefaults())).toBe(false);

    const [first] = play('checkout').deliveries;
    const body = first?.body ?? Buffer.alloc(0);
    const path = '/webhooks/stripe';
    const request = stripe.simulator.sign({ body, sentAt: startsAt, path, signing });
    const now = () => startsAt;
    const io = {
      now,
      fetch: () => Promise.reject(new Error()),
      fetchCertificate: () => Promise.reject(new Error()),
    };
    const verify = stripe.createVerifier({ settings, mode: 'test', io });
    expect(await verify({ headers: request.headers, body: request.body, path, query: {} })).toMatchObject({
      authentic: true,
    });
    const header = request.headers['stripe-signature'] ?? '';
    const event = Stripe.webhooks.constructEvent(
      body,
      header,
      env.STRIPE_WEBHOOK_SECRETS ?? '',
      300,
      undefined,
      startsAt.getTime(),
    );
    expect(event.type).toBe(first?.type);
  });
});

describe.each(SCENARIOS)('the scenario %s', (name) => {
  it('is one purchase or one subscription, tied together by its events alone', () => {
    const scenario = play(name);
    const groups = components(eventsOf(scenario));
    expect(groups).toHaveLength(1);
    const { orders, subscriptions } = scenario.expected;
    const roots = [
      ...orders.map((order) => order.orderRef),
      ...subscriptions.map((one) => one.subscriptionRef),
    ];
    expect(roots).toHaveLength(1);
    expect(roots.every((ref) => groups[0]?.has(ref))).toBe(true);
  });

  it('shares no id with another copy', () => {
    const [one] = components(eventsOf(play(name)));
    const [other] = components(eventsOf(play(name, 'ffffffffffff')));
    expect([...(one ?? [])].filter((ref) => other?.has(ref))).toEqual([]);
  });

  it('has distinct event keys, and times that its bodies repeat, in order and within the hour', () => {
    const { deliveries } = play(name);
    const keys = deliveries.map(({ body }) => stripe.identify({ headers: {}, body }).eventKey);
    expect(new Set(keys).size).toBe(deliveries.length);
    const times = deliveries.map(({ occurredAt }) => occurredAt.getTime());
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    expect(Math.max(...times)).toBeLessThanOrEqual(startsAt.getTime() + 3_600_000);
    for (const { type, body, occurredAt } of deliveries) {
      const meaning = stripe.normalise({ body, headers: {} }, withDefaults());
      expect(meaning).toMatchObject({ type, occurredAt: occurredAt.toISOString(), mode: 'test' });
    }
  });

  it('ends in what it says it expects', () => {
    const { expected, ...scenario } = play(name);
    const events = eventsOf({ expected, ...scenario });
    for (const order of expected.orders) {
      const due = events.findLast(({ type }) => type.startsWith('order.'));
      const money = { amountMinor: order.amountMinor, currency: order.currency };
      expect(due).toMatchObject({ orderRef: order.orderRef, amount: money });
      const paid = events.findLast(({ type }) => type === 'payment.succeeded');
      expect(paid).toMatchObject({ amount: { amountMinor: order.paidMinor } });
      const refunds = events.flatMap((event) =>
        event.type === 'refund.succeeded' ? [event.amount?.amountMinor ?? 0n] : [],
      );
      expect(refunds.reduce((sum, amount) => sum + amount, 0n)).toBe(order.refundedMinor);
    }
    for (const { subscriptionRef, status } of expected.subscriptions) {
      const last = events.findLast((event) => event.type.startsWith('subscription.') && 'status' in event);
      expect(last).toMatchObject({ subscriptionRef, status });
    }
  });
});
