import { providers } from '@payspool/providers';
import { SCENARIOS, simulatorOf } from '@payspool/providers/simulator';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type PlannedRequest, planTraffic, type TrafficOptions } from './plan-traffic.ts';

const base: TrafficOptions = {
  providers,
  scenarios: SCENARIOS,
  count: 1,
  duplicate: 0,
  forge: 0,
  shuffle: false,
  seed: 1,
  startsAt: new Date('2026-03-01T00:00:00Z'),
};
const plan = (options: Partial<TrafficOptions>) => planTraffic({ ...base, ...options });
const fingerprint = ({ provider, body, forged }: PlannedRequest) =>
  `${provider.slug} ${forged ? 'forged' : ''} ${body.toString('utf8')}`;
const fingerprints = (requests: readonly PlannedRequest[]) => requests.map(fingerprint);

const traffic = fc.record({
  seed: fc.integer({ min: 0, max: 0xffff_ffff }),
  count: fc.integer({ min: 1, max: 2 }),
  duplicate: fc.double({ min: 0, max: 1, noNaN: true }),
  forge: fc.integer({ min: 0, max: 5 }),
  shuffle: fc.boolean(),
  providers: fc.subarray([...providers], { minLength: 1 }),
});

describe('planTraffic', () => {
  it('plans the same traffic for the same seed, and other traffic for another seed', () => {
    const options = { duplicate: 0.5, forge: 3, shuffle: true };
    expect(fingerprints(plan({ ...options, seed: 7 }).requests)).toEqual(
      fingerprints(plan({ ...options, seed: 7 }).requests),
    );
    expect(fingerprints(plan({ ...options, seed: 7 }).requests)).not.toEqual(
      fingerprints(plan({ ...options, seed: 8 }).requests),
    );
  });

  it('sends each delivery once, and in addition the duplicates and the forged deliveries', () => {
    fc.assert(
      fc.property(traffic, (options) => {
        const authentic = plan({ ...options, duplicate: 0, forge: 0 }).requests.length;
        const { requests, duplicates } = plan(options);
        expect(requests).toHaveLength(authentic + duplicates + options.forge);
        expect(requests.filter(({ forged }) => forged)).toHaveLength(options.forge);
        expect(new Set(requests.map(({ body }) => body)).size).toBe(authentic);
      }),
      { numRuns: 25 },
    );
  });

  it('puts every duplicate and every forged delivery behind its original', () => {
    fc.assert(
      fc.property(traffic, (options) => {
        const seen = new Set<Buffer>();
        for (const { body, forged } of plan(options).requests) {
          if (forged) expect(seen.has(body)).toBe(true);
          else seen.add(body);
        }
      }),
      { numRuns: 25 },
    );
  });

  it('sends everything twice for a share of 1, and nothing twice for 0', () => {
    const once = plan({ duplicate: 0 });
    const twice = plan({ duplicate: 1 });
    expect(once.duplicates).toBe(0);
    expect(twice.duplicates).toBe(once.requests.length);
    expect(twice.requests).toHaveLength(2 * once.requests.length);
  });

  it('keeps the order of events unless it shuffles, and the same deliveries in both cases', () => {
    const ordered = fingerprints(plan({ shuffle: false }).requests);
    const shuffled = fingerprints(plan({ shuffle: true }).requests);
    expect(shuffled).not.toEqual(ordered);
    expect(shuffled.toSorted()).toEqual(ordered.toSorted());
    for (const { slug } of providers) {
      const mine = plan({
        shuffle: false,
        providers: providers.filter((provider) => provider.slug === slug),
        scenarios: ['checkout'],
      });
      const times = mine.requests.map(({ occurredAt }) => occurredAt.getTime());
      expect(times, slug).toEqual(times.toSorted((a, b) => a - b));
    }
  });

  it.each(
    providers.flatMap((provider) =>
      SCENARIOS.flatMap((name) =>
        simulatorOf(provider).scenarios[name] ? [[provider.slug, name, provider] as const] : [],
      ),
    ),
  )('describes the rows that %s %s must leave', (slug, name, provider) => {
    const { requests, expected } = plan({ providers: [provider], scenarios: [name], count: 3 });
    expect(requests.length).toBeGreaterThanOrEqual(3);
    const rows = [...expected.orders, ...expected.subscriptions];
    expect(rows.length).toBeGreaterThanOrEqual(3);
    expect(rows.every((row) => row.provider === slug)).toBe(true);
    const refs = [
      ...expected.orders.map(({ orderRef }) => orderRef),
      ...expected.subscriptions.map(({ subscriptionRef }) => subscriptionRef),
    ];
    expect(new Set(refs).size, 'copies never meet').toBe(refs.length);
  });

  it('forges signed deliveries if there are any, because a forged hint proves nothing', () => {
    const { requests } = plan({ forge: 50 });
    const slugs = new Set(requests.filter(({ forged }) => forged).map(({ provider }) => provider.slug));
    expect(slugs.has('ippopay')).toBe(false);
    expect(slugs.size).toBeGreaterThan(2);
  });
});
