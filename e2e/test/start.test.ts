import { execFile } from 'node:child_process';
import { mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { freePort, programArgs, waitFor } from '@payspool/testkit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { temporaryPlace } from './leftovers.ts';
import { runProcess } from './run-process.ts';
import { sendLogin } from './board-login.ts';

const execute = promisify(execFile);
const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** Runs a printed command like a shell, but without the package manager, which would install first. */
async function paste(said: string, command: string, more: string): Promise<string> {
  const line = said.split('\n').find((text) => text.includes(`npx -y pnpm@10 payspool ${command}`)) ?? '';
  const direct = line.replace(
    'npx -y pnpm@10 payspool',
    ['node', ...programArgs('apps/cli/src/main.ts')].join(' '),
  );
  const env = { PATH: process.env['PATH'], HOME: process.env['HOME'] };
  const { stdout } = await execute('sh', ['-c', `${direct} ${more}`], { cwd: ROOT, env });
  return stdout;
}

describe('pnpm start', () => {
  let place: Awaited<ReturnType<typeof temporaryPlace>>;
  let dataDir: string;
  beforeEach(async () => {
    place = await temporaryPlace();
    dataDir = join(place.dir, 'data');
  });
  afterEach(() => place.remove());

  const start = async (env: Readonly<Record<string, string>> = {}, fromSource = false) => {
    const ports = {
      INGEST_PORT: String(await freePort()),
      WORKER_PORT: String(await freePort()),
      DASHBOARD_PORT: String(await freePort()),
    };
    const all = { ...place.env, DATA_DIR: dataDir, ...ports, ...env };
    return {
      run: runProcess('e2e/product/start/main.ts', { env: all, fromSource }),
      ingestUrl: `http://127.0.0.1:${all.INGEST_PORT}`,
    };
  };
  const untilNothingRuns = async () => {
    await waitFor(async () => (await place.processes()).length === 0, {
      what: 'its processes are gone',
    }).catch(() => undefined);
    expect(await place.processes()).toEqual([]);
  };

  it('keeps a stack running whose printed curl is accepted, until Ctrl-C; its data and secrets remain, and only one runs', async () => {
    const { run, ingestUrl } = await start({}, true);
    await run.untilSays('Ctrl-C ends it');
    expect((await fetch(`${ingestUrl}/readyz`)).status).toBe(200);

    const [, dashboard = '', name = '', password = ''] =
      /^ {2}Dashboard +(\S+) \(user (\S+), password (\S+) \(of this run alone\)\)$/m.exec(run.said()) ?? [];
    expect((await fetch(dashboard)).url).toContain('/login');
    expect((await sendLogin(dashboard, { name, password })).status).toBe(303);

    const curl = /^ {2}(curl -i .*)$/m.exec(run.said())?.[1] ?? '';
    const { stdout } = await execute('sh', ['-c', curl]);
    expect(stdout).toContain('202 Accepted');
    expect(stdout).toContain('{"status":"accepted"}');

    for (const command of ['simulate --scenario subscription refund', 'events list']) {
      expect(run.said()).toContain(` npx -y pnpm@10 payspool ${command}\n`);
    }
    await paste(run.said(), 'simulate', '--forge 2');
    const list = () => paste(run.said(), 'events list', '--limit 1000');
    await waitFor(async () => (await list()).includes('checkout.session.completed'), {
      what: 'the delivery is in the event log',
    });

    // Before, an overloaded machine may have had reasons to report an error.
    const before = run.said().length;
    run.interrupt();
    expect(await run.ended, run.said()).toBe(130);
    const said = run.said().slice(before);
    expect(said).not.toContain('Error');
    expect(said).not.toContain('ERROR');
    expect(said).not.toContain('"level":"error"');
    await untilNothingRuns();
    const secrets = join(dataDir, 'credentials.json');
    expect((await stat(secrets)).mode & 0o077).toBe(0);
    const kept = await readFile(secrets, 'utf8');

    const again = await start();
    await again.run.untilSays('Ctrl-C ends it');
    expect(await readFile(secrets, 'utf8')).toBe(kept);

    const second = await start();
    expect(await second.run.ended).toBe(2);
    expect(second.run.said()).toBe(
      `payspool start: cannot start\n  - start is already running here (pid ${again.run.pid}, in ${dataDir}); stop it, or set DATA_DIR to another folder\n`,
    );
    expect((await fetch(`${again.ingestUrl}/readyz`)).status).toBe(200);
    again.run.kill('SIGTERM');
    expect(await again.run.ended).toBe(143);
    await untilNothingRuns();
  });

  it('exits with 2 and names the port that is taken', async () => {
    const port = await freePort();
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(port, '127.0.0.1', resolve));
    try {
      const { run } = await start({ WORKER_PORT: String(port) });
      expect(await run.ended).toBe(2);
      expect(run.said()).toContain(`WORKER_PORT: port ${port} is taken`);
      expect(await place.files()).toEqual([]);
    } finally {
      other.close();
    }
  });

  it('exits with 2 for a directory with other files, and does not change them', async () => {
    await mkdir(dataDir);
    await writeFile(join(dataDir, 'diary.txt'), 'mine');
    const { run } = await start();
    expect(await run.ended).toBe(2);
    expect(run.said()).toMatch(/DATA_DIR: .*do not belong to Payspool/);
    expect(await readFile(join(dataDir, 'diary.txt'), 'utf8')).toBe('mine');
  });
});
