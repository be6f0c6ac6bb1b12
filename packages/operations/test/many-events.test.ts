import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { openReader } from '@payspool/db/reader';
import { bundle, byVersion, waitFor } from '@payspool/testkit';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { abortOperation, findOperation, replay, runOperation } from '../src/index.ts';
import { requestOperation, requestRehearsed } from '../src/request/index.ts';
import { recordFailed } from './failed-events.ts';
import { openOperations, type OperationsUnderTest } from './operations-under-test.ts';

const COUNT = byVersion({ short: 120, long: 10_000 });
/** What hangs ends here. */
const MOST_MS = byVersion({ short: 180_000, long: 3_600_000 });
const RELEASE = 'test';
const SCRIPT = 'packages/operations/test/operation-process.ts';

let under: OperationsUnderTest;
let open: ReturnType<typeof openReader>;
let running: ChildProcess | undefined;
beforeEach(async () => {
  under = await openOperations();
  open = openReader({ url: under.databaseUrl });
});
afterEach(async () => {
  running?.kill('SIGKILL');
  await open.close();
  await under.close();
});

const startWorker = async () => {
  const given = JSON.stringify({ databaseUrl: under.databaseUrl, release: RELEASE });
  running = spawn(process.execPath, [await bundle(SCRIPT), given], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  return running;
};

const operationOf = async (id: bigint) => {
  const found = await findOperation(under.db, id);
  if (!found) throw new Error(`there is no operation ${id}`);
  return found;
};
const doneOf = async (id: bigint) => (await operationOf(id)).done;
const reaches = (id: bigint, done: number) =>
  waitFor(async () => (await doneOf(id)) >= done, {
    what: `operation ${id} to reach ${done}`,
    timeoutMs: MOST_MS,
  });

async function kill(worker: ChildProcess): Promise<void> {
  const ended = once(worker, 'exit');
  worker.kill('SIGKILL');
  await ended;
}

async function runToEnd(id: bigint) {
  const worker = await startWorker();
  const [code] = (await once(worker, 'exit')) as [number | null];
  expect(code).toBe(0);
  return operationOf(id);
}

const rehearse = (requestKey: string) =>
  requestOperation(open.reader, {
    kind: 'replay',
    params: { terms: 'status:failed received:>2026-01-01T00:00:00.000Z', react: false },
    isRehearsal: true,
    requestedBy: 'ada',
    requestKey,
  });
const carryOut = (of: bigint) => requestRehearsed(open.reader, { of, requestedBy: 'ada', release: RELEASE });

const appliedEvents = () => under.db.event.count({ where: { status: 'applied' } });

it(
  `${COUNT} events are rehearsed and replayed by workers that are killed twice; an abort ends it between two steps`,
  async () => {
    await recordFailed(under.db, COUNT);
    const first = await rehearse('the first form');
    const rehearsed = await runToEnd(first.id);
    const expected = { matched: COUNT, changed: COUNT, unchanged: 0, failed: 0, skipped: {} };
    expect(rehearsed).toMatchObject({ status: 'done', done: COUNT, total: COUNT, release: RELEASE });
    const shown = replay.report.parse(rehearsed.report);
    expect(shown).toMatchObject(expected);
    expect(shown.changes).toHaveLength(Math.min(COUNT, 1000));
    expect(shown.changes[0]).toMatchObject({
      eventKey: 'evt_1',
      status: { from: 'failed', to: 'applied' },
      rows: expect.arrayContaining([
        expect.objectContaining({ table: 'orders', kind: 'missing' }),
      ]) as unknown,
    });
    expect([await appliedEvents(), await under.db.order.count()]).toEqual([0, 0]);
    // What comes later is not of the set.
    await under.db.$executeRaw`
    INSERT INTO events (provider, account, event_key, type, status, occurred_at, received_at, mode, canonical, headers)
    VALUES ('fake', 'default', 'evt_later', 'charge_paid', 'failed', now(), now(), 'test', '[]', '{}')`;

    const real = await carryOut(first.id);
    for (const share of [0.2, 0.4]) {
      const worker = await startWorker();
      await reaches(real.id, COUNT * share);
      await kill(worker);
    }
    const worker = await startWorker();
    await reaches(real.id, COUNT * 0.6);
    await abortOperation(under.db, real.id);
    await once(worker, 'exit');
    const aborted = await operationOf(real.id);
    expect(aborted).toMatchObject({ status: 'aborted', total: COUNT });
    expect(aborted.done).toBeGreaterThanOrEqual(COUNT * 0.6);
    expect(aborted.done).toBeLessThan(COUNT);
    // Neither left out nor counted twice, although two steps were cut off in the middle.
    expect(replay.report.parse(aborted.report).changed).toBe(aborted.done);
    expect(await appliedEvents()).toBe(aborted.done);

    const rest = await rehearse('the second form');
    expect(await runToEnd(rest.id)).toMatchObject({ status: 'done', total: COUNT - aborted.done + 1 });
    const ended = await runToEnd((await carryOut(rest.id)).id);
    expect(replay.report.parse(ended.report)).toMatchObject({
      changed: COUNT - aborted.done,
      skipped: { 'its body has expired or was erased': 1 },
    });
    expect([await appliedEvents(), await under.db.order.count({ where: { status: 'paid' } })]).toEqual([
      COUNT,
      COUNT,
    ]);
  },
  MOST_MS,
);

it('the report of a replay is right wherever a process is killed', async () => {
  const COUNTED = 3;
  const params = { terms: 'status:failed received:>2026-01-01T00:00:00.000Z', react: false };
  let isComplete = false;
  let kills = 0;
  for (let exchanges = 1; !isComplete; exchanges += 1) {
    await under.db.$executeRaw`TRUNCATE events, orders, payments, aggregates, aliases, changes CASCADE`;
    await recordFailed(under.db, COUNTED);
    const { id } = await under.begin('replay', params);
    isComplete = await runOperation(id, under.mortal(exchanges)).then(
      () => true,
      () => false,
    );
    kills += isComplete ? 0 : 1;
    await under.endLeases();
    const ended = await runOperation(id, under.options);
    expect(replay.report.parse(ended.report)).toMatchObject({
      matched: COUNTED,
      changed: COUNTED,
      unchanged: 0,
    });
    expect(ended).toMatchObject({ status: 'done', done: COUNTED, journal: [] });
  }
  expect(kills).toBeGreaterThan(COUNTED);
});
