import { percent, table, times } from './format.ts';
import { summariseGrowth } from './growth-summary.ts';
import { summariseIngest } from './ingest-summary.ts';
import { soakGrowth, summariseLag } from './lag-summary.ts';
import type { BenchRecord, RecoveryTrial, Section } from './sections.ts';
import { medianOf, NOOP, over, QUIET, summariseWorker } from './worker-summary.ts';

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
    'Every contender drains copies of the same filled queue into a fresh database: three events a purchase (`payment_intent.created`, `.succeeded`, `charge.succeeded`), and one declined attempt after another where there are fewer purchases than that.',
    `![Events committed, beside naive](${folder}/worker.svg)`,
    table(
      [
        'contender',
        'events a second, beside naive',
        'beside no-op jobs',
        'CPU an event, beside naive',
        'not yet told',
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
    'CPU is that of the worker processes, the kernel’s work for them included. *Not yet told*: of the events done when the time was over, those whose reactions were not.',
  ];
}

function ingestPart({ trials }: Section<'ingest'>, folder: string): string[] {
  const { rows } = summariseIngest(trials);
  return [
    '## Ingest',
    'Distinct signed deliveries, first as many as are answered, then at half of what bare enqueue took. All of it beside bare enqueue.',
    `![Deliveries taken at saturation, beside bare enqueue](${folder}/ingest.svg)`,
    table(
      [
        'contender',
        'throughput',
        'p50',
        'p99',
        'p99 at half load',
        'kept up at half load',
        'CPU a request',
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
    'Latency at saturation is what the number of connections and the throughput make of it. A contender that does not keep up at half load is saturated there, and its p99 says so.',
  ];
}

function lagPart({ levels }: Section<'lag'>, folder: string): string[] {
  return [
    '## From POST to committed row',
    'One ingest, one worker with the default fulfilment, Redis, Postgres and the sender. Deliveries come at random times; saturation is what is committed while jobs always wait. Beside the median of one event at a time on the idle stack.',
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
    complete ? 'all of it' : `${percent(drained / backlog)} in the time it had`;
  return [
    '## Recovery',
    'After an outage: a backlog waits, and one worker comes. The time until it is gone, beside what naive takes for the same; and the rate beside the same worker’s on a tenth of that backlog, which is what the depth of the queue costs.',
    table(
      ['contender', 'backlog', 'drained', 'time, beside naive', 'rate, beside the small backlog'],
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
          `While ${beside.waiting.toLocaleString('en')} jobs wait, ingest takes ${percent(over(beside.perSecond, empty.perSecond))} of what it takes with an empty queue, its p99 at saturation being ${times(over(beside.p99Ms, empty.p99Ms))}.`,
        ]
      : []),
  ];
}

function growthPart({ costs, stories }: Section<'growth'>, folder: string): string[] {
  const groups = summariseGrowth(costs, stories);
  return [
    '## Growth',
    'What one more event costs when its purchase or subscription, or the tables, hold many before it: medians of time and CPU of fifty events beside the first place that was looked at, means of what Postgres counts.',
    `![What one more event costs](${folder}/growth.svg)`,
    table(
      ['story', 'before it', 'time', 'CPU', 'statements', 'rows', 'KiB read', 'KiB written'],
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
      ['story', 'events', 'applied', 'longest that the event loop stood still'],
      stories.map(({ story, wanted, applied, longestBlockMs, failure }) => [
        story,
        wanted.toLocaleString('en'),
        applied >= wanted
          ? 'all'
          : `${applied.toLocaleString('en')}, then ${failure === null ? 'time was over' : `it failed: \`${failure}\``}`,
        longestBlockMs === 0 ? '—' : `${longestBlockMs.toFixed(0)} ms`,
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
    'CPU of one call, hot and without any store, as a share of the CPU of a whole no-op job of BullMQ (from `worker`, on the same machine).',
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
    `One ingest and one worker for ${minutes.toFixed(0)} min, jobs always waiting. Resident memory in the last quarter beside the second: ingest ${times(soakGrowth(samples, ({ ingestMib }) => ingestMib))}, worker ${times(soakGrowth(samples, ({ workerMib }) => workerMib))}.`,
  ];
}
