import { describe, expect, it } from 'vitest';
import { runProcess } from './run-process.ts';

describe('a process without its configuration', () => {
  it.each([
    ['apps/ingest/src/main.ts', ['QUEUE_URL is not set', 'IPPOPAY_SECRET_KEY: is required']],
    [
      'apps/worker/src/main.ts',
      ['DATABASE_URL is not set', 'QUEUE_URL is not set', 'IPPOPAY_SECRET_KEY: is required'],
    ],
    [
      'apps/dashboard/src/main.ts',
      ['QUEUE_URL is not set', 'DATABASE_URL: is not set', 'DASHBOARD_USERS: is not set'],
    ],
  ])('%s names every missing variable at once and exits with 2', async (script, problems) => {
    const env = { IPPOPAY_PUBLIC_KEY: 'pk_test', IPPOPAY_PATH_TOKEN: 'unguessable' };
    const app = runProcess(script, { env });
    expect(await app.ended).toBe(2);
    for (const problem of problems) expect(app.said()).toContain(problem);
    expect(app.said()).not.toMatch(/^\s+at /m);
  });
});

describe('--check', () => {
  const ENV = { QUEUE_URL: 'redis://127.0.0.1:1', DATABASE_URL: 'postgres://127.0.0.1:1/none' };

  it('reports that the settings are valid, opens no connection and exits with 0', async () => {
    const app = runProcess('apps/worker/src/main.ts', { args: ['--check'], env: ENV });
    expect([await app.ended, app.said()]).toEqual([0, 'payspool worker: its settings are valid\n']);
  });
});
