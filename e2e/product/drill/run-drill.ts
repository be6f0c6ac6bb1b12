import { readFile } from 'node:fs/promises';
import { createRandom } from '@payspool/cli';
import type { createStopList, Stages } from '../stack/stop-in-reverse.ts';
import { openDrillStack } from './drill-stack.ts';
import { faultKinds, injectFaults, NotReachedError, planFaults } from './faults.ts';
import { settle } from './judge.ts';
import { createLedger, watchRecovery } from './ledger.ts';
import type { DrillOptions } from './options.ts';
import { planPurchases, sendTraffic } from './provider-traffic.ts';
import type { DrillResult, Recovery } from './report.ts';
import { findUnsent, listEvents, untilFound, withholdSome } from './unsent.ts';

export interface DrillPlace {
  /** A separate directory for data and logs. */
  readonly dir: string;
  readonly stages: Stages;
  readonly stops: ReturnType<typeof createStopList>;
  /** Prints one line about the current step. */
  readonly say: (line: string) => void;
  readonly signal: AbortSignal;
}

/** Deliveries that are sent after every fault was lifted, to show that all parts have recovered. */
const AFTERWARDS = 0.05;

/** The time after the last delivery; a delivery that is not acknowledged by then counts as refused. */
const LAST_RESEND_MS = 300_000;

/** The whole drill, from an empty directory to the verdict. */
export async function runDrill(options: DrillOptions, place: DrillPlace): Promise<DrillResult> {
  const { stages, say, signal } = place;
  const { seed, rate } = options;
  const durationMs = options.minutes * 60_000;
  const stack = await stages.run('Postgres, the queue, two ingests, two workers', () =>
    openDrillStack(options, place),
  );
  const { purchases, requests: planned } = planPurchases(seed, Math.ceil((durationMs / 1000) * rate));
  const { apis } = stack;
  const { sent: requests, withheld } = withholdSome(planned, { apis, rate, random: createRandom(seed + 3) });
  const kinds = faultKinds(stack);
  const plan = planFaults(kinds, durationMs, createRandom(seed));
  say(
    `seed ${seed}: ${requests.length} deliveries of ${purchases.length} purchases, ${withheld.length} more that never come, ${plan.length} faults of ${kinds.length} kinds`,
  );

  const ledger = createLedger();
  const recovered = watchRecovery(stack.db, ledger, stack.ingests);
  const recoveries: Promise<Recovery>[] = [];
  const failures: string[] = [];
  const unreached: string[] = [];
  const random = createRandom(seed + 1);
  const giveUp = AbortSignal.any([signal, AbortSignal.timeout(durationMs + LAST_RESEND_MS)]);
  const send = (some: typeof requests) =>
    sendTraffic({
      requests: some,
      rate,
      signing: stack.signing,
      ingests: stack.ingests,
      ledger,
      random,
      signal: giveUp,
    });
  const listing = listEvents(planned, { apis, rate, signal: giveUp });
  const during = Math.round(requests.length * (1 - AFTERWARDS));
  const work = send(requests.slice(0, during));
  await Promise.all([
    injectFaults({
      plan,
      random: createRandom(seed + 2),
      work,
      signal,
      onInject: ({ kind, victim }) => say(kind.startsWith(victim.label) ? kind : `${kind} (${victim.label})`),
      onLifted: (fault) =>
        recoveries.push(recovered(fault.liftedAt).then((recoveryMs) => ({ ...fault, recoveryMs }))),
      onFailed: ({ kind, victim }, error) => {
        if (error instanceof NotReachedError) unreached.push(kind);
        else failures.push(`${kind} (${victim.label}): ${error instanceof Error ? error.message : 'failed'}`);
      },
    }),
    work,
  ]);
  await send(requests.slice(during));
  const faults = await Promise.all(recoveries);
  say(`${ledger.acknowledgedCount()} of ${requests.length} deliveries are acknowledged`);
  const listedAt = await listing;
  const endedAt = performance.now();
  const verdict = await settle(stack, { purchases, ledger });
  return {
    options,
    planned: requests.length,
    withheld: withheld.length,
    foundMs: await untilFound(() => findUnsent(stack.db, withheld, listedAt), withheld.length),
    ledger,
    faults,
    failures,
    unreached,
    skipped: stack.stores[0]?.disk ? [] : ['no full disk: this user cannot mount a file system here'],
    settledMs: performance.now() - endedAt,
    killedSets: (await Promise.all(stack.workers.map(({ crashFile }) => setsOf(crashFile)))).flat(),
    verdict,
  };
}

/** The record of a worker's crash points: the number of events in each transaction in which it was killed. */
async function setsOf(crashFile: string): Promise<number[]> {
  const noted = await readFile(`${crashFile}.sets`, 'utf8').catch(() => '');
  return noted.split('\n').filter(Boolean).map(Number);
}
