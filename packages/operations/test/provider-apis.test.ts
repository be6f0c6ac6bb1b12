import { type Account, paypal, stripe } from '@payspool/providers';
import {
  type Scenario,
  type ScenarioName,
  SCENARIOS,
  simulatorOf,
  startApiServer,
} from '@payspool/providers/simulator';
import type { DeliveryJob } from '@payspool/queue';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createFakeApi as createPaypal } from '../../providers/src/paypal/simulator/fake-api.ts';
import {
  createFakeApi as createStripe,
  FAKE_API_KEY,
} from '../../providers/src/stripe/simulator/fake-api.ts';
import { createFollowUps, sweep } from '../src/index.ts';
import { BACKENDS } from './backends.ts';
import { applyJob, takeJobs } from './jobs-of-queue.ts';
import { openReading, type ReadingUnderTest } from './reading-under-test.ts';

const STARTS_AT = new Date('2026-03-01T12:00:00.000Z');
/** Everything has happened, and is still in the lists, which reach back 30 days. */
const NOW = new Date('2026-03-29T12:00:00.000Z');

/** The fake of each provider's API over HTTP, with everything that happened, and an account that reads from it. */
const PROVIDERS = [
  {
    provider: stripe,
    // A scenario, and its event after which something is open that the provider's object shows to be over.
    unfinished: { scenario: 'dispute' as ScenarioName, until: 'charge.dispute.created' },
    open: async (happened: Scenario['deliveries']) => {
      const api = createStripe({ now: () => NOW });
      api.account.withDeliveries(happened);
      const { url, close } = await startApiServer(api);
      onTestFinished(close);
      return stripe.settings.parse({ webhookSecrets: '[]', apiKey: FAKE_API_KEY, apiUrl: url });
    },
  },
  {
    provider: paypal,
    unfinished: { scenario: 'checkout' as ScenarioName, until: 'CHECKOUT.ORDER.APPROVED' },
    open: async (happened: Scenario['deliveries']) => {
      const credentials = { clientId: 'app', clientSecret: 's3cret' };
      const api = createPaypal({ now: () => NOW, credentials });
      api.withDeliveries(happened);
      const { url, close } = await startApiServer(api);
      onTestFinished(close);
      return paypal.settings.parse({ webhookIds: 'HOOK1', apiUrl: url, ...credentials });
    },
  },
];

/** The scenarios that end before now, each with ids of its own. */
function scenariosOf(slug: string): readonly Scenario[] {
  return SCENARIOS.flatMap((name) => {
    const scenario = scenarioOf(slug, name);
    return scenario?.deliveries.every(({ occurredAt }) => occurredAt < new Date('2026-03-29'))
      ? [scenario]
      : [];
  });
}

const scenarioOf = (slug: string, name: ScenarioName): Scenario | undefined =>
  simulatorOf(slug).scenarios[name]?.({
    uid: `reading00000${SCENARIOS.indexOf(name)}`,
    startsAt: STARTS_AT,
  });

const [backend] = BACKENDS;

describe.each(PROVIDERS)('$provider.title, over the fake of its API,', ({ provider, open, unfinished }) => {
  const start = async () => {
    if (!backend) throw new Error('there is no queue');
    const scenarios = scenariosOf(provider.slug);
    expect(scenarios.length).toBeGreaterThan(3);
    const reading = await openReading(backend);
    onTestFinished(reading.close);
    reading.setNow(NOW.toISOString());
    const settings = await open(scenarios.flatMap(({ deliveries }) => deliveries));
    const account = { provider, name: 'default', mode: 'test', settings } as unknown as Account;
    const deliver = (delivered: Scenario['deliveries']) => deliverAll(delivered, { account, reading });
    const applyQueued = async () => {
      const jobs = await takeJobs(reading);
      for (const job of jobs) await applyJob(job, account, reading.db);
      return jobs.length;
    };
    return { scenarios, reading, account, deliver, applyQueued };
  };

  it('a sweep finds every event that was not delivered, and the rows are those of the whole history', async () => {
    const { scenarios, reading, account, deliver, applyQueued } = await start();
    const all = scenarios.flatMap(({ deliveries }) => deliveries);
    await deliver(all.filter((_, nth) => nth % 2 === 0));
    const { outcome, counts } = await sweep({ account, merchant: '' }, reading.context);
    expect(outcome).toBe('done');
    expect(counts).toMatchObject({ known: Math.ceil(all.length / 2), on_its_way: 0 });
    expect(counts.missed + counts.ignored).toBe(Math.floor(all.length / 2));
    expect(counts.missed).toBeGreaterThan(counts.ignored);
    expect(await applyQueued()).toBe(counts.missed);
    await expectRows(scenarios, reading);
  });

  it('a follow-up finds the end of what was open, though no event of it arrived', async () => {
    const { reading, account, deliver, applyQueued } = await start();
    const scenario = scenarioOf(provider.slug, unfinished.scenario);
    if (!scenario) throw new Error(`${provider.title} has no such scenario`);
    const last = scenario.deliveries.findIndex(({ type }) => type === unfinished.until);
    await deliver(scenario.deliveries.slice(0, last + 1));
    const { run } = createFollowUps({ accounts: { all: [account] }, ...reading.context });
    await run();
    expect(await applyQueued()).toBeGreaterThan(0);
    await expectRows([scenario], reading);
  });
});

/** Applies deliveries as the worker does. They arrive when they happen. */
async function deliverAll(
  deliveries: Scenario['deliveries'],
  { account, reading }: { readonly account: Account; readonly reading: ReadingUnderTest },
): Promise<void> {
  for (const { body, occurredAt } of deliveries) {
    const { eventKey, type } = account.provider.identify({ headers: {}, body });
    const job: DeliveryJob = {
      kind: 'event',
      provider: account.provider.slug,
      account: 'default',
      mode: 'test',
      eventKey,
      ...(type === undefined ? {} : { type }),
      receivedAt: occurredAt,
      headers: {},
      body,
    };
    await applyJob(job, account, reading.db);
  }
}

async function expectRows(scenarios: readonly Scenario[], { db }: ReadingUnderTest): Promise<void> {
  for (const { orderRef, ...expected } of scenarios.flatMap(({ expected: { orders } }) => orders)) {
    const { amountMinor, paidMinor, refundedMinor, chargedBackMinor, ...row } =
      await db.order.findFirstOrThrow({ where: { orderRef } });
    const sums = { amountMinor, paidMinor, refundedMinor, chargedBackMinor };
    const read = Object.fromEntries(
      Object.entries(sums).map(([name, sum]) => [name, BigInt(sum?.toFixed() ?? -1)]),
    );
    expect({ ...row, ...read }).toMatchObject(expected);
  }
  for (const expected of scenarios.flatMap(({ expected: { subscriptions } }) => subscriptions)) {
    const { subscriptionRef } = expected;
    expect(await db.subscription.findFirst({ where: { subscriptionRef } })).toMatchObject(expected);
  }
}
