import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { waitFor } from '@payspool/testkit';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import { openOwnReactions, OwnReactionsError } from '../src/own/index.ts';

const FILES = {
  'typed.ts': `
    import { defineReaction } from '@payspool/reactions';
    const name: string = 'typed';
    export default defineReaction({ name, topics: ['order.paid'], run: async () => process.send?.(null) });`,
  'common.cjs': `
    const { defineReaction, ReactionPostponedError } = require('@payspool/reactions');
    module.exports = defineReaction({ name: 'common', topics: ['order.paid'], deadlineMs: 5000, run: async () => {
      throw new ReactionPostponedError('the shop asks to wait', { retryAfterMs: 60_000 });
    } });`,
  'leaks.mjs': `
    export default { name: 'leaks', topics: ['order.paid'], run: async ({ id }) => {
      const kept = [];
      while (id === 1n) kept.push(new Array(100_000).fill(id));
    } };`,
  'node_modules/@acme/shop/package.json':
    '{ "name": "@acme/shop", "type": "module", "exports": "./index.js" }',
  'node_modules/@acme/shop/index.js': `
    import { defineReaction } from '@payspool/reactions';
    export default [defineReaction({ name: 'packed', topics: ['order.paid', 'order.refunded'], run: async () => {} })];`,
  'hangs/hangs.mjs': 'await new Promise(() => undefined);',
};

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'payspool-processes-'));
  for (const [name, text] of Object.entries(FILES)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), text);
  }
});
afterAll(() => rm(folder, { recursive: true }));

async function open(setting: string, { loadMs = 30_000 } = {}) {
  const deaths: string[] = [];
  const own = await openOwnReactions(setting, {
    env: { PATH: process.env['PATH'] ?? '' },
    memoryMb: 32,
    cwd: folder,
    loadMs,
    onLine: () => undefined,
    onDeath: (module, { reason }) => deaths.push(`${module}: ${reason}`),
  });
  onTestFinished(own.close);
  const find = (wanted: string) => {
    const found = own.reactions.find(({ name }) => name === wanted);
    if (!found) throw new Error(`${wanted} is missing`);
    return found.process;
  };
  const run = (reaction: string, id: bigint) =>
    find(reaction).run({
      reaction,
      transition: { id },
      attempt: 1,
      deadlineMs: 20_000,
      signal: new AbortController().signal,
    });
  return { own, deaths, find, run };
}

it('loads TypeScript and CommonJS, and its errors arrive as they were thrown', async () => {
  const { own, run, find, deaths } = await open(folder);
  expect(own.reactions.map(({ name, module, deadlineMs }) => ({ name, module, deadlineMs }))).toEqual([
    { name: 'common', module: 'common.cjs', deadlineMs: 5000 },
    { name: 'leaks', module: 'leaks.mjs', deadlineMs: undefined },
    { name: 'typed', module: 'typed.ts', deadlineMs: undefined },
  ]);
  // A message of its own is not taken for the end of the attempt.
  expect(await run('typed', 1n)).toBeUndefined();
  await expect(run('common', 1n)).rejects.toMatchObject({
    name: 'ReactionPostponedError',
    message: 'the shop asks to wait',
    retryAfterMs: 60_000,
  });

  // A process that needs too much memory ends alone, and starts again after a pause in which nothing can run.
  const reason = 'it was ended by SIGABRT, probably because it needs more memory than REACTIONS_MEMORY_MB';
  const ended = new Error(`the process of leaks.mjs ended: ${reason}`);
  await expect(Promise.allSettled([run('leaks', 1n), run('leaks', 1n)])).resolves.toMatchObject([
    { reason: { message: ended.message, code: 'reaction_process_ended' } },
    { reason: { message: ended.message, code: 'reaction_process_ended' } },
  ]);
  expect(find('leaks').pausedForMs()).toBeGreaterThan(0);
  await expect(run('leaks', 2n)).rejects.toThrow('the process of leaks.mjs has not started again yet');
  expect([find('common').pausedForMs(), find('typed').pausedForMs()]).toEqual([0, 0]);
  await waitFor(() => find('leaks').pausedForMs() === 0, { what: 'the process to start again' });
  expect(await run('leaks', 2n)).toBeUndefined();
  expect(deaths).toEqual([`leaks.mjs: ${reason}`]);
});

it('finds a package from the working directory', async () => {
  const { own, run } = await open('@acme/shop');
  expect(own.reactions).toMatchObject([
    { name: 'packed', module: '@acme/shop', topics: ['order.paid', 'order.refunded'] },
  ]);
  expect(await run('packed', 1n)).toBeUndefined();
});

it('a package that is not installed, and a module that is not loaded in time, are problems', async () => {
  const [missing, hangs] = await Promise.allSettled([
    open('@acme/missing'),
    open('./hangs', { loadMs: 300 }),
  ]);
  expect(missing).toMatchObject({ reason: expect.any(OwnReactionsError) as object });
  expect(String((missing as PromiseRejectedResult).reason)).toContain(
    "@acme/missing: cannot be loaded: Cannot find package '@acme/missing'",
  );
  expect(hangs).toMatchObject({ reason: { problems: ['hangs.mjs: it was not loaded within 300 ms'] } });
});
