import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { freePort, programArgs, waitFor } from '@payspool/testkit';
import { expect, it } from 'vitest';
import { backends } from './backends.ts';
import { openStack } from './stack.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const DEADLINE_MS = 8000;
const [onPostgres] = backends;

it.each(['ingest', 'worker'] as const)(
  '%s stops in order on SIGTERM when the reader of its output has gone',
  async (name) => {
    if (!onPostgres) throw new Error('there is always a Postgres');
    const stack = await openStack(onPostgres, { place: 14 });
    const port = await freePort();
    const app = spawn(process.execPath, programArgs(`apps/${name}/src/main.ts`), {
      cwd: ROOT,
      stdio: ['ignore', 'pipe', 'inherit'],
      env: {
        PATH: process.env['PATH'],
        ...stack.env,
        LOG_LEVEL: 'info',
        [`${name.toUpperCase()}_PORT`]: String(port),
        STRIPE_WEBHOOK_SECRETS: 'whsec_c2VzYW1lIG9wZW4gc2VzYW1l',
      },
    });
    try {
      app.stdout.resume();
      const isUp = () =>
        fetch(`http://127.0.0.1:${port}/healthz`).then(
          ({ ok }) => ok,
          () => false,
        );
      await waitFor(isUp, { timeoutMs: 30_000, what: `${name} is up` });
      app.stdout.destroy();
      const ended = once(app, 'exit', { signal: AbortSignal.timeout(DEADLINE_MS) });
      app.kill('SIGTERM');
      expect(await ended).toEqual([0, null]);
    } finally {
      app.kill('SIGKILL');
      await stack.close();
    }
  },
);
