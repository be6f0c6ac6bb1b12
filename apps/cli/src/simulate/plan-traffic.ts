import { createHash } from 'node:crypto';
import { isHint, type Provider } from '@payspool/providers';
import {
  type ExpectedOrder,
  type ExpectedSubscription,
  type ScenarioName,
  type SimulatedDelivery,
  simulatorOf,
} from '@payspool/providers/simulator';

export interface TrafficOptions {
  readonly providers: readonly Provider[];
  readonly scenarios: readonly ScenarioName[];
  /** Copies of each scenario of each provider. */
  readonly count: number;
  /** Share of deliveries that are sent a second time, 0 to 1. */
  readonly duplicate: number;
  /** The number of forged deliveries, in addition to the authentic ones. */
  readonly forge: number;
  readonly shuffle: boolean;
  readonly seed: number;
  /** When the newest scenario begins. */
  readonly startsAt: Date;
}

/** One request to be signed and sent. */
export interface PlannedRequest extends SimulatedDelivery {
  readonly provider: Provider;
  readonly forged: boolean;
}

export interface ExpectedRows {
  readonly orders: readonly (ExpectedOrder & { readonly provider: string })[];
  readonly subscriptions: readonly (ExpectedSubscription & { readonly provider: string })[];
}

export interface Traffic {
  readonly requests: readonly PlannedRequest[];
  readonly duplicates: number;
  /** The rows that must be in the tables afterwards, as written by hand in the scenarios. */
  readonly expected: ExpectedRows;
}

/** Plans the traffic; the same seed gives the same traffic. The first copy of a delivery always comes before its duplicate. */
export function planTraffic(options: TrafficOptions): Traffic {
  const random = createRandom(options.seed);
  const stories = storiesOf(options);
  const authentic = stories.flatMap(({ provider, story }) =>
    story.deliveries.map((delivery) => ({ ...delivery, provider, forged: false })),
  );
  const ordered = options.shuffle ? shuffled(authentic, random) : authentic;
  const repeated = ordered.filter(() => random() < options.duplicate);
  const signed = ordered.filter(
    ({ body, provider }) => !isHint(provider.identify({ headers: {}, body }), provider),
  );
  const forgeable = signed.length > 0 ? signed : ordered;
  const forged = Array.from({ length: options.forge }).flatMap(() => {
    const victim = forgeable[Math.floor(random() * forgeable.length)];
    return victim ? [{ ...victim, forged: true }] : [];
  });
  return {
    requests: insert(ordered, [...repeated, ...forged], random),
    duplicates: repeated.length,
    expected: {
      orders: stories.flatMap(({ provider, story }) =>
        story.expected.orders.map((order) => ({ ...order, provider: provider.slug })),
      ),
      subscriptions: stories.flatMap(({ provider, story }) =>
        story.expected.subscriptions.map((subscription) => ({ ...subscription, provider: provider.slug })),
      ),
    },
  };
}

function storiesOf({ providers, scenarios, count, seed, startsAt }: TrafficOptions) {
  return providers.flatMap((provider) =>
    scenarios.flatMap((name) => {
      const play = simulatorOf(provider).scenarios[name];
      if (!play) return [];
      return Array.from({ length: count }, (_, copy) => ({
        provider,
        story: play({ uid: uidOf(`${seed}/${provider.slug}/${name}/${copy}`), startsAt }),
      }));
    }),
  );
}

/** Puts each extra delivery at a random position after its original. It sorts once, because a search for each of a million copies would be slow. */
function insert(
  requests: readonly PlannedRequest[],
  extras: readonly PlannedRequest[],
  random: () => number,
): PlannedRequest[] {
  const placeOf = new Map(requests.map(({ body }, place) => [body, place]));
  const placed = [
    ...requests.map((request, place) => ({ request, place })),
    ...extras.map((request) => {
      const original = placeOf.get(request.body) ?? 0;
      return { request, place: original + random() * (requests.length - original) };
    }),
  ];
  // The sort is stable, and the originals come first in the list: an extra with the same position follows its original.
  return placed.toSorted((a, b) => a.place - b.place).map(({ request }) => request);
}

const uidOf = (text: string): string =>
  BigInt(`0x${createHash('sha256').update(text).digest('hex')}`)
    .toString(36)
    .slice(0, 12);

/** Numbers in [0, 1) from a seed, the same on every machine (mulberry32). For traffic, never for secrets. */
export function createRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A shuffled copy (Fisher–Yates). */
function shuffled<Entry>(entries: readonly Entry[], random: () => number): Entry[] {
  const copy = [...entries];
  for (let last = copy.length - 1; last > 0; last -= 1) {
    const other = Math.floor(random() * (last + 1));
    const [a, b] = [copy[last], copy[other]];
    if (a === undefined || b === undefined) continue;
    copy[last] = b;
    copy[other] = a;
  }
  return copy;
}
