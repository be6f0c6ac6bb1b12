import { setTimeout as sleep } from 'node:timers/promises';
import type { PlannedRequest } from '@payspool/cli';
import type { Database } from '@payspool/db';
import { waitFor } from '@payspool/testkit';
import type { ProviderApis } from '../stack/provider-apis.ts';
import { withhold, type Withheld } from '../stack/withhold.ts';

/** The share of all deliveries that never come. Only those of a provider whose events can be read are taken. */
const SHARE = 0.05;
/** A list of events is read from an hour before the end of the last reading, and the purchases begin half an hour before the drill. */
const FOR_SECONDS = 25 * 60;

/** Takes some deliveries away, so that only reading the providers' lists of events can find them. */
export function withholdSome(
  requests: readonly PlannedRequest[],
  {
    apis,
    rate,
    random,
  }: { readonly apis: ProviderApis; readonly rate: number; readonly random: () => number },
): Withheld {
  const early = requests.slice(0, FOR_SECONDS * rate);
  const readable = early.filter(({ provider }) => apis.readable.includes(provider.slug)).length;
  const share = Math.min(0.8, (SHARE * early.length) / Math.max(1, readable));
  const { sent, withheld } = withhold(early, {
    readable: apis.readable,
    now: new Date(),
    // A part of the events is too new for a list.
    isTaken: () => random() < share * 1.5,
  });
  return { sent: [...sent, ...requests.slice(early.length)], withheld };
}

/** Adds each event to the list of its provider at its time, whether its delivery is sent or not. Resolves with the times, by event. */
export async function listEvents(
  requests: readonly PlannedRequest[],
  {
    apis,
    rate,
    signal,
  }: { readonly apis: ProviderApis; readonly rate: number; readonly signal: AbortSignal },
): Promise<ReadonlyMap<Buffer, number>> {
  const startedAt = performance.now();
  const listedAt = new Map<Buffer, number>();
  for (const [place, request] of requests.entries()) {
    if (listedAt.has(request.body) || !apis.readable.includes(request.provider.slug)) continue;
    await sleep(Math.max(0, startedAt + (place / rate) * 1000 - performance.now()));
    if (signal.aborted) break;
    apis.add(request.provider.slug, [request]);
    listedAt.set(request.body, Date.now());
  }
  return listedAt;
}

/** The withheld deliveries that were found, with the time from the list to the commit, in milliseconds. */
export async function findUnsent(
  db: Pick<Database, 'event'>,
  withheld: readonly PlannedRequest[],
  listedAt: ReadonlyMap<Buffer, number>,
): Promise<readonly number[]> {
  const keys = new Map(
    withheld.map(({ provider, body }) => [
      `${provider.slug} ${provider.identify({ headers: {}, body }).eventKey}`,
      listedAt.get(body) ?? Number.NaN,
    ]),
  );
  const events = await db.event.findMany({
    where: { source: 'refetched' },
    select: { provider: true, eventKey: true, appliedAt: true, receivedAt: true },
  });
  return events
    .flatMap(({ provider, eventKey, appliedAt, receivedAt }) => {
      const listed = keys.get(`${provider} ${eventKey}`);
      return listed === undefined ? [] : [(appliedAt ?? receivedAt).getTime() - listed];
    })
    .toSorted((a, b) => a - b);
}

/** The rows may be right before everything is found: not every event changes one. */
const FIND_MS = 300_000;

/** Looks for the withheld deliveries until all are found, or for five minutes. */
export async function untilFound(
  find: () => Promise<readonly number[]>,
  count: number,
): Promise<readonly number[]> {
  let found: readonly number[] = [];
  await waitFor(
    async () => {
      found = await find();
      return found.length >= count;
    },
    { timeoutMs: FIND_MS, everyMs: 500, what: 'every delivery that never came' },
  ).catch(() => undefined); // the report says how many were found
  return found;
}
