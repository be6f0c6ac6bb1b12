import { createRandom, type play } from '@payspool/cli';
import { findProvider, type Provider } from '@payspool/providers';
import type { SimulatedDelivery } from '@payspool/providers/simulator';

type Requests = Parameters<typeof play>[0]['requests'];

/** Share of deliveries that are sent a second time. */
const DUPLICATES = 0.2;
/** The maximum distance of the deliveries of a bunched copy, as a share of the whole, small enough that they are processed at the same time. */
const BUNCH = 0.002;

/**
 * All deliveries of all copies in one order of arrival, the same for the same seed. Every copy is shuffled. Half of the copies
 * are spread over the whole time, half are bunched, so that several workers process one purchase. A duplicate may come directly
 * after its original, long after it, or before it.
 */
export function planArrivals(
  stories: readonly Pick<Story, 'provider' | 'deliveries'>[],
  seed: number,
): Requests {
  const random = createRandom(seed);
  return stories
    .flatMap(({ provider, deliveries }) => {
      const width = random() < 0.5 ? 1 : BUNCH;
      const start = random() * (1 - width);
      return deliveries
        .flatMap((delivery) => (random() < DUPLICATES ? [delivery, delivery] : [delivery]))
        .map((delivery) => ({
          place: start + random() * width,
          request: { ...delivery, provider, forged: false },
        }));
    })
    .toSorted((a, b) => a.place - b.place)
    .map(({ request }) => request);
}

/** One copy of a lifecycle: the provider's events in the order in which they happened, and the rows that must result. */
export interface Story {
  readonly provider: Provider;
  /** The provider's ids of this copy begin or end with it; no other copy uses it. */
  readonly uid: string;
  readonly deliveries: readonly SimulatedDelivery[];
  readonly rows: Rows;
}

export const TABLES = ['orders', 'payments', 'refunds', 'disputes', 'subscriptions'] as const;
export type TableName = (typeof TABLES)[number];

/** A row by its columns: amounts as digits, times as ISO 8601, without internal columns. */
export type Row = Readonly<Record<string, string | number | boolean | null>>;
export type Rows = Readonly<Record<TableName, readonly Row[]>>;

export const NO_ROWS: Rows = { orders: [], payments: [], refunds: [], disputes: [], subscriptions: [] };

const FIRST = Date.parse('2026-01-05T10:00:00Z');
export const DAY = 86_400;

/** The clock of a copy; each copy begins a minute after the one before. */
export const unixTime = (copy: number, seconds: number): number => FIRST / 1000 + copy * 60 + seconds;
export const isoTime = (copy: number, seconds: number): string =>
  new Date(unixTime(copy, seconds) * 1000).toISOString();

/** `sl0042`: which lifecycle, which copy. */
export const uidOf = (prefix: string, copy: number): string => `${prefix}${String(copy).padStart(4, '0')}`;

/** @throws {Error} if there is no such provider */
export function providerOf(slug: string): Provider {
  const provider = findProvider(slug);
  if (!provider) throw new Error(`there is no provider ${slug}`);
  return provider;
}
