import type { CanonicalEvent } from '@payspool/events';
import { describe, expect, it } from 'vitest';
import { variableName, settingsFromEnv } from '../accounts/settings-from-env.ts';
import { isHint, type Normalised, type OutboundFetch, type Question } from '../contract/index.ts';
import type { ScenarioName, SimulatedDelivery } from '../simulator/contract.ts';
import { openAccount } from './account-under-test.ts';
import { eventsOf, textsIn } from './expectations.ts';
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

  it('has demo credentials that verify, unless its API is asked, which a demo cannot reach', async () => {
    const credentials = await simulator.createDemoCredentials?.('payspool-demo-test');
    expect(credentials === undefined).toBe(provider.confirm !== undefined);
    if (!credentials) return;
    const demo = openAccount({ provider, simulator, credentials });
    const body = Buffer.from('{}');
    expect(await demo.verify(demo.sign(body, NOW), NOW)).toMatchObject({ authentic: true });
    const { verifying = [], reading = [], calling = [] } = provider.fileSettings;
    const files = [...verifying, ...reading, ...calling].map((key) => variableName(provider.slug, key));
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
    expect(unpaid > 0).toBe(!deliveries.some(({ body }) => isHintIn(subject, body)));
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

    it('has a different event key for each event, also in a copy of the scenario', async () => {
      const keys = deliveries.map(keyOf);
      // Two hints about one order have one key, because the API is asked the same question.
      const hinted = deliveries.filter(({ body }) => isHintIn(subject, body));
      const asked = await Promise.all(hinted.map(({ body }) => answersTo(subject, body)));
      const questions = new Set(asked.map(({ paths }) => paths.join(' ')));
      expect(new Set(keys).size).toBe(questions.size + deliveries.length - hinted.length);
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
          if (!isHintIn(subject, delivery.body))
            expect(meaning.occurredAt).toBe(delivery.occurredAt.toISOString());
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
    deliveries.map(async ({ body, occurredAt: receivedAt }) => {
      const bodies = await confirmedBodies(subject, body);
      return bodies.map((answer) => account.normalise(answer, { signedAt: NOW, receivedAt }));
    }),
  );
  return read.flat();
}

const factsOf = async (
  subject: Subject,
  deliveries: readonly SimulatedDelivery[],
): Promise<readonly CanonicalEvent[]> => (await meaningsOf(subject, deliveries)).flatMap(eventsOf);

/** The references that connect a purchase's events. */
const CONNECTING = /^(order|payment|invoice|refund|dispute|subscription)(Ref|Aliases)$/;

/** The references of events in groups: references that one event names belong together. */
const connectedReferences = (events: readonly CanonicalEvent[]): readonly ReadonlySet<string>[] =>
  events.reduce<readonly ReadonlySet<string>[]>((groups, event) => {
    const named = Object.entries(event).flatMap(([field, value]) =>
      CONNECTING.test(field) ? textsIn(value) : [],
    );
    const touched = groups.filter((group) => named.some((reference) => group.has(reference)));
    const merged = new Set([...named, ...touched.flatMap((group) => [...group])]);
    return [...groups.filter((group) => !touched.includes(group)), merged];
  }, []);

/** The sum of the amounts of all payments, refunds or disputes with this type, each counted once, in minor units. */
function total(
  events: readonly CanonicalEvent[],
  {
    type,
    ref,
    currency,
  }: { readonly type: CanonicalEvent['type']; readonly ref: string; readonly currency: string },
): bigint {
  const amounts = new Map<unknown, bigint>();
  for (const event of events) {
    if (event.type !== type || !('amount' in event) || event.amount?.currency !== currency) continue;
    amounts.set((event as Record<string, unknown>)[ref], event.amount.amountMinor);
  }
  return sum(amounts);
}

/** The refunded amount in minor units: the sum of the single refunds, or of the totals that payments state. */
function refundedTotal(events: readonly CanonicalEvent[], currency: string): bigint {
  const single = total(events, { type: 'refund.succeeded', ref: 'refundRef', currency });
  const stated = new Map<unknown, bigint>();
  for (const event of events) {
    if (event.type === 'payment.succeeded' && event.amountRefundedMinor !== undefined)
      stated.set(event.paymentRef, event.amountRefundedMinor);
  }
  return single > sum(stated) ? single : sum(stated);
}

/** The status that the last event of a subscription states. */
const statusOf = (events: readonly CanonicalEvent[], subscriptionRef: string): unknown =>
  events
    .flatMap((event) =>
      'status' in event && event.status && event.subscriptionRef === subscriptionRef ? [event.status] : [],
    )
    .at(-1);

const sum = (amounts: ReadonlyMap<unknown, bigint>): bigint =>
  [...amounts.values()].reduce((all, amount) => all + amount, 0n);

/** Whether a delivery is a hint. A signed delivery may nevertheless leave questions to the API. */
const isHintIn = ({ provider, account }: Subject, body: Buffer): boolean =>
  isHint(provider.identify(account.sign(body, NOW)), provider);

/** The inputs of `normalise` for a delivery: its own body if it is signed, and the answers of the simulated API. */
async function confirmedBodies(subject: Subject, body: Buffer): Promise<readonly Buffer[]> {
  if (isHintIn(subject, body)) return (await answersTo(subject, body)).bodies;
  const questions = questionsOf(subject.account.normalise(body, { signedAt: NOW }));
  const answers = await Promise.all(questions.map((question) => answersTo(subject, question.body)));
  return [body, ...answers.flatMap(({ bodies }) => bodies)];
}

function questionsOf(meaning: Normalised): readonly Question[] {
  const parts = meaning.outcome === 'split' ? meaning.parts : [meaning];
  return parts.flatMap((part) => (part.outcome === 'events' ? (part.questions ?? []) : []));
}

/** The answers of the simulated API to a hint or a question, and the paths that it was asked for. */
async function answersTo({ provider, simulator, account }: Subject, body: Buffer) {
  const { api } = simulator;
  if (!api || !provider.confirm) throw new Error(`the simulator of ${provider.slug} has no API`);
  const paths: string[] = [];
  const fetch: OutboundFetch = async ({ url }) => {
    paths.push(url.pathname);
    const answer = api.answer(url.pathname, 1);
    return { status: answer.status, headers: {}, body: Buffer.from(answer.body) };
  };
  const io = { now: () => new Date(), fetch, fetchCertificate: () => Promise.reject(new Error('none')) };
  const settings = settingsFromEnv(provider, account.credentials.env);
  const { deliveries } = await provider.confirm({ body, headers: {} }, { settings, mode: 'test', io });
  return { paths, bodies: deliveries.map((delivery) => delivery.body) };
}
