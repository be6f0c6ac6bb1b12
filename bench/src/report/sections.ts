import { z } from 'zod';
import { Machine } from '../measure/machine.ts';

// The results of a run, by section. The JSON file has the raw values; docs/performance.md shows only ratios of them.

/** The common fields of all sections. */
const Ran = z.object({
  /** The end of the section, ISO 8601. */
  ranAt: z.string(),
  /** The duration in seconds. */
  took: z.number(),
  machine: Machine,
  /** Whether its counts were too small for a meaningful result. */
  smoke: z.boolean(),
});

export const WorkerTrial = z.object({
  contender: z.string(),
  variant: z.string(),
  round: z.int(),
  workers: z.int(),
  concurrency: z.int(),
  events: z.int(),
  seconds: z.number(),
  perSecond: z.number(),
  cpuMsPerEvent: z.number().nullable(),
  /** The share of the completed events whose transitions were not delivered to all consumers at the end of the measurement. */
  behind: z.number().nullable(),
});
export type WorkerTrial = z.output<typeof WorkerTrial>;

export const IngestTrial = z.object({
  contender: z.string(),
  variant: z.string(),
  load: z.enum(['saturation', 'half']),
  round: z.int(),
  connections: z.int(),
  requests: z.int(),
  perSecond: z.number(),
  p50Ms: z.number(),
  p99Ms: z.number(),
  /** Answers that are not 2xx, and requests without an answer. */
  refused: z.int(),
  cpuMsPerRequest: z.number().nullable(),
  /** The requested rate per second; `null` at saturation. */
  wanted: z.number().nullable(),
});
export type IngestTrial = z.output<typeof IngestTrial>;

export const LagLevel = z.object({
  /** Share of saturation; 0 is one event at a time on an idle stack. */
  share: z.number(),
  round: z.int(),
  wanted: z.number(),
  sent: z.int(),
  committed: z.int(),
  p50Ms: z.number(),
  p99Ms: z.number(),
  maxMs: z.number(),
  /** How late the sender itself was: 99th percentile, milliseconds. */
  senderLateP99Ms: z.number(),
});
export type LagLevel = z.output<typeof LagLevel>;

export const RecoveryTrial = z.object({
  contender: z.string(),
  backlog: z.int(),
  drained: z.int(),
  seconds: z.number(),
  /** False if the time limit came first. */
  complete: z.boolean(),
  perSecond: z.number(),
});
export type RecoveryTrial = z.output<typeof RecoveryTrial>;

export const GrowthCost = z.object({
  story: z.string(),
  /** Number of events of the aggregate, or of rows in the tables, before the measured events. */
  position: z.int(),
  /** Medians of the events around that position. */
  wallMs: z.number(),
  cpuMs: z.number(),
  /** Means over these events, from the counters of Postgres. */
  statements: z.number(),
  rows: z.number(),
  readBytes: z.number(),
  writtenBytes: z.number(),
});
export type GrowthCost = z.output<typeof GrowthCost>;

export const GrowthStory = z.object({
  story: z.string(),
  wanted: z.int(),
  applied: z.int(),
  seconds: z.number(),
  /** The longest block of the event loop, milliseconds. */
  longestBlockMs: z.number(),
  /** The median time of an event of another purchase meanwhile, relative to an idle process; absent where it is not measured. */
  othersTimes: z.number().optional(),
  /** The code of the error that ended it early; `null` if there was none, or if the time limit ended it. */
  failure: z.string().nullable(),
});
export type GrowthStory = z.output<typeof GrowthStory>;

export const StageCost = z.object({ stage: z.string(), bodyBytes: z.int(), cpuUs: z.number() });
export type StageCost = z.output<typeof StageCost>;

const SoakSample = z.object({
  minute: z.number(),
  ingestMib: z.number().nullable(),
  workerMib: z.number().nullable(),
});

const sections = {
  worker: Ran.extend({ trials: z.array(WorkerTrial) }),
  ingest: Ran.extend({ trials: z.array(IngestTrial) }),
  lag: Ran.extend({ saturationPerSecond: z.array(z.number()), levels: z.array(LagLevel) }),
  recovery: Ran.extend({
    trials: z.array(RecoveryTrial),
    /** The throughput of ingest while this number of jobs wait. */
    intakes: z.array(z.object({ waiting: z.int(), perSecond: z.number(), p99Ms: z.number() })),
  }),
  growth: Ran.extend({ costs: z.array(GrowthCost), stories: z.array(GrowthStory) }),
  stages: Ran.extend({ stages: z.array(StageCost) }),
  soak: Ran.extend({ perSecond: z.number(), samples: z.array(SoakSample) }),
} as const;

export const SECTIONS = ['worker', 'ingest', 'lag', 'recovery', 'growth', 'stages', 'soak'] as const;
export type SectionName = (typeof SECTIONS)[number];

/** The JSON file: the last run of each section. */
export const BenchRecord = z.object({
  format: z.literal(1),
  sections: z.object(sections).partial(),
});
export type BenchRecord = z.output<typeof BenchRecord>;
export type Section<Name extends SectionName> = z.output<(typeof sections)[Name]>;
export type Outcome<Name extends SectionName> = Omit<Section<Name>, keyof z.output<typeof Ran>>;
