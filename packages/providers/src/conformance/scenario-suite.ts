import { describe, expect, it } from 'vitest';
import type { SimulatedDelivery } from '../contract/index.ts';
import { confirmedBodies } from './confirmed-bodies.ts';
import { eventsOf } from './events-of.ts';
import { textsIn } from './personal-data.ts';
import { NOW, type Subject } from './subject.ts';

const HOUR_MS = 3_600_000;
const startsAt = new Date(NOW.getTime() - 2 * HOUR_MS);
/** The references that connect a purchase's events. */
const TYING = /^(order|payment|invoice|refund|dispute|subscription)(Ref|Aliases)$/;

/** Tests the scenarios of the simulator. */
export function scenarioSuite(subject: Subject): void {
  const { provider, account } = subject;
  const scenarios = Object.entries(provider.simulator.scenarios);
  const keyOf = ({ body }: SimulatedDelivery): string => provider.identify(account.sign(body, NOW)).eventKey;

  it('plays at least a checkout', () => {
    expect(scenarios.map(([name]) => name)).toContain('checkout');
  });

  describe.each(scenarios)('the scenario %s', (_, play) => {
    const { deliveries, expected } = play({ uid: 'a1b2c3d4e5f6', startsAt });
    const copy = play({ uid: 'z9y8x7w6v5u4', startsAt }).deliveries;

    it('is told in order of time, inside an hour', () => {
      const times = deliveries.map(({ occurredAt }) => occurredAt.getTime());
      expect(times).toEqual(times.toSorted((a, b) => a - b));
      expect(times.at(-1)).toBeLessThanOrEqual(startsAt.getTime() + HOUR_MS);
    });

    it('consists of authentic deliveries of the types that it names', async () => {
      for (const { body, type } of deliveries) {
        const signed = account.sign(body, NOW);
        expect(await account.verify(signed, NOW)).toMatchObject({ authentic: true });
        expect(provider.identify(signed).type).toBe(type);
      }
    });

    it('names every order and subscription that it promises', async () => {
      const references = await referencesOf(subject, deliveries);
      const promised = [
        ...expected.orders.map(({ orderRef }) => orderRef),
        ...expected.subscriptions.map(({ subscriptionRef }) => subscriptionRef),
      ];
      expect(promised).not.toEqual([]);
      expect(promised.filter((reference) => !references.has(reference))).toEqual([]);
    });

    it('shares no key and no reference with its copy', async () => {
      expect(copy.map(keyOf).filter((key) => deliveries.map(keyOf).includes(key))).toEqual([]);
      const references = await referencesOf(subject, deliveries);
      expect(
        [...(await referencesOf(subject, copy))].filter((reference) => references.has(reference)),
      ).toEqual([]);
    });
  });
}

async function referencesOf(
  { provider, account }: Subject,
  deliveries: readonly SimulatedDelivery[],
): Promise<Set<string>> {
  const found = new Set<string>();
  for (const { body } of deliveries) {
    for (const confirmed of await confirmedBodies(provider, body, account.credentials.env)) {
      const meaning = account.normalise(confirmed, { authentic: true, signedAt: NOW });
      for (const [field, value] of eventsOf(meaning).flatMap((event) => Object.entries(event))) {
        if (TYING.test(field)) for (const reference of textsIn(value)) found.add(reference);
      }
    }
  }
  return found;
}
