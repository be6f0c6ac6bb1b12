import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDatabase } from '@payspool/db';
import { migrateQueue } from '@payspool/queue';
import { createDatabase, waitFor } from '@payspool/testkit';
import { afterAll, beforeAll, expect, inject, it, onTestFinished } from 'vitest';
import { purchase } from './happenings.ts';
import { reactionsOf } from './reactions-under-test.ts';
import { startWorkerProcess } from './worker-process.ts';

/** A folder of modules, and a file to which reactions write. `note` writes a line of JSON to it. */
async function folderOf(modules: Readonly<Record<string, string>>) {
  const folder = await mkdtemp(join(tmpdir(), 'payspool-reactions-'));
  const sink = join(folder, 'sink');
  await writeFile(sink, '');
  await writeFile(
    join(folder, '_note.mjs'),
    `import { appendFileSync } from 'node:fs';
    export const note = (line) => appendFileSync(process.env.SINK, JSON.stringify(line) + '\\n');`,
  );
  await Promise.all(
    Object.entries(modules).map(([name, body]) =>
      writeFile(
        join(folder, name),
        `import { defineReaction, ReactionRefusedError } from '@payspool/reactions';\nimport { note } from './_note.mjs';\n${body}`,
      ),
    ),
  );
  return {
    folder,
    sink,
    lines: async () =>
      (await readFile(sink, 'utf8'))
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line) as { readonly who: string; readonly pid?: number }),
    drop: () => rm(folder, { recursive: true }),
  };
}

/** A reaction to `order.paid` whose first attempt does this, and whose second one succeeds. */
const failsFirst = (name: string, first: string, more = '') => `
  defineReaction({ name: '${name}', topics: ['order.paid'], ${more}
    run: async (transition, { attempt, signal }) => { if (attempt === 1) { ${first} } } })`;

const FOREVER = 'await new Promise(() => undefined);';

const MODULES = {
  'several.mjs': `
    import { existsSync } from 'node:fs';
    const records = (name) => defineReaction({ name, topics: ['order.paid'],
      run: async ({ topic, payload, idempotencyKey, id }, { signal, attempt }) => {
        console.log('a line of', name);
        note({ who: name, topic, paidMinor: String(payload.order.paidMinor), type: typeof payload.order.paidMinor,
          key: idempotencyKey, id: String(id), aborted: signal.aborted, attempt, env: Object.keys(process.env) });
      } });
    const slow = defineReaction({ name: 'slow', topics: ['order.refunded'], run: async () => {
      note({ who: 'slow', pid: process.pid });
      while (!existsSync(process.env.SINK + '.go')) await new Promise((resolve) => setTimeout(resolve, 10));
    } });
    export default [records('one'), records('two'), slow,
      ${failsFirst('refuses', "throw new ReactionRefusedError('the shop has no such article');")},
      ${failsFirst('throws', "throw new Error('the shop answered 500');")},
      ${failsFirst(
        'polite',
        "await new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('stopped'))));",
        'deadlineMs: 300,',
      )},
    ];`,
  'throws-later.mjs': `export default ${failsFirst(
    'throws-later',
    `setTimeout(() => { throw new Error('nobody awaits this'); }); ${FOREVER}`,
  )}`,
  'exits.mjs': `export default ${failsFirst('exits', 'process.exit(7);')}`,
  'spins.mjs': `export default ${failsFirst('spins', 'for (;;);', 'deadlineMs: 300,')}`,
  'ignores.mjs': `export default ${failsFirst('ignores', FOREVER, 'deadlineMs: 300,')}`,
};

let tables: Awaited<ReturnType<typeof createDatabase>>;
let database: ReturnType<typeof openDatabase>;
beforeAll(async () => {
  tables = await createDatabase({ postgresUrl: inject('postgresUrl'), template: inject('template') });
  await migrateQueue(tables.url);
  database = openDatabase({ url: tables.url, poolSize: 3 });
});
afterAll(async () => {
  await database.close();
  await tables.drop();
});

/** A worker whose queue is in Postgres, with the modules of this folder. */
const startOn = (own: Awaited<ReturnType<typeof folderOf>>) =>
  startWorkerProcess({
    QUEUE_URL: tables.url,
    DATABASE_URL: tables.url,
    REACTIONS: own.folder,
    REACTIONS_ENV: 'SINK',
    SINK: own.sink,
    METRICS_PORT: 'off',
  });

interface LogLine {
  readonly msg: string;
  readonly module?: string;
  readonly consumer?: string;
  readonly attempt?: number;
  readonly reason?: string;
  readonly reactions?: readonly object[];
}

const logOf = (output: string) =>
  output.split('\n').flatMap((line) => {
    if (!line.startsWith('{')) return [];
    return [JSON.parse(line) as LogLine];
  });

const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

it('runs each module in a process of its own, whose end fails only its own attempts', async () => {
  const own = await folderOf(MODULES);
  onTestFinished(own.drop);
  const a = purchase(database.prisma, 'a');
  await a.bought();
  const worker = startOn(own);
  onTestFinished(worker.kill);
  const paid = () =>
    database.prisma.reaction.findMany({
      where: { outbox: { topic: 'order.paid' } },
      orderBy: { consumer: 'asc' },
    });
  await waitFor(
    async () => {
      const rows = await paid();
      return rows.length === 10 && rows.every(({ status }) => ['succeeded', 'failed'].includes(status));
    },
    { what: 'all reactions to finish', timeoutMs: 40_000 },
  );

  expect((await paid()).map(({ consumer, status, attempts }) => `${consumer} ${status} ${attempts}`)).toEqual(
    [
      'exits succeeded 2',
      'fulfilment succeeded 1',
      'ignores succeeded 2',
      'one succeeded 1',
      'polite succeeded 2',
      'refuses failed 1',
      'spins succeeded 2',
      'throws succeeded 2',
      'throws-later succeeded 2',
      'two succeeded 1',
    ],
  );

  const log = logOf(worker.output());
  const reasons = log.flatMap(({ msg, consumer, reason, attempt }) =>
    msg === 'reaction' && reason !== undefined ? [`${consumer} ${attempt}: ${reason}`] : [],
  );
  expect(reasons.toSorted()).toEqual([
    'exits 1: the process of exits.mjs ended: it ended with exit status 7',
    'ignores 1: the process of ignores.mjs ended: ignores took more than its 300 ms and did not react to its signal',
    'polite 1: cut off after 300 ms',
    'refuses 1: the shop has no such article',
    'spins 1: the process of spins.mjs ended: spins took more than its 300 ms and did not react to its signal',
    'throws 1: the shop answered 500',
    'throws-later 1: the process of throws-later.mjs ended: an error that nothing caught: nobody awaits this',
  ]);
  const ended = log.filter(({ msg }) => msg === 'a process of own reactions ended');
  expect(ended.map(({ module = '' }) => module).toSorted()).toEqual([
    'exits.mjs',
    'ignores.mjs',
    'spins.mjs',
    'throws-later.mjs',
  ]);
  expect(log).toContainEqual(
    expect.objectContaining({ module: 'several.mjs', msg: 'a line of one', level: 'info' }),
  );
  const [loaded] = log.filter(({ msg }) => msg === 'own reactions are loaded');
  expect(loaded?.reactions).toContainEqual({
    name: 'two',
    topics: ['order.paid'],
    module: 'several.mjs',
  });

  const [row] = await reactionsOf(database.prisma, 'one');
  const lines = await own.lines();
  expect(lines.map(({ who }) => who).toSorted()).toEqual(['one', 'two']);
  expect(lines[0]).toMatchObject({
    topic: 'order.paid',
    paidMinor: '1000',
    type: 'bigint',
    key: row?.outbox.idempotencyKey,
    id: row?.outboxId.toString(),
    aborted: false,
    attempt: 1,
  });
  const { env } = lines[0] as unknown as { readonly env: readonly string[] };
  expect(env).toContain('SINK');
  expect(env.filter((name) => /DATABASE|QUEUE|SECRET|PAYSPOOL|REACTIONS/.test(name))).toEqual([]);

  // A worker that stops finishes the attempt that runs, and then ends the processes.
  await a.refunded();
  const [slow] =
    (await waitFor(
      async () => {
        const found = (await own.lines()).filter(({ who }) => who === 'slow');
        return found.length > 0 ? found : undefined;
      },
      { what: 'the slow reaction to begin' },
    )) ?? [];
  if (process.platform === 'linux')
    expect(await readFile(`/proc/${slow?.pid}/oom_score_adj`, 'utf8')).toBe('1000\n');
  // As systemd does, which sends the signal to every process of a service.
  process.kill(slow?.pid ?? 0, 'SIGTERM');
  const stopped = worker.stop();
  await waitFor(() => worker.output().includes('"msg":"stopping"'), { what: 'the worker to begin to stop' });
  await writeFile(`${own.sink}.go`, '');
  await stopped;
  expect(await worker.ended).toBe(0);
  expect(await reactionsOf(database.prisma, 'slow')).toMatchObject([{ status: 'succeeded', attempts: 1 }]);
  expect(isAlive(slow?.pid ?? 0)).toBe(false);
});

it('a worker that is killed leaves no process behind, not even one in an endless loop', async () => {
  const own = await folderOf({
    'spins.mjs': `
      export default defineReaction({ name: 'spins-on', topics: ['order.paid'], deadlineMs: 600_000, run: async () => {
        note({ who: 'spins-on', pid: process.pid });
        for (;;);
      } });`,
  });
  onTestFinished(own.drop);
  await purchase(database.prisma, 'b').bought();
  const worker = startOn(own);
  onTestFinished(worker.kill);
  const [spinning] =
    (await waitFor(
      async () => {
        const found = await own.lines();
        return found.length > 0 ? found : undefined;
      },
      { what: 'the loop to begin', timeoutMs: 30_000 },
    )) ?? [];
  await worker.kill();
  await waitFor(() => !isAlive(spinning?.pid ?? 0), { what: 'the process to end' });
});

it('does not start with modules that cannot be used, names every problem and exits 2', async () => {
  const own = await folderOf({
    'broken.mjs': "throw new Error('no such shop');",
    'first.mjs': `export default ${failsFirst('same', '')}`,
    'second.mjs': `export default ${failsFirst('same', '')}`,
    'topic.mjs': `export default ${failsFirst('misspelt', '')}`.replace('order.paid', 'order.payed'),
  });
  onTestFinished(own.drop);
  const worker = startOn(own);
  expect(await worker.ended).toBe(2);
  expect(worker.output()).toContain(`payspool worker: cannot start
  - broken.mjs: cannot be loaded: no such shop
  - second.mjs: same: first.mjs has a reaction of the same name
  - topic.mjs: misspelt: unknown topic order.payed: docs/reference/topics.md lists all
`);
});
