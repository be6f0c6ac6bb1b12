import { describe, expect, it } from 'vitest';
import { renderPage } from './page.ts';
import { plotsOf } from './plots.ts';
import type { BenchRecord, Section } from './sections.ts';

const trial = (contender: string, perSecond: number, round: number) => ({
  contender,
  variant: '10,000 purchases, 2 KB',
  round,
  workers: 1,
  concurrency: 50,
  events: 20_000,
  seconds: 5,
  perSecond,
  cpuMsPerEvent: 1234 / perSecond,
  behind: contender.endsWith('fulfilment') ? 0.25 : null,
});

const worker: Section<'worker'> = {
  ranAt: '2026-01-31T12:00:00.000Z',
  took: 600,
  smoke: false,
  machine: {
    cores: 2,
    cpu: 'a processor',
    memoryGiB: 4,
    system: 'linux 6.1',
    node: '20.20.2',
    postgres: '18.4',
    redis: '7.0.15',
    load: 'wrk',
    loadBefore: 0.1,
    loadAfter: 2.2,
  },
  trials: [
    trial('no-op jobs', 4321, 1),
    trial('naive', 432.1, 1),
    trial('naive', 475.31, 2),
    trial('naive', 388.89, 3),
    trial('payspool, reactions off', 2160.5, 1),
    trial('payspool, default fulfilment', 1080.25, 1),
  ],
};
const record: BenchRecord = { format: 1, sections: { worker } };
const options = { folder: 'performance', bestSeen: undefined, tuning: { best: {}, tried: {} } };

describe('the page of the bench', () => {
  it('shows the results relative to naive and to no-op jobs', () => {
    const page = renderPage(record, options);
    expect(page).toContain('| worker, reactions off, relative to naive | ≥ 5 × | 5.0 × | met |');
    expect(page).toContain('| worker, default fulfilment, relative to naive | ≥ 2.5 × | 2.5 × | met |');
    expect(page).toContain(
      '| payspool, reactions off · 10,000 purchases, 2 KB | 5.0 × | 50 % | 0.20 × | — | 0 % | 1 |',
    );
    expect(page).toContain(
      '| payspool, default fulfilment · 10,000 purchases, 2 KB | 2.5 × | 25 % | 0.40 × | 25 % | 0 % | 1 |',
    );
    expect(page).toContain('| naive · 10,000 purchases, 2 KB | 1.0 × | 10 % | 1.0 × | — | 20 % | 3 |');
    expect(page).toContain('| ingest on Redis, relative to bare enqueue | ≥ 85 % | — | not measured |');
  });

  it('contains no rate, on the page or in a plot', () => {
    const shown = [renderPage(record, options), ...plotsOf(record).values()].join('\n');
    for (const rate of [/4,?321/, /432/, /475/, /2,?160/, /1,?080/]) expect(shown).not.toMatch(rate);
  });

  it('shows for each section when and on which machine it ran, and that a smoke run has no meaning', () => {
    const page = renderPage(record, options);
    expect(page).toContain(
      '| `worker` | 2026-01-31 | 2 cores of a processor, 4 GiB, linux 6.1; Node 20.20.2, Postgres 18.4, Redis 7.0.15; load from wrk | 0.1 → 2.2 |',
    );
    const smoke = renderPage({ ...record, sections: { worker: { ...worker, smoke: true } } }, options);
    expect(smoke).toContain('| `worker` (smoke run: its figures have no meaning) |');
    expect(smoke).not.toContain('| met |');
  });

  it('names the file of every contender', () => {
    const page = renderPage(record, options);
    for (const file of ['noop-worker', 'naive-worker', 'bare-enqueue-server', 'tutorial-server'])
      expect(page).toContain(`[\`bench/src/contenders/${file}.ts\`](../bench/src/contenders/${file}.ts)`);
  });
});

describe('the plots of the bench', () => {
  it('show the sections that ran, and escape their texts', () => {
    const named: BenchRecord = {
      format: 1,
      sections: {
        worker: { ...worker, trials: worker.trials.map((one) => ({ ...one, variant: 'a < b & "c"' })) },
      },
    };
    const plots = plotsOf(named);
    expect([...plots.keys()]).toEqual(['worker.svg']);
    expect(plots.get('worker.svg')).toContain('a &lt; b &amp; &quot;c&quot;');
    expect(plots.get('worker.svg')).not.toContain('a < b');
  });
});
