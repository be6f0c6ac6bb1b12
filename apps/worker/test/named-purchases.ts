import type { CanonicalEvent } from '@payspool/events';
import {
  type Account,
  isHint,
  loadAccounts,
  type ProviderIo,
  providers,
  readDelivery,
} from '@payspool/providers';
import { SCENARIOS, type SimulatedDelivery, simulatorOf } from '@payspool/providers/simulator';
import { demoSecretProblems } from '@payspool/runtime';

/** How long publishing waits, in seconds. */
export const GRACE_S = 30;

/** One delivery: its meaning, and its arrival in seconds after the start. */
export interface Arrival {
  readonly purchase: Purchase;
  readonly key: string;
  readonly events: readonly CanonicalEvent[];
  readonly second: number;
}

export interface Purchase {
  readonly name: string;
  readonly account: Account;
  /** The merchant reference, if a delivery names it. */
  readonly merchantRef: string | undefined;
  /** Whether the only delivery that names it comes after the grace period. */
  readonly isLate: boolean;
  readonly arrivals: Arrival[];
}

/** The merchant reference, if the event names one. */
export const refOf = (event: CanonicalEvent): string | undefined =>
  'merchantRef' in event ? event.merchantRef : undefined;

/** Purchases of every provider and scenario in turn, each with its own order of deliveries. */
export async function makePurchases(count: number, random: () => number): Promise<Purchase[]> {
  const created = await Promise.all(
    providers.map((provider) =>
      simulatorOf(provider).createCredentials({ now: new Date('2026-03-01T00:00:00.000Z') }),
    ),
  );
  const env = Object.assign({}, ...created.map((credentials) => credentials.env)) as Record<string, string>;
  const accounts = loadAccounts({
    providers,
    env,
    mode: 'test',
    demoSecretProblems,
    readFile: () => '',
    requireCredentials: false,
  }).all;
  const stories = accounts.flatMap((account) =>
    SCENARIOS.flatMap((scenario) => {
      const play = simulatorOf(account.provider).scenarios[scenario];
      return play ? [{ account, scenario, play }] : [];
    }),
  );
  return Promise.all(
    Array.from({ length: count }, async (_, number) => {
      const story = stories[number % stories.length];
      if (!story) throw new Error('there are no scenarios');
      const { account, scenario, play } = story;
      const uid = `p${number}`.padEnd(12, 'x');
      const { deliveries } = play({ uid, startsAt: new Date('2026-02-01T00:00:00.000Z') });
      const meant = (await Promise.all(deliveries.map((delivery) => meaningOf(delivery, account)))).flat();
      return purchaseOn(`${account.provider.slug}-${scenario}-${number}`, { account, meant, random });
    }),
  );
}

/** If several deliveries name the id, only one of them is kept, in time or late. */
function purchaseOn(
  name: string,
  {
    account,
    meant,
    random,
  }: {
    readonly account: Account;
    readonly meant: readonly (readonly CanonicalEvent[])[];
    readonly random: () => number;
  },
): Purchase {
  const naming = meant.flatMap((events, place) => (events.some((event) => refOf(event)) ? [place] : []));
  const mayWait = account.provider.mayNameMerchantRefLater;
  const chosen = mayWait ? naming[Math.floor(random() * naming.length)] : undefined;
  const merchantRef = meant
    .filter((_, place) => chosen === undefined || place === chosen)
    .flat()
    .flatMap((event) => refOf(event) ?? [])[0];
  const isLate = chosen !== undefined && meant.length > 1 && random() < 0.4;
  const purchase: Purchase = { name, account, merchantRef, isLate, arrivals: [] };
  for (const [place, events] of meant.entries()) {
    const isNaming = place === chosen;
    purchase.arrivals.push({
      purchase,
      key: `${name}-${place}`,
      events: chosen === undefined || isNaming ? events : events.map(unnamed),
      second: isNaming && isLate ? GRACE_S * 2 + random() * 600 : random() * (GRACE_S - 1),
    });
  }
  return purchase;
}

function unnamed(event: CanonicalEvent): CanonicalEvent {
  if (!('merchantRef' in event)) return event;
  const { merchantRef: _, merchantRefField: __, merchantRefWriter: ___, ...rest } = event;
  return rest;
}

/** The meaning of one delivery; each answer or part counts as a delivery of its own. */
async function meaningOf(
  { body, occurredAt: receivedAt }: SimulatedDelivery,
  account: Account,
): Promise<(readonly CanonicalEvent[])[]> {
  const { provider } = account;
  if (isHint(provider.identify({ headers: {}, body }), provider))
    return eventsIn(await answersTo(body, account), { account });
  const { questions } = readDelivery({ body, headers: {}, receivedAt }, account);
  const answers = await Promise.all(questions.map((question) => answersTo(question.body, account)));
  return eventsIn([body, ...answers.flat()], { account, receivedAt });
}

async function answersTo(body: Buffer, { provider, settings, mode }: Account): Promise<Buffer[]> {
  const answer = await provider.confirm?.({ body, headers: {} }, { settings, mode, io: ANSWERING });
  return (answer?.deliveries ?? []).map((delivery) => delivery.body);
}

const eventsIn = (
  bodies: readonly Buffer[],
  { account, receivedAt }: { readonly account: Account; readonly receivedAt?: Date },
): (readonly CanonicalEvent[])[] =>
  bodies.flatMap((body) => {
    const { meaning } = readDelivery({ body, headers: {}, ...(receivedAt && { receivedAt }) }, account);
    if (meaning.status === 'split')
      return meaning.parts.flatMap((part) =>
        part.meaning.status === 'applied' ? [part.meaning.events] : [],
      );
    return meaning.status === 'applied' ? [meaning.events] : [];
  });

const ANSWERING: ProviderIo = {
  now: () => new Date('2026-03-01T00:00:00.000Z'),
  fetch: async ({ url }) => {
    const answers = providers.flatMap((provider) => simulatorOf(provider).api?.answer(url.pathname, 2) ?? []);
    const { status, body } = answers.find((answer) => answer.status === 200) ?? { status: 404, body: '{}' };
    return { status, headers: {}, body: Buffer.from(body) };
  },
  fetchCertificate: () => Promise.reject(new Error('nothing is to be fetched')),
};

/** Numbers from 0 to 1 that depend only on the seed (mulberry32). */
export function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
