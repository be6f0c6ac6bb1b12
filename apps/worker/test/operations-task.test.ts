import { createOperation, findOperation } from '@payspool/operations';
import { DEFAULT_SETTINGS } from '@payspool/projection';
import { indexAccounts, outboundFetch } from '@payspool/providers';
import { openDeliveryQueue } from '@payspool/queue';
import { createLogger, createMetrics } from '@payspool/runtime';
import { waitFor } from '@payspool/testkit';
import { expect, it, onTestFinished } from 'vitest';
import { charge, startShopApi } from '../../../packages/operations/test/shop-api.ts';
import { shopAccount } from '../../../packages/operations/test/shop-provider.ts';
import { readDatabase, WORKER_METRICS } from '../src/metrics.ts';
import { operationsTask } from '../src/tasks/operations-task.ts';
import { reconcileTask } from '../src/tasks/reconcile-task.ts';
import { startTasks } from '../src/tasks/start-tasks.ts';
import { BACKENDS } from './backends.ts';
import { startWorker } from './worker-under-test.ts';

const onError = () => undefined;

it('a worker compares its accounts at night, runs what was asked for, and counts how it ended', async () => {
  const [backend] = BACKENDS;
  if (!backend) throw new Error('there is no queue');
  const worker = await startWorker(backend);
  onTestFinished(() => worker.stop());
  const api = await startShopApi();
  onTestFinished(api.stop);
  const { url, keyPrefix } = worker.place;
  const queue = openDeliveryQueue({ url, keyPrefix, dedupeTtlMs: 3_600_000, onError });
  onTestFinished(queue.close);
  const metrics = createMetrics(WORKER_METRICS, { app: 'worker' });
  const context = {
    db: worker.db,
    accounts: indexAccounts([shopAccount(api.url)]),
    settings: DEFAULT_SETTINGS,
    queue,
    io: {
      now: () => new Date(),
      fetch: outboundFetch,
      fetchCertificate: () => Promise.reject(new Error('none')),
    },
    forgetJobs: () => Promise.resolve({ jobs: 0 }),
    logger: createLogger({ app: 'worker', level: 'silent' }),
    metrics,
  };
  expect(reconcileTask.schedules(context)).toEqual([
    {
      id: 'reconcile/fake/default',
      task: { kind: 'reconcile', provider: 'fake', account: 'default' },
      when: { pattern: '15 3 * * *' },
    },
  ]);
  // Twice in one night, because the first comparison has not ended: one is enough.
  const ask = reconcileTask.create(context);
  for (let night = 0; night < 2; night += 1)
    await ask({ kind: 'reconcile', provider: 'fake', account: 'default' }, new AbortController().signal);
  const asked = await worker.db.operation.findMany();
  expect(asked).toMatchObject([
    { kind: 'reconcile', isRehearsal: true, requestedBy: 'schedule', status: 'waiting' },
  ]);

  api.add(charge('elsewhere', new Date(Date.now() - 3_600_000).toISOString(), { live: true }));
  const { id } = await createOperation(
    { kind: 'rebuild', params: { react: false }, isRehearsal: true, requestedBy: 'test' },
    context,
  );
  const running = startTasks({
    store: { url, keyPrefix, lockDurationMs: 10_000, onError },
    kinds: { operations: operationsTask },
    ...context,
  });
  onTestFinished(async () => {
    await running.drain(5000);
    await running.queue.close();
  });
  const ended = (kind: string) =>
    metrics.render().includes(`payspool_operations_total{app="worker",kind="${kind}",outcome="done"} 1\n`);
  await waitFor(() => ended('reconcile') && ended('rebuild'), { what: 'both operations to end' });
  for (const one of [id, asked[0]?.id ?? 0n])
    expect(await findOperation(worker.db, one)).toMatchObject({ status: 'done', error: null });
  const page = metrics.render();
  expect(page).toMatch(/payspool_api_calls_total\{.*purpose="reconcile",result="ok"\} [1-9]/);
  expect(await worker.db.order.count()).toBe(0);
  expect(
    (await readDatabase(worker.db, { accounts: context.accounts, now: new Date() })).payspool_drift_objects,
  ).toContainEqual([{ provider: 'fake', class: 'elsewhere' }, 1]);
});
