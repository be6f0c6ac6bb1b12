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
/** Every provider takes payments: one that succeeds, one that is refunded, and one that fails before another succeeds. */
const REQUIRED: readonly ScenarioName[] = ['checkout', 'refund', 'failed-then-paid'];
/** A provider with subscriptions plays all of these. */
const SUBSCRIPTION: readonly ScenarioName[] = ['subscription', 'renewal', 'cancellation'];

/** Tests the simulator: its credentials, its scenarios, and that their events lead to the rows that they promise. */
export function scenarioSuite(subject: Subject): void {
  const { provider, simulator, account, stranger } = subject;
  const scenarios = Object.entries(simulator.scenarios);
  const names = scenarios.map(([name]) => name);
  const keyOf = ({ body }: SimulatedDelivery): string => provider.identify(account.sign(body, NOW)).eventKey;

  it('has credentials of its own for each account', () => {
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

  it('plays a checkout, a refund, and a failed payment before one that succeeds', () => {
    expect(REQUIRED.filter((name) => !names.includes(name))).toEqual([]);
  });

  it('plays a subscription with its renewal and cancellation, or none of them', () => {
    const missing = SUBSCRIPTION.filter((name) => !names.includes(name));
    expect([[], SUBSCRIPTION]).toContainEqual(missing);
  });

  it('says how many deliveries of the failed payment come before the one that succeeds', async () => {
    const story = simulator.scenarios['failed-then-paid']?.({ uid: 'a1b2c3d4e5f6', startsAt });
    const { deliveries = [], unpaid = 0 } = story ?? {};
    const paidBy = async (count: number) =>
      (await factsOf(subject, deliveries.slice(0, count))).some(({ type }) => type === 'payment.succeeded');
    // The answer to a hint is the latest state, so that every hint is about a payment that has succeeded.
    expect(unpaid > 0).toBe(provider.confirm === undefined);
    expect([await paidBy(unpaid), await paidBy(unpaid + 1)]).toEqual([false, true]);
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

    it('has an event key for each event, and none of them in its copy', () => {
      const keys = deliveries.map(keyOf);
      // Two hints about one order ask the same question and share their key.
      expect(new Set(keys).size).toBe(provider.confirm ? 1 : keys.length);
      expect(copy.map(keyOf).filter((key) => keys.includes(key))).toEqual([]);
    });

    it('consists of test events that are used without a warning, at the times that it names', async () => {
      for (const delivery of deliveries) {
        for (const meaning of await meaningsOf(subject, [delivery])) {
          expect({ ...meaning, live: meaning.mode === 'live' }).toMatchObject({
            outcome: 'events',
            warnings: [],
            live: false,
          });
          // The time of a hint is the one of the answer that confirms it.
          if (!provider.confirm) expect(meaning.occurredAt).toBe(delivery.occurredAt.toISOString());
        }
      }
    });

    it('is one purchase or one subscription, connected by the references of its events alone', async () => {
      const groups = connectedReferences(await factsOf(subject, deliveries));
      expect(groups).toHaveLength(1);
      const promised = [
        ...expected.orders.map(({ orderRef }) => orderRef),
        ...expected.subscriptions.map(({ subscriptionRef }) => subscriptionRef),
      ];
      expect(promised).toHaveLength(1);
      expect(promised.filter((reference) => !groups[0]?.has(reference))).toEqual([]);
    });

    it('shares no reference with its copy', async () => {
      const [own] = connectedReferences(await factsOf(subject, deliveries));
      const [other] = connectedReferences(await factsOf(subject, copy));
      expect([...(other ?? [])].filter((reference) => own?.has(reference))).toEqual([]);
    });

    it('moves the money and ends in the status that it promises', async () => {
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
