import { describe, expect, it } from 'vitest';
import { claimsOf } from './claims.ts';
import type { BenchRecord, IngestTrial, Section, WorkerTrial } from './sections.ts';

const RAN = {
  ranAt: '2026-01-31T12:00:00.000Z',
  took: 1,
  smoke: false,
  machine: {
    cores: 2,
    cpu: 'a processor',
    memoryGiB: 4,
    system: 'linux',
    node: '20.20.2',
    postgres: '18.4',
    redis: '7.0.15',
    load: 'wrk',
    loadBefore: 0,
    loadAfter: 2,
  },
};

const worked = (
  contender: string,
  rates: readonly number[],
  variant = '10,000 purchases, 2 KB',
): WorkerTrial[] =>
  rates.map((perSecond, place) => ({
    contender,
    variant,
    round: place + 1,
    workers: 1,
    concurrency: 10,
    events: 1000,
    seconds: 1,
    perSecond,
    cpuMsPerEvent: 1,
    behind: null,
  }));

const took = (
  contender: string,
  load: IngestTrial['load'],
  rates: readonly number[],
  p99Ms = 10,
): IngestTrial[] =>
  rates.map((perSecond, place) => ({
    contender,
    variant: '2 KB',
    load,
    round: place + 1,
    connections: 64,
    requests: 1000,
    perSecond,
    p50Ms: 5,
    p99Ms,
    refused: 0,
    cpuMsPerRequest: 0.2,
    wanted: load === 'half' ? 100 : null,
  }));

const record = (sections: BenchRecord['sections']): BenchRecord => ({ format: 1, sections });
const withWorker = (trials: WorkerTrial[]) => record({ worker: { ...RAN, trials } });
const withIngest = (trials: IngestTrial[]) => record({ ingest: { ...RAN, trials } });
const verdictOf = (what: RegExp, given: BenchRecord, bestSeen?: number) =>
  claimsOf(given, { bestSeen }).find((claim) => what.test(claim.what))?.verdict;

describe('the targets of the bench', () => {
  it('compare medians of rounds, not single rounds', () => {
    const trials = [
      ...worked('no-op jobs', [4000, 4000, 4000]),
      ...worked('naive', [390, 400, 5000]),
      ...worked('payspool, reactions off', [2100, 2040, 10]),
    ];
    const claim = claimsOf(withWorker(trials)).find(
      ({ what }) => what === 'worker, reactions off, relative to naive',
    );
    expect(claim).toMatchObject({ measured: 5.1, target: '≥ 5 ×', verdict: 'met' });
  });

  it.each([
    [2000, 'met'],
    [1900, 'missed'],
    [900, 'far from it'],
  ] as const)('for a worker at %i a second and a naive one at 400 are %s', (rate, verdict) => {
    const trials = [
      ...worked('no-op jobs', [4000]),
      ...worked('naive', [400]),
      ...worked('payspool, reactions off', [rate]),
    ];
    expect(verdictOf(/^worker, reactions off, relative to naive/, withWorker(trials))).toBe(verdict);
  });

  it('ignore every ratio if naive is below 9 % of no-op jobs', () => {
    const trials = [
      ...worked('no-op jobs', [4000]),
      ...worked('naive', [356]),
      ...worked('payspool, reactions off', [3000]),
      ...worked('naive', [100], '1 purchase, 2 KB'),
      ...worked('payspool, reactions off', [300], '1 purchase, 2 KB'),
    ];
    const verdicts = claimsOf(withWorker(trials))
      .filter(({ what }) => /naive|no-op/.test(what))
      .map(({ verdict }) => verdict);
    expect(verdicts).toEqual(['does not count', 'does not count', 'does not count', 'not measured']);
  });

  it('ignore the results of a smoke run', () => {
    const trials = [
      ...worked('no-op jobs', [4000]),
      ...worked('naive', [400]),
      ...worked('payspool, reactions off', [3000]),
    ];
    const given = record({ worker: { ...RAN, smoke: true, trials } });
    expect(verdictOf(/^worker, reactions off, relative to naive/, given)).toBe('does not count');
  });

  it('compare ingest with bare enqueue, and its p99 at the same half load', () => {
    const trials = [
      ...took('bare enqueue', 'saturation', [4000, 4100, 3900]),
      ...took('payspool ingest, Redis', 'saturation', [3500, 3400, 3300]),
      ...took('bare enqueue', 'half', [100], 10),
      ...took('payspool ingest, Redis', 'half', [100], 14),
    ];
    expect(verdictOf(/^ingest on Redis/, withIngest(trials))).toBe('met');
    expect(verdictOf(/^its p99/, withIngest(trials))).toBe('missed');
  });

  it('ignore every ratio if bare enqueue is below 85 % of its best result, in this run or before', () => {
    const shaky = [
      ...took('bare enqueue', 'saturation', [4000, 3000, 3000]),
      ...took('payspool ingest, Redis', 'saturation', [2900]),
    ];
    expect(verdictOf(/^ingest on Redis/, withIngest(shaky))).toBe('does not count');
    const steady = [
      ...took('bare enqueue', 'saturation', [3000, 3000]),
      ...took('payspool ingest, Redis', 'saturation', [2900]),
    ];
    expect(verdictOf(/^ingest on Redis/, withIngest(steady))).toBe('met');
    expect(verdictOf(/^ingest on Redis/, withIngest(steady), 4000)).toBe('does not count');
  });

  it('use the worse of time and CPU for growth, and ignore a scenario that did not finish', () => {
    const cost = (position: number, wallMs: number, cpuMs: number) => ({
      story: 'subscription, in order',
      position,
      wallMs,
      cpuMs,
      statements: 8,
      rows: 8,
      readBytes: 8192,
      writtenBytes: 100,
    });
    const growth = (applied: number): Section<'growth'> => ({
      ...RAN,
      costs: [cost(100, 2, 1), cost(1000, 2, 1), cost(10_000, 3, 2.5)],
      stories: [
        {
          story: 'subscription, in order',
          wanted: 10_000,
          applied,
          seconds: 20,
          longestBlockMs: 12,
          failure: null,
        },
      ],
    });
    expect(verdictOf(/in order/, record({ growth: growth(10_000) }))).toBe('missed');
    expect(verdictOf(/in order/, record({ growth: growth(900) }))).toBe('not measured');
    expect(verdictOf(/event loop/, record({ growth: growth(10_000) }))).toBe('met');
  });
});
