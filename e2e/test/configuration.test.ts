import { describe, expect, it } from 'vitest';
import { runProcess } from './run-process.ts';

describe('a process without its configuration', () => {
  it.each([
    ['apps/ingest/src/main.ts', ['QUEUE_URL']],
    ['apps/worker/src/main.ts', ['DATABASE_URL', 'QUEUE_URL']],
    ['apps/dashboard/src/main.ts', ['QUEUE_URL', 'DASHBOARD_USER', 'DASHBOARD_PASSWORD']],
  ])('%s names every missing variable at once and exits 2', async (script, names) => {
    const app = runProcess(script);
    expect(await app.ended).toBe(2);
    for (const name of names) expect(app.said()).toContain(`${name} is not set`);
    expect(app.said()).not.toMatch(/^\s+at /m);
  });
});
