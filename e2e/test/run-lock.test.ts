import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { lockDataDir } from '../product/start/run-lock.ts';

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'payspool-lock-'));
  await writeFile(join(dir, `start.${KILLED}.pid`), '');
});
afterEach(() => rm(dir, { recursive: true }));

const KILLED = 999;
const isRunning = async (pid: number) => pid !== KILLED;
const lock = (pid: number) => lockDataDir(dir, { pid, isRunning });

it('one start gets the data directory of a killed one, and the next gets it when it is released', async () => {
  const release = await lock(1);
  await expect(lock(2)).rejects.toThrow('already running here (pid 1,');
  expect(await readdir(dir)).toEqual(['start.1.pid']);
  await release();
  await (
    await lock(2)
  )();
  expect(await readdir(dir)).toEqual([]);
});

it('two simultaneous starts never both get it', async () => {
  const taken = await Promise.allSettled(Array.from({ length: 20 }, (_, n) => lock(n + 1)));
  const winners = taken.filter(({ status }) => status === 'fulfilled');
  expect(winners.length).toBeLessThanOrEqual(1);
  const left = await readdir(dir);
  expect(left.filter((name) => name !== `start.${KILLED}.pid`)).toHaveLength(winners.length);
});
