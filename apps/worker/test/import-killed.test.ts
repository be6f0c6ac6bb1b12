import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { findOperation } from '@payspool/operations';
import { bundle, waitFor } from '@payspool/testkit';
import { expect, it, onTestFinished } from 'vitest';
import { charge } from '../../../packages/operations/test/shop-api.ts';
import { BACKENDS } from './backends.ts';
import { openImport } from './import-under-test.ts';

/** `IMPORT_OBJECTS=100000 IMPORT_KILLS=10` measures a large import. */
const OBJECTS = Number(process.env['IMPORT_OBJECTS'] ?? 1000);
const KILLS = Number(process.env['IMPORT_KILLS'] ?? 1);
const PAGE = 100;

it('an import whose process is killed by SIGKILL goes on, misses nothing and records nothing twice', async () => {
  const backend = BACKENDS.findLast(({ available }) => available);
  if (!backend) throw new Error('there is no queue');
  const under = await openImport(backend, { pageSize: PAGE });
  onTestFinished(under.close);
  const begin = Date.parse('2025-01-01T00:00:00.000Z');
  for (let nth = 0; nth < OBJECTS; nth += 1)
    under.api.add(
      charge(`${nth}`, new Date(begin + Math.floor((nth * 300 * 86_400_000) / OBJECTS)).toISOString()),
    );
  const { id } = await under.begin({ since: '2025-01-01T00:00:00.000Z', kinds: ['charge'] });
  const startedAt = performance.now();
  const { databaseUrl, place, api } = under;
  const script = await bundle('apps/worker/test/import-process.ts');
  const run = () =>
    spawn(
      process.execPath,
      [
        script,
        JSON.stringify({
          databaseUrl,
          place: { url: place.url, keyPrefix: place.keyPrefix },
          apiUrl: api.url,
          id: id.toString(),
        }),
      ],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
  const pages = OBJECTS / PAGE;
  for (let kill = 1; kill <= KILLS; kill += 1) {
    const child = run();
    const ended = once(child, 'exit');
    // At different places: between two pages, and in the middle of one.
    const goal = Math.floor((pages * kill) / (KILLS + 1));
    await waitFor(() => api.asked.length >= goal, {
      what: `page ${goal}`,
      everyMs: kill,
      timeoutMs: 150_000,
    });
    child.kill('SIGKILL');
    await ended;
    await under.endLeases();
  }
  const last = run();
  let said = '';
  last.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
  expect(await once(last, 'exit')).toEqual([0, null]);
  await under.settle();
  const operation = await findOperation(under.db, id);
  expect(operation).toMatchObject({ status: 'done', done: operation?.total });
  expect(await under.db.event.count({ where: { status: 'applied', source: 'observed' } })).toBe(OBJECTS);
  expect(await under.db.order.count({ where: { status: 'paid' } })).toBe(OBJECTS);
  expect(await under.topics()).toEqual([]);
  const wasted = api.asked.length - new Set(api.asked).size;
  expect(wasted).toBeLessThanOrEqual(KILLS);
  if (process.env['IMPORT_OBJECTS'])
    console.log(
      JSON.stringify({
        ms: performance.now() - startedAt,
        calls: api.asked.length,
        wasted,
        ...JSON.parse(said),
      }),
    );
});
