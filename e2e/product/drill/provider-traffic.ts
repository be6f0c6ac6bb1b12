import { setTimeout as sleep } from 'node:timers/promises';
import { type PlannedRequest, send, sendUntilFinal, signRequest } from '@payspool/cli';
import { providers } from '@payspool/providers';
import { SCENARIOS } from '@payspool/providers/simulator';
import type { Ledger } from './ledger.ts';
import { planArrivals } from '../expect/story.ts';
import { type Purchase, purchase } from '../expect/purchases.ts';

export interface TrafficOptions {
  readonly requests: readonly PlannedRequest[];
  /** Deliveries a second. */
  readonly rate: number;
  readonly signing: Parameters<typeof signRequest>[1]['signing'];
  /** The ingests, in turn, like behind a load balancer: each attempt goes to the next one. */
  readonly ingests: readonly { readonly label: string; readonly url: string }[];
  readonly ledger: Ledger;
  readonly random: () => number;
  /** Shorter than a provider's real waits of minutes to hours. */
  readonly resendAfter?: { readonly firstMs: number; readonly mostMs: number };
  readonly signal: AbortSignal;
}

/** Maximum number of requests at once of all providers, because real senders are limited too. */
const IN_FLIGHT = 400;
/** How long a provider waits for an answer, in milliseconds: Razorpay's 5 s. */
const TIMEOUT_MS = 5000;
const RESEND_AFTER = { firstMs: 200, mostMs: 3000 };

/**
 * Sends every delivery at its time, and repeats it until it is acknowledged, like a provider. Resolves when all are acknowledged
 * or `signal` is aborted.
 */
export async function sendTraffic(options: TrafficOptions): Promise<void> {
  const { requests, rate } = options;
  const turns = createTurns(IN_FLIGHT);
  const startedAt = performance.now();
  await Promise.all(
    requests.map(async (request, place) => {
      await sleep(Math.max(0, startedAt + (place / rate) * 1000 - performance.now()));
      await sendUntilAcknowledged(request, place, { ...options, turns });
    }),
  );
}

async function sendUntilAcknowledged(
  request: PlannedRequest,
  place: number,
  {
    ingests,
    ledger,
    random,
    signal,
    signing,
    turns,
    resendAfter = RESEND_AFTER,
  }: TrafficOptions & { readonly turns: Turns },
): Promise<void> {
  if (signal.aborted) return;
  const firstSentAt = new Date();
  await sendUntilFinal({
    attempt: async (earlier) => {
      const ingest = ingests[(place + earlier) % ingests.length];
      if (!ingest) throw new Error('there is no ingest');
      await turns.begin();
      const sentAt = new Date();
      const startedAt = performance.now();
      // `Retry-After` is ignored. This is the harder case, and providers do not promise to respect it.
      const signed = signRequest(request, { baseUrl: new URL(ingest.url), signing, sentAt, firstSentAt });
      ledger.sends(request, signed.body);
      const { status } = await send(signed, TIMEOUT_MS);
      turns.end();
      const ms = performance.now() - startedAt;
      ledger.attempted({ ingest: ingest.label, sentAt: sentAt.getTime(), ms, status });
      if (isAcknowledged(status)) ledger.acknowledged(request, ingest.label);
      return { status };
    },
    isFinal: isAcknowledged,
    schedule: { times: Infinity, ...resendAfter },
    random,
    signal,
  });
}

const isAcknowledged = (status: string): boolean => status.startsWith('2');

interface Turns {
  readonly begin: () => Promise<void>;
  readonly end: () => void;
}

/** Lets a number of requests run at once; the others wait in their order. */
function createTurns(most: number): Turns {
  const waiting: (() => void)[] = [];
  let underWay = 0;
  return {
    begin: async () => {
      underWay += 1;
      if (underWay > most) await new Promise<void>((resolve) => waiting.push(resolve));
    },
    end: () => {
      underWay -= 1;
      waiting.shift()?.();
    },
  };
}

/** Whole purchases of every provider and scenario, in equal parts, until there are enough deliveries. */
export function planPurchases(seed: number, deliveries: number) {
  const startsAt = new Date(Date.now() - 30 * 60_000);
  const purchases: Purchase[] = [];
  let copy = 0;
  for (let count = 0; count < deliveries; copy += 1) {
    const round = providers.flatMap((provider) =>
      SCENARIOS.flatMap((name) => purchase(provider, { name, copy: `${seed} ${copy}`, startsAt })),
    );
    purchases.push(...round);
    count += round.reduce((sum, { deliveries: its }) => sum + its.length, 0);
  }
  return { purchases, requests: planArrivals(purchases, seed) };
}
