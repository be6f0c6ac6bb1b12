import {
  BARE,
  FULFILLING,
  growthOf,
  type IngestRow,
  ON_REDIS,
  QUIET,
  soakGrowth,
  summariseIngest,
  summariseLag,
  summariseWorker,
  type WorkerRow,
} from './summaries.ts';
import type { StoryName } from '../growth/stories.ts';
import { HOT_VARIANT } from '../sections/worker-variants.ts';
import type { BenchRecord, GrowthStory, LagLevel, Outcome, SectionName } from './sections.ts';

/** A performance target of Payspool, and its measured value. */
export interface Claim {
  readonly what: string;
  readonly target: string;
  readonly measured: number | undefined;
  readonly unit: 'times' | 'share' | 'ms';
  readonly verdict: 'met' | 'missed' | 'far from it' | 'does not count' | 'not measured';
}

const MOST_BLOCK_MS = 50;

/** The minimum or maximum; beyond `far` tuning would not be enough. */
interface Rule {
  readonly least?: number;
  readonly most?: number;
  readonly far?: number;
}

interface Definition extends Rule {
  readonly section: SectionName;
  readonly what: string;
  readonly unit: Claim['unit'];
  readonly measured: number | undefined;
}

/**
 * Every target, in the order of the sections. A section that did not run counts as not measured, and results of a smoke run do not count.
 */
export function claimsOf(
  { sections }: BenchRecord,
  { bestSeen }: { readonly bestSeen?: number | undefined } = {},
): Claim[] {
  const worker = summariseWorker(sections.worker?.trials ?? []);
  const ingest = summariseIngest(sections.ingest?.trials ?? [], bestSeen);
  const counts = (section: SectionName) =>
    sections[section]?.smoke !== true &&
    (section !== 'worker' || worker.counts) &&
    (section !== 'ingest' || ingest.counts);
  return [
    ...workerClaims(worker.rows),
    ...ingestClaims(ingest.rows),
    ...lagClaims(sections.lag?.levels ?? []),
    ...growthClaims(sections.growth ?? { costs: [], stories: [] }),
    ...soakClaims(sections.soak?.samples ?? []),
  ].map((definition) => judge(definition, counts(definition.section)));
}

function workerClaims(rows: readonly WorkerRow[]): Definition[] {
  const [base] = rows;
  const of = (contender: string, variant = base?.variant) =>
    rows.find((row) => row.contender === contender && row.variant === variant);
  const times = { section: 'worker', unit: 'times' } as const;
  return [
    {
      ...times,
      what: 'worker, reactions off, relative to naive',
      measured: of(QUIET)?.timesNaive,
      least: 5,
      far: 2.5,
    },
    {
      section: 'worker',
      unit: 'share',
      what: 'worker, reactions off, relative to no-op jobs',
      measured: of(QUIET)?.shareOfNoop,
      least: 0.4,
    },
    {
      ...times,
      what: 'the same with one purchase, relative to naive',
      measured: of(QUIET, HOT_VARIANT)?.timesNaive,
      least: 2,
    },
    {
      ...times,
      what: 'worker, default fulfilment, relative to naive',
      measured: of(FULFILLING)?.timesNaive,
      least: 2.5,
      far: 1.5,
    },
  ];
}

function ingestClaims(rows: readonly IngestRow[]): Definition[] {
  const ours = rows.find(({ contender }) => contender === ON_REDIS);
  return [
    {
      section: 'ingest',
      unit: 'share',
      what: `ingest on Redis, relative to ${BARE}`,
      measured: ours?.throughput,
      least: 0.85,
      far: 0.7,
    },
    {
      section: 'ingest',
      unit: 'times',
      what: `its p99 at half of that load, relative to ${BARE}`,
      measured: ours?.p99AtHalf,
      most: 1.3,
    },
  ];
}

const lagClaims = (levels: readonly LagLevel[]): Definition[] => [
  {
    section: 'lag',
    unit: 'times',
    what: 'lag p99 at half saturation, relative to one event on an idle stack',
    measured: summariseLag(levels).find(({ share }) => share === 0.5)?.p99,
    most: 10,
  },
];

function growthClaims(growth: Outcome<'growth'>): Definition[] {
  const grown = { section: 'growth', unit: 'times', most: 2 } as const;
  const by = (story: StoryName) => growthOf(growth, story);
  return [
    {
      ...grown,
      what: 'the last event of a subscription, in order, relative to the hundredth',
      measured: by('subscription, in order'),
    },
    { ...grown, what: 'the same, shuffled', measured: by('subscription, shuffled'), far: 5 },
    {
      ...grown,
      what: 'the same, events of one second',
      measured: by('subscription, events of one second'),
      far: 5,
    },
    {
      ...grown,
      what: 'the last payment of an order, relative to the hundredth',
      measured: by('one order, many payments'),
      far: 5,
    },
    {
      section: 'growth',
      unit: 'ms',
      what: 'longest block of the event loop',
      measured: longestBlock(growth.stories),
      most: MOST_BLOCK_MS,
    },
  ];
}

function soakClaims(samples: Outcome<'soak'>['samples']): Definition[] {
  const flat = { section: 'soak', unit: 'times', most: 1.1 } as const;
  return [
    {
      ...flat,
      what: 'memory of ingest at the end of the soak, relative to its second quarter',
      measured: soakGrowth(samples, ({ ingestMib }) => ingestMib),
    },
    {
      ...flat,
      what: 'memory of the worker, in the same way',
      measured: soakGrowth(samples, ({ workerMib }) => workerMib),
    },
  ];
}

/** The maximum over all scenarios; `undefined` if one did not finish, because it may have had a longer block. */
function longestBlock(stories: readonly GrowthStory[]): number | undefined {
  if (stories.length === 0) return undefined;
  const most = stories.reduce((longest, { longestBlockMs }) => Math.max(longest, longestBlockMs), 0);
  const isWhole = stories.every(({ applied, wanted }) => applied >= wanted);
  return isWhole || most > MOST_BLOCK_MS ? most : undefined;
}

function judge({ what, unit, measured, least, most, far }: Definition, counts: boolean): Claim {
  const isMet = (value: number) => value >= (least ?? -Infinity) && value <= (most ?? Infinity);
  const isFar = (value: number) => far !== undefined && (least === undefined ? value > far : value < far);
  const verdictOf = (value: number): Claim['verdict'] => {
    if (!counts) return 'does not count';
    if (isMet(value)) return 'met';
    return isFar(value) ? 'far from it' : 'missed';
  };
  const bound = `${least === undefined ? '≤' : '≥'} ${(least ?? most ?? 0) * (unit === 'share' ? 100 : 1)}`;
  return {
    what,
    target: `${bound} ${UNITS[unit]}`,
    measured,
    unit,
    verdict: measured === undefined ? 'not measured' : verdictOf(measured),
  };
}

const UNITS: Readonly<Record<Claim['unit'], string>> = { times: '×', share: '%', ms: 'ms' };
