import { percent, table, times } from './format.ts';
import {
  medianOf,
  NOOP,
  over,
  QUIET,
  soakGrowth,
  summariseGrowth,
  summariseIngest,
  summariseLag,
  summariseWorker,
} from './summaries.ts';
import type { BenchRecord, RecoveryTrial, Section } from './sections.ts';

/** The sections of the page, in order; a section that did not run is empty. */
export const PAGE_SECTIONS: readonly ((record: BenchRecord, folder: string) => string[])[] = [
  ({ sections: { worker } }, folder) => (worker ? workerPart(worker, folder) : []),
  ({ sections: { ingest } }, folder) => (ingest ? ingestPart(ingest, folder) : []),
  ({ sections: { lag } }, folder) => (lag ? lagPart(lag, folder) : []),
  ({ sections: { recovery } }) => (recovery ? recoveryPart(recovery) : []),
  ({ sections: { growth } }, folder) => (growth ? growthPart(growth, folder) : []),
  ({ sections: { stages, worker } }) => (stages ? stagesPart(stages, worker) : []),
  ({ sections: { soak } }) => (soak ? soakPart(soak) : []),
];

function workerPart({ trials }: Section<'worker'>, folder: string): string[] {
  const { rows } = summariseWorker(trials);
  return [
    '## Worker',
    'Every contender drains copies of the same filled queue into a fresh database. Each purchase has three events (`payment_intent.created`, `.succeeded`, `charge.succeeded`). If there are fewer purchases than that, each has many declined attempts.',
    `![Committed events, relative to naive](${folder}/worker.svg)`,
    table(
      [
        'contender',
        'events a second, relative to naive',
        'relative to no-op jobs',
        'CPU time per event, relative to naive',
        'not yet delivered',
        'spread',
        'rounds',
      ],
      rows.map((row) => [
        `${row.contender} · ${row.variant}`,
        times(row.timesNaive),
        percent(row.shareOfNoop),
        times(row.cpuTimesNaive),
        percent(row.behind),
        percent(row.spread),
        String(row.rounds),
      ]),
    ),
    'CPU time is that of the worker processes, including the kernel’s work for them. *Not yet delivered* is the share of completed events whose reactions were not finished at the end of the measurement.',
  ];
}

function ingestPart({ trials }: Section<'ingest'>, folder: string): string[] {
  const { rows } = summariseIngest(trials);
  return [
    '## Ingest',
    'Every delivery is signed and different. The load is first as high as the contender can answer, then half of the throughput of bare enqueue. All values are relative to bare enqueue.',
    `![Accepted deliveries at saturation, relative to bare enqueue](${folder}/ingest.svg)`,
    table(
      [
        'contender',
        'throughput',
        'p50',
        'p99',
        'p99 at half load',
        'kept up at half load',
        'CPU time per request',
        'refused',
        'spread',
        'rounds',
      ],
      rows.map((row) => [
        `${row.contender} · ${row.variant}`,
        percent(row.throughput),
        times(row.p50AtSaturation),
        times(row.p99AtSaturation),
        times(row.p99AtHalf),
        percent(row.keptUpAtHalf),
        times(row.cpu),
        percent(row.refused),
        percent(row.spread),
        String(row.rounds),
      ]),
    ),
    'Latency at saturation follows from the number of connections and the throughput. A contender that does not keep up at half load is saturated there too, which its p99 shows.',
  ];
}

function lagPart({ levels }: Section<'lag'>, folder: string): string[] {
  return [
    '## From POST to committed row',
    'One ingest, one worker with the default fulfilment, Redis, Postgres and the sender run on the machine. Deliveries come at random times. The first second of each phase is not measured, because the sender opens its connections then. Saturation is the commit rate while jobs are always waiting. The values are relative to the median of one event at a time on the idle stack.',
    `![From POST to committed row](${folder}/lag.svg)`,
    table(
      ['load', 'p50', 'p99', 'longest', 'events'],
      summariseLag(levels).map(({ share, p50, p99, max, committed }) => [
        share === 0 ? 'idle, one at a time' : `${percent(share)} of saturation`,
        times(p50),
        times(p99),
        times(max),
        String(committed),
      ]),
    ),
  ];
}

function recoveryPart({ trials, intakes }: Section<'recovery'>): string[] {
  const rateOf = (name: RegExp) => trials.find(({ contender }) => name.test(contender))?.perSecond;
  const [empty, beside] = intakes;
  const naive = rateOf(/^naive/);
  const shallow = rateOf(/small backlog$/);
  const done = ({ drained, backlog, complete }: RecoveryTrial) =>
    complete ? 'all of it' : `${percent(drained / backlog)} within the time limit`;
  return [
    '## Recovery',
    'After an outage a backlog waits, and one worker starts. The table shows the time until the backlog is processed, relative to naive. It also shows the rate relative to the same worker on a tenth of that backlog, which is the cost of the queue’s depth.',
    table(
      ['contender', 'backlog', 'drained', 'time, relative to naive', 'rate, relative to the small backlog'],
      trials.map((trial) => [
        trial.contender,
        trial.backlog.toLocaleString('en'),
        done(trial),
        times(over(naive, trial.perSecond)),
        trial.contender.startsWith(QUIET) ? percent(over(trial.perSecond, shallow)) : '—',
      ]),
    ),
    ...(empty && beside
      ? [
          `While ${beside.waiting.toLocaleString('en')} jobs wait, ingest accepts ${percent(over(beside.perSecond, empty.perSecond))} of the deliveries that it accepts with an empty queue. Its p99 at saturation is ${times(over(beside.p99Ms, empty.p99Ms))} of that with an empty queue.`,
        ]
      : []),
  ];
}

function growthPart({ costs, stories }: Section<'growth'>, folder: string): string[] {
  const groups = summariseGrowth(costs, stories);
  return [
    '## Growth',
    'The cost of one more event when its purchase or subscription, or the tables, already have many. Time and CPU time are medians over fifty events, relative to the first measured position. The other columns are means of the counters of Postgres.',
    `![Cost of one more event](${folder}/growth.svg)`,
    table(
      [
        'scenario',
        'earlier events or rows',
        'time',
        'CPU time',
        'statements',
        'rows',
        'KiB read',
        'KiB written',
      ],
      groups.flatMap(({ story, rows }) =>
        rows.map((row) => [
          story.story,
          row.position.toLocaleString('en'),
          times(row.timesFirst),
          times(row.cpuTimesFirst),
          row.statements.toFixed(1),
          row.rows.toFixed(1),
          (row.readBytes / 1024).toFixed(0),
          (row.writtenBytes / 1024).toFixed(1),
        ]),
      ),
    ),
    table(
      ['scenario', 'events', 'applied', 'longest block of the event loop', 'other purchases meanwhile'],
      stories.map(({ story, wanted, applied, longestBlockMs, othersTimes, failure }) => [
        story,
        wanted.toLocaleString('en'),
        applied >= wanted
          ? 'all'
          : `${applied.toLocaleString('en')}, then ${failure === null ? 'the time limit was reached' : `it failed: \`${failure}\``}`,
        longestBlockMs === 0 ? '—' : `${longestBlockMs.toFixed(0)} ms`,
        othersTimes === undefined ? '—' : times(othersTimes),
      ]),
    ),
  ];
}

function stagesPart({ stages }: Section<'stages'>, worker: Section<'worker'> | undefined): string[] {
  const noop = medianOf(
    (worker?.trials ?? []).filter(({ contender }) => contender === NOOP),
    ({ cpuMsPerEvent }) => cpuMsPerEvent,
  );
  const sizes = [...new Set(stages.map(({ bodyBytes }) => bodyBytes))];
  const names = [...new Set(stages.map(({ stage }) => stage))];
  const cell = (stage: string, bodyBytes: number) => {
    const found = stages.find((one) => one.stage === stage && one.bodyBytes === bodyBytes);
    return percent(over(found?.cpuUs, noop === undefined ? undefined : noop * 1000));
  };
  return [
    '## Our own code, by stage',
    'CPU time of one call, warmed up and without any store, as a share of the CPU time of a whole no-op job of BullMQ (from `worker`, on the same machine).',
    table(
      ['stage', ...sizes.map((bytes) => `${Math.round(bytes / 1024)} KB`)],
      names.map((stage) => [stage, ...sizes.map((bytes) => cell(stage, bytes))]),
    ),
  ];
}

function soakPart({ samples }: Section<'soak'>): string[] {
  const minutes = samples.at(-1)?.minute ?? 0;
  return [
    '## Memory at saturation',
    `One ingest and one worker ran for ${minutes.toFixed(0)} min with jobs always waiting. Resident memory in the last quarter, relative to the second quarter: ingest ${times(soakGrowth(samples, ({ ingestMib }) => ingestMib))}, worker ${times(soakGrowth(samples, ({ workerMib }) => workerMib))}.`,
  ];
}
