import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort, programArgs, waitFor } from '@payspool/testkit';
import { describe, expect, it, onTestFinished } from 'vitest';

/** Starts the app as a separate process, with only these variables. */
function start(env: Readonly<Record<string, string>>) {
  const child = spawn(process.execPath, programArgs('apps/dashboard/src/main.ts'), {
    env: { PATH: process.env['PATH'], ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  const keep = (chunk: Buffer) => (output += chunk.toString());
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
  onTestFinished(() => void child.kill('SIGKILL'));
  return {
    output: () => output,
    stop: () => void child.kill('SIGTERM'),
    exited: once(child, 'close').then(() => child.exitCode),
  };
}

describe('the dashboard process', () => {
  it('does not start without a login, and names the variables', async () => {
    const app = start({ QUEUE_URL: 'redis://127.0.0.1:1' });
    expect(await app.exited).toBe(2);
    expect(app.output()).toBe(
      'payspool dashboard: cannot start\n  - DATABASE_URL: is not set\n  - DASHBOARD_USERS: is not set, and neither is DASHBOARD_USER with DASHBOARD_PASSWORD, nor a proxy: nobody could log in\n',
    );
  });

  it('does not start with a short password, and does not repeat it', async () => {
    const app = start({
      QUEUE_URL: 'redis://127.0.0.1:1',
      DASHBOARD_USER: 'a',
      DASHBOARD_PASSWORD: 'sesame',
    });
    expect(await app.exited).toBe(2);
    expect(app.output()).toContain('DASHBOARD_PASSWORD: must have at least 12 characters');
    expect(app.output()).not.toContain('sesame');
  });

  it('starts while its stores are down, reads its password from a file, prints only its address, and stops', async () => {
    const dir = await mkdtemp(join(tmpdir(), 'payspool-dashboard-'));
    onTestFinished(() => rm(dir, { recursive: true }));
    await writeFile(join(dir, 'password'), 'open sesame, please\n');
    const app = start({
      QUEUE_URL: `redis://:hidden-too@127.0.0.1:${await freePort()}`,
      DATABASE_URL: `postgresql://dashboard:hidden-too@127.0.0.1:${await freePort()}/payspool`,
      DASHBOARD_USER: 'operator',
      DASHBOARD_PASSWORD_FILE: join(dir, 'password'),
      DASHBOARD_PORT: '0',
    });
    const address = await waitFor(() => /"address":"([^"]+)"/.exec(app.output())?.[1], {
      what: 'the address',
    });
    const ask = async (path: string) => (await fetch(`${address}${path}`, { redirect: 'manual' })).status;
    expect(await ask('/healthz')).toBe(200);
    expect(await ask('/readyz')).toBe(503);
    expect(await ask('/')).toBe(303);
    expect(await ask('/login')).toBe(200);
    app.stop();
    expect(await app.exited).toBe(0);
    expect(app.output()).not.toMatch(/sesame|hidden-too/);
  });
});
