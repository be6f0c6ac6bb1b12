import type { CanonicalEvent } from '@payspool/events';
import { describe, expect, it } from 'vitest';
import { variableName } from '../accounts/settings-from-env.ts';
import type { Normalised } from '../contract/index.ts';
import type { ScenarioName, SimulatedDelivery } from '../simulator/contract.ts';
import { openAccount } from './account-under-test.ts';
import { confirmedBodies } from './confirmed-bodies.ts';
import { eventsOf } from './events-of.ts';
import { connectedReferences, refundedTotal, statusOf, total } from './scenario-sums.ts';
import { NOW, type Subject } from './subject.ts';

const HOUR_MS = 3_600_000;
const startsAt = new Date(NOW.getTime() - 2 * HOUR_MS);
/** Every provider must have a payment that succeeds, one that is refunded, and one that fails before another succeeds. */
const REQUIRED: readonly ScenarioName[] = ['checkout', 'refund', 'failed-then-paid'];
/** A provider with subscriptions must have all of these. */
const SUBSCRIPTION: readonly ScenarioName[] = ['subscription', 'renewal', 'cancellation'];

/** Tests the simulator: its credentials, its scenarios, and whether the events of a scenario give the expected rows. */
export function scenarioSuite(subject: Subject): void {
  const { provider, simulator, account, stranger } = subject;
  const scenarios = Object.entries(simulator.scenarios);
  const names = scenarios.map(([name]) => name);
  const keyOf = ({ body }: SimulatedDelivery): string => provider.identify(account.sign(body, NOW)).eventKey;

  it('creates different credentials for each account', () => {
    expect(account.credentials.signing).not.toEqual(stranger.credentials.signing);
    expect(Object.keys(account.credentials.env)).not.toEqual([]);
  });

  it('has demo credentials that verify, unless its deliveries are hints', async () => {
    const credentials = await simulator.createDemoCredentials?.('payspool-demo-test');
    expect(credentials === undefined).toBe(provider.confirm !== undefined);
    if (!credentials) return;
    const demo = openAccount({ provider, simulator, credentials });
    const body = Buffer.from('{}');
    expect(await demo.verify(demo.sign(body, NOW), NOW)).toMatchObject({ authentic: true });
    const { verifying = [], reading = [] } = provider.fileSettings;
    const files = [...verifying, ...reading].map((key) => variableName(provider.slug, key));
    expect(Object.keys(credentials.env).filter((name) => !files.includes(name))).toEqual([]);
  });

  it('has the scenarios checkout, refund and failed-then-paid', () => {
    expect(REQUIRED.filter((name) => !names.includes(name))).toEqual([]);
  });

  it('has all three scenarios of a subscription, or none of them', () => {
    const missing = SUBSCRIPTION.filter((name) => !names.includes(name));
    expect([[], SUBSCRIPTION]).toContainEqual(missing);
  });

  it('states how many deliveries of failed-then-paid come before the successful payment', async () => {
    const story = simulator.scenarios['failed-then-paid']?.({ uid: 'a1b2c3d4e5f6', startsAt });
    const { deliveries = [], unpaid = 0 } = story ?? {};
    const paidBy = async (count: number) =>
      (await factsOf(subject, deliveries.slice(0, count))).some(({ type }) => type === 'payment.succeeded');
    // The answer to a hint is the latest state, so every hint leads to a successful payment.
    expect(unpaid > 0).toBe(provider.confirm === undefined);
    expect([await paidBy(unpaid), await paidBy(unpaid + 1)]).toEqual([false, true]);
  });

  describe.each(scenarios)('the scenario %s', (_, play) => {
    const { deliveries, expected } = play({ uid: 'a1b2c3d4e5f6', startsAt });
    const copy = play({ uid: 'z9y8x7w6v5u4', startsAt }).deliveries;

    it('has its deliveries in order of time, within an hour', () => {
      const times = deliveries.map(({ occurredAt }) => occurredAt.getTime());
      expect(times).toEqual(times.toSorted((a, b) => a - b));
      expect(times.at(-1)).toBeLessThanOrEqual(startsAt.getTime() + HOUR_MS);
    });

    it('consists of authentic deliveries of the stated types', async () => {
      for (const { body, type } of deliveries) {
        const signed = account.sign(body, NOW);
        expect(await account.verify(signed, NOW)).toMatchObject({ authentic: true });
        expect(provider.identify(signed).type).toBe(type);
      }
    });

    it('has a different event key for each event, also in a copy of the scenario', () => {
      const keys = deliveries.map(keyOf);
      // Two hints about one order have one key, because the API is asked the same question.
      expect(new Set(keys).size).toBe(provider.confirm ? 1 : keys.length);
      expect(copy.map(keyOf).filter((key) => keys.includes(key))).toEqual([]);
    });

    it('consists of test events, without a warning, at the stated times', async () => {
      for (const delivery of deliveries) {
        for (const meaning of await meaningsOf(subject, [delivery])) {
          expect({ ...meaning, live: meaning.mode === 'live' }).toMatchObject({
            outcome: 'events',
            warnings: [],
            live: false,
          });
          // The event of a hint has the time of the API's answer.
          if (!provider.confirm) expect(meaning.occurredAt).toBe(delivery.occurredAt.toISOString());
        }
      }
    });

    it('is one purchase or subscription, which the references of its events connect', async () => {
      const groups = connectedReferences(await factsOf(subject, deliveries));
      expect(groups).toHaveLength(1);
      const promised = [
        ...expected.orders.map(({ orderRef }) => orderRef),
        ...expected.subscriptions.map(({ subscriptionRef }) => subscriptionRef),
      ];
      expect(promised).toHaveLength(1);
      expect(promised.filter((reference) => !groups[0]?.has(reference))).toEqual([]);
    });

    it('shares no reference with a copy of the scenario', async () => {
      const [own] = connectedReferences(await factsOf(subject, deliveries));
      const [other] = connectedReferences(await factsOf(subject, copy));
      expect([...(other ?? [])].filter((reference) => own?.has(reference))).toEqual([]);
    });

    it('has the expected sums and the expected status', async () => {
      const events = await factsOf(subject, deliveries);
      for (const { currency, paidMinor, refundedMinor, chargedBackMinor } of expected.orders) {
        expect({
          paidMinor: total(events, { type: 'payment.succeeded', ref: 'paymentRef', currency }),
          refundedMinor: refundedTotal(events, currency),
          chargedBackMinor: total(events, { type: 'dispute.lost', ref: 'disputeRef', currency }),
        }).toEqual({ paidMinor, refundedMinor, chargedBackMinor });
      }
      for (const { subscriptionRef, status } of expected.subscriptions)
        expect(statusOf(events, subscriptionRef)).toBe(status);
    });
  });
}

async function meaningsOf(
  subject: Subject,
  deliveries: readonly SimulatedDelivery[],
): Promise<readonly Normalised[]> {
  const { account } = subject;
  const read = await Promise.all(
    deliveries.map(({ body }) => confirmedBodies(subject, body, account.credentials.env)),
  );
  return read.flat().map((body) => account.normalise(body, { authentic: true, signedAt: NOW }));
}

const factsOf = async (
  subject: Subject,
  deliveries: readonly SimulatedDelivery[],
): Promise<readonly CanonicalEvent[]> => (await meaningsOf(subject, deliveries)).flatMap(eventsOf);
