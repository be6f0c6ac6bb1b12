import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hasRedisServer } from '@payspool/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runProcess } from '../../e2e/test/run-process.ts';
import { temporaryPlace } from '../../e2e/test/leftovers.ts';

/** The first cell of every table row that has values. */
const rowsOf = (page: string): string[] =>
  page.split('\n').flatMap((line) => /^\| ([^|]+?) \|/.exec(line)?.[1] ?? []);

describe.runIf(hasRedisServer())('pnpm bench', () => {
  let place: Awaited<ReturnType<typeof temporaryPlace>>;
  let out: string;
  beforeAll(async () => {
    place = await temporaryPlace();
    out = join(await mkdtemp(join(tmpdir(), 'payspool-bench-test-')), 'performance');
  });
  afterAll(async () => {
    await place.remove();
    await rm(join(out, '..'), { recursive: true, force: true });
  });

  it('runs every contender, reports on each, and leaves nothing behind', async () => {
    const run = runProcess('bench/src/main.ts', { args: ['--smoke', '--out', out], env: place.env });
    expect(await run.ended, run.said()).toBe(0);
    expect({ processes: await place.processes(), files: await place.files() }).toEqual({
      processes: [],
      files: [],
    });

    const page = await readFile(`${out}.md`, 'utf8');
    expect(rowsOf(page)).toEqual(
      expect.arrayContaining([
        'no-op jobs · 10,000 purchases, 2 KB',
        'naive · 10,000 purchases, 2 KB',
        'payspool, reactions off · 10,000 purchases, 2 KB',
        'payspool, default fulfilment · 10,000 purchases, 2 KB',
        'bare enqueue · 2 KB',
        'tutorial · 2 KB',
        'payspool ingest, Redis · 2 KB',
        'payspool ingest, Postgres queue · 2 KB',
        'idle, one at a time',
        '50 % of saturation',
        'naive',
        'orders in the tables',
        'a purchase, event by event',
        'subscription, in order',
        'subscription, shuffled',
        'subscription, events of one second',
        'one order, many payments',
        'one purchase, many refunds',
        'ingest: verify',
        'worker: read the delivery',
      ]),
    );
    // A smoke run must not look like a result, and no absolute value may be on the page.
    expect(page).not.toMatch(/\| (met|missed|far from it) \|/);
    expect(page).not.toMatch(/\d+\s*(\/s\b|per second)/);
    expect((await readdir(out)).toSorted()).toEqual([
      'growth.svg',
      'ingest.svg',
      'lag.svg',
      'results.json',
      'worker.svg',
    ]);
  });

  it('exits with 130 on Ctrl-C while a contender is measured, and leaves nothing behind', async () => {
    const run = runProcess('bench/src/main.ts', { args: ['--smoke', '--only', 'worker'], env: place.env });
    await run.untilSays('jobs are waiting');
    run.kill('SIGINT');
    expect(await run.ended, run.said()).toBe(130);
    expect(run.said()).not.toMatch(/failed|Error/);
    expect({ processes: await place.processes(), files: await place.files() }).toEqual({
      processes: [],
      files: [],
    });
  });
});
