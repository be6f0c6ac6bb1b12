import type { InjectedFault } from './faults.ts';
import { isGood, type Verdict } from './judge.ts';
import type { Ledger } from './ledger.ts';
import type { DrillOptions } from './options.ts';

/** A fault, and the time from its end until everything worked again. */
export interface Recovery extends InjectedFault {
  /** In milliseconds; `undefined` if that was not observed. */
  readonly recoveryMs: number | undefined;
}

export interface DrillResult {
  readonly options: DrillOptions;
  /** The number of planned deliveries. */
  readonly planned: number;
  /** Deliveries that were never sent. */
  readonly withheld: number;
  /** The time after which each of them was found and applied, in milliseconds, in order. */
  readonly foundMs: readonly number[];
  readonly ledger: Ledger;
  readonly faults: readonly Recovery[];
  /** Faults that could not be injected or lifted. */
  readonly failures: readonly string[];
  /** The kinds of the faults whose place the target did not reach: it was too slow, or down for another reason. */
  readonly unreached: readonly string[];
  /** Kinds that could not be injected on this machine, with the reason. */
  readonly skipped: readonly string[];
  /** Milliseconds from the acknowledgement of the last delivery until everything was right, or the wait was ended. */
  readonly settledMs: number;
  /** Events in each transaction in which a worker was killed. */
  readonly killedSets: readonly number[];
  readonly verdict: Verdict;
}

/** Maximum number of printed differences per kind. */
const SHOWN = 10;

export const isRight = ({
  planned,
  withheld,
  foundMs,
  ledger,
  verdict,
  faults,
  failures,
  unreached,
}: DrillResult): boolean =>
  isGood(verdict) &&
  failures.length === 0 &&
  neverReached({ faults, unreached }).length === 0 &&
  ledger.acknowledgedCount() === planned &&
  foundMs.length === withheld &&
  faults.every(({ recoveryMs }) => recoveryMs !== undefined);

/** The kinds of which no fault happened: the drill would not notice that its crash points no longer work. */
const neverReached = ({ faults, unreached }: Pick<DrillResult, 'faults' | 'unreached'>): string[] =>
  [...new Set(unreached)].filter((kind) => faults.every((fault) => fault.kind !== kind));

export function summaryOf(result: DrillResult) {
  const { options, planned, ledger, faults, skipped, settledMs, verdict } = result;
  const times = recoveryTimes(faults);
  return {
    right: isRight(result),
    seed: options.seed,
    minutes: options.minutes,
    rate: options.rate,
    queue: options.queue,
    deliveries: planned,
    requests: ledger.answers(),
    acknowledged: ledger.acknowledgedCount(),
    neverSent: result.withheld,
    found: result.foundMs.length,
    foundMs: { p50: quantile(result.foundMs, 0.5), p99: quantile(result.foundMs, 0.99) },
    events: verdict.recorded,
    applied: verdict.applied,
    lost: verdict.lost.length,
    twice: verdict.twice.length,
    failed: verdict.failed.length,
    refused: verdict.refused,
    wrongRows: verdict.wrongRows,
    wrongReactions: verdict.wrongReactions,
    failures: [
      ...result.failures,
      ...neverReached(result).map((kind) => `${kind}: never happened`),
      ...verdict.appFailures,
    ],
    faults: byKind(result),
    skipped,
    killedSets: result.killedSets,
    recoveryMs: { p50: quantile(times, 0.5), p99: quantile(times, 0.99), slowest: times.at(-1) ?? 0 },
    slowest503Ms: Math.round(ledger.slowestMs('503')),
    settledMs: Math.round(settledMs),
  };
}

/** The table, and all differences. */
export function renderReport(result: DrillResult): string {
  const summary = summaryOf(result);
  const { verdict } = result;
  const lines = [
    `${'fault'.padEnd(34)} ${'times'.padStart(5)} ${'median recovery'.padStart(16)} ${'slowest'.padStart(9)}`,
    ...summary.faults.map(
      ({ kind, times, medianMs, slowestMs, unseen, missed }) =>
        `${kind.padEnd(34)} ${String(times).padStart(5)} ${seconds(medianMs).padStart(16)} ${seconds(slowestMs).padStart(9)}${unseen > 0 ? `  ${unseen} NOT RECOVERED` : ''}${missed > 0 ? `  ${missed} more did not happen` : ''}`,
    ),
    ...summary.skipped,
    '',
    `recovery             p50 ${seconds(summary.recoveryMs.p50)}, p99 ${seconds(summary.recoveryMs.p99)}, slowest ${seconds(summary.recoveryMs.slowest)}`,
    `requests             ${Object.entries(summary.requests)
      .map(([status, times]) => `${times} × ${status}`)
      .join(', ')}`,
    `slowest 503          ${seconds(summary.slowest503Ms)}`,
    `deliveries           ${summary.deliveries}, acknowledged ${summary.acknowledged}`,
    `never sent           ${summary.neverSent}, found ${summary.found}, after p50 ${seconds(summary.foundMs.p50)}, p99 ${seconds(summary.foundMs.p99)}`,
    `events               ${summary.events} recorded, ${summary.applied} applied`,
    `killed in sets of    ${summary.killedSets.join(', ') || 'none'}`,
    `settled after        ${seconds(summary.settledMs)}`,
    `lost ${summary.lost}, twice ${summary.twice}, failed ${summary.failed}, refused ${summary.refused}, wrong rows ${summary.wrongRows.length}, wrong reactions ${summary.wrongReactions.length}`,
    ...some('lost', verdict.lost),
    ...some('twice', verdict.twice),
    ...some('failed', verdict.failed),
    ...some('WRONG', summary.wrongRows),
    ...some('WRONG', summary.wrongReactions),
    ...some('WRONG', summary.failures),
    '',
    `seed ${summary.seed}: ${summary.right ? 'nothing lost, nothing applied twice' : 'NOT RIGHT'}`,
  ];
  return lines.join('\n');
}

function byKind({ faults, unreached }: Pick<DrillResult, 'faults' | 'unreached'>) {
  const kinds = [...new Set(faults.map(({ kind }) => kind))].toSorted();
  return kinds.map((kind) => {
    const mine = faults.filter((fault) => fault.kind === kind);
    const times = recoveryTimes(mine);
    return {
      kind,
      times: mine.length,
      medianMs: quantile(times, 0.5),
      slowestMs: times.at(-1) ?? 0,
      unseen: mine.length - times.length,
      missed: unreached.filter((one) => one === kind).length,
    };
  });
}

const recoveryTimes = (faults: readonly Recovery[]): number[] =>
  faults.flatMap(({ recoveryMs }) => recoveryMs ?? []).toSorted((a, b) => a - b);

/** The percentile of sorted numbers; 0 if there are none. */
const quantile = (sorted: readonly number[], share: number): number =>
  sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? 0;

const some = (word: string, all: readonly string[]): string[] => [
  ...all.slice(0, SHOWN).map((one) => `  ${word}: ${one}`),
  ...(all.length > SHOWN ? [`  and ${all.length - SHOWN} more`] : []),
];

const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;
