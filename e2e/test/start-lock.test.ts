import { mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigError } from '@payspool/runtime';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { lockDataDir } from '../start/run-lock.ts';

describe('the lock of a data directory', () => {
  let dir: string;
  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'payspool-lock-'));
  });
  afterEach(() => rm(dir, { recursive: true }));

  it.each([
    ['there is none', undefined],
    // Above what any kernel gives out.
    ['one was left behind by a process that is no more', '999999999\n'],
    ['one was left behind before anything was written to it', ''],
  ])('is taken where %s, and given back', async (_, left) => {
    if (left !== undefined) await writeFile(join(dir, 'start.pid'), left);
    const release = await lockDataDir(dir);
    expect(await readFile(join(dir, 'start.pid'), 'utf8')).toBe(`${process.pid}\n`);
    await release();
    expect(await readdir(dir)).toEqual([]);
  });

  it('is refused in a sentence where another start takes it after we have looked', async () => {
    // Cannot be read, and cannot be made either: what a lock is that comes in between.
    await symlink(join(dir, 'nowhere'), join(dir, 'start.pid'));
    const refusal = await lockDataDir(dir).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(ConfigError);
    expect(String(refusal)).toContain('another start began at the same moment');
  });
});
