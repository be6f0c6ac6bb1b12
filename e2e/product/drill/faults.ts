import { setTimeout as sleep } from 'node:timers/promises';
import { rm, writeFile } from 'node:fs/promises';
import { waitFor } from '@payspool/testkit';
import type { DrilledStore, DrilledWorker, DrillStack } from './drill-stack.ts';
import type { CrashPoint } from './crash-points.ts';
import type { SupervisedApp } from './supervised-app.ts';

/** Every kind of fault that is possible with this stack on this machine. */
export function faultKinds({ ingests, workers, stores }: DrillStack): FaultKind[] {
  return [
    ...appFaults(ingests, workers),
    ...stores.flatMap((store, place) => storeFaults(store, place === 0)),
  ];
}

/** A kind of fault. */
export interface FaultKind {
  /** `Redis is killed` */
  readonly name: string;
  /** A target of faults; it has only one fault at a time. */
  readonly victims: readonly Victim[];
}

interface Victim {
  /** `Redis`, `worker-1` */
  readonly label: string;
  /**
   * Injects the fault. Resolves when the cause is gone; the target may need longer to recover.
   *
   * @throws {NotReachedError} if the target did not get to the place of the fault before all work was done
   */
  readonly inject: (random: () => number, work: Promise<unknown>) => Promise<void>;
}

/** The target of a fault did not get to the place at which it was to die. */
export class NotReachedError extends Error {
  override readonly name = 'NotReachedError';
}

/** A fault with its time. */
export interface PlannedFault {
  readonly kind: string;
  readonly victim: Victim;
  /** Milliseconds since the first delivery. */
  readonly atMs: number;
}

/** The minimum number of each kind, however short the drill is. */
const AT_LEAST = 3;
/** The average time between two faults of any kind in a longer drill. */
const EVERY_MS = 3500;
/** There are no faults in the first and last part, so that deliveries can begin, and arrive after the last fault. */
const FREE = { first: 0.04, last: 0.1 };

/** The same seed plans the same faults: every kind equally often, in random order, spread over the time. */
export function planFaults(
  kinds: readonly FaultKind[],
  durationMs: number,
  random: () => number,
): PlannedFault[] {
  const times = Math.max(AT_LEAST, Math.round(durationMs / EVERY_MS / kinds.length));
  const faults = kinds.flatMap(({ name, victims }) =>
    Array.from({ length: times }, (_, time) => ({
      kind: name,
      victim: victims[time % victims.length],
      place: random(),
    })),
  );
  const begin = durationMs * FREE.first;
  const slot = (durationMs * (1 - FREE.first - FREE.last)) / faults.length;
  return faults
    .toSorted((a, b) => a.place - b.place)
    .flatMap(({ kind, victim }, place) =>
      victim ? [{ kind, victim, atMs: begin + (place + random()) * slot }] : [],
    );
}

/** A fault as it happened. */
export interface InjectedFault {
  readonly kind: string;
  readonly victim: string;
  /** When its cause was gone, in milliseconds since the epoch. */
  readonly liftedAt: number;
}

export interface InjectOptions {
  readonly plan: readonly PlannedFault[];
  readonly random: () => number;
  /** Ends with the traffic. A fault that needs work does not wait longer. */
  readonly work: Promise<unknown>;
  readonly onInject: (fault: PlannedFault) => void;
  readonly onLifted: (fault: InjectedFault) => void;
  /** The error if it could not be injected or lifted. */
  readonly onFailed: (fault: PlannedFault, error: unknown) => void;
  readonly signal: AbortSignal;
}

/**
 * Injects all faults at their times; resolves when the last is lifted. Faults of one target run one after the other; different
 * targets may be down at the same time.
 */
export async function injectFaults({
  plan,
  random,
  work,
  onInject,
  onLifted,
  onFailed,
  signal,
}: InjectOptions): Promise<void> {
  const startedAt = performance.now();
  const busy = new Map<string, Promise<void>>();
  const inject = async (fault: PlannedFault) => {
    onInject(fault);
    try {
      await fault.victim.inject(random, work);
      onLifted({ kind: fault.kind, victim: fault.victim.label, liftedAt: Date.now() });
    } catch (error) {
      onFailed(fault, error);
    }
  };
  for (const fault of plan) {
    const { label } = fault.victim;
    await sleep(Math.max(0, startedAt + fault.atMs - performance.now()));
    if (signal.aborted) break;
    const before = busy.get(label) ?? Promise.resolve();
    busy.set(
      label,
      before.then(() => inject(fault)),
    );
  }
  await Promise.all(busy.values());
}

/** How long to wait for a worker's crash after all deliveries were acknowledged, in milliseconds: the backlog may still have to be applied, and sweeps continue. */
const CRASH_AFTER_WORK_MS = 20_000;

function appFaults(ingests: readonly SupervisedApp[], workers: readonly DrilledWorker[]): FaultKind[] {
  return [
    { name: 'ingest is killed', victims: ingests.map(killed) },
    { name: 'worker is killed', victims: workers.map(killed) },
    { name: 'worker dies before it writes', victims: workers.map(crashing('before-write')) },
    { name: 'worker dies before its commit', victims: workers.map(crashing('before-commit')) },
    { name: 'worker dies after its commit', victims: workers.map(crashing('after-commit')) },
    { name: 'worker dies in a sweep', victims: workers.map(crashing('in-sweep')) },
  ];
}

const killed = (app: SupervisedApp) => ({ label: app.label, inject: app.kill });

const crashing = (point: CrashPoint) => (worker: DrilledWorker) => ({
  label: worker.label,
  inject: async (_random: () => number, work: Promise<unknown>) => {
    const before = worker.kills();
    await writeFile(worker.crashFile, point);
    const over = work.then(
      () => sleep(CRASH_AFTER_WORK_MS),
      () => undefined, // whoever sends the traffic reports its error
    );
    const waiting = new AbortController();
    void over.then(() => waiting.abort());
    while (worker.kills() === before && !waiting.signal.aborted) await sleep(POLL_MS);
    if (worker.kills() > before) return;
    await rm(worker.crashFile, { force: true });
    throw new NotReachedError();
  },
});

/** The faults of a server, its disk and its network. Their length is random. */
function storeFaults({ server, proxy, disk }: DrilledStore, hasQueue: boolean): FaultKind[] {
  const fault = (what: string, inject: FaultKind['victims'][number]['inject']): FaultKind => ({
    name: `${server.label}${what}`,
    victims: [{ label: server.label, inject }],
  });
  return [
    fault(' is killed', async (random) => {
      await server.kill();
      await sleep(between(200, 2000, random));
      await server.restart();
    }),
    ...(hasQueue
      ? [
          fault(' hangs', async (random) => {
            const thaw = await server.freeze();
            // Both longer and shorter than the deadline of an acknowledgement.
            await sleep(between(1000, 5000, random)).finally(thaw);
          }),
        ]
      : []),
    fault("'s connections are cut", async () => void proxy.drop()),
    fault(' is slow', async (random) => {
      proxy.delay(between(50, 400, random));
      await sleep(between(1000, 3000, random));
      proxy.delay(0);
    }),
    ...(disk
      ? [
          fault("'s disk is full", async (random) => {
            await disk.fill();
            const lasts = between(1000, 3000, random);
            await waitFor(() => !server.isAlive(), { timeoutMs: lasts, what: 'it exits' }).catch(
              () => undefined,
            );
            await disk.free();
            if (!server.isAlive()) await server.restart();
          }),
        ]
      : []),
  ];
}

const POLL_MS = 50;

const between = (low: number, high: number, random: () => number): number => low + random() * (high - low);
