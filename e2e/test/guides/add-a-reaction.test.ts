import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const PAGE = 'docs/how-to/add-a-reaction.md';

/** The blocks of the page that are files, and the commands to run. */
function blocksOf(page: string) {
  const fences = [...page.matchAll(/^```(\w+)([^\n]*)\n([\s\S]*?)^```$/gm)];
  const files = fences.flatMap(([, , about = '', text = '']) => {
    const path = /file=(\S+)/.exec(about)?.[1];
    return path ? [{ path, text }] : [];
  });
  const commands = fences
    .filter(([, language, about]) => language === 'sh' && !about?.includes('manual'))
    .flatMap(([, , , text = '']) => text.trim().split('\n'));
  return { files, commands };
}

/** The package manager would install dependencies into the folder; its scripts are these. */
const withoutPackageManager = (command: string) =>
  command
    .replace('npx -y pnpm@10 --silent payspool', 'node --import tsx apps/cli/src/main.ts')
    .replace('npx -y pnpm@10 worker', 'node --import tsx apps/worker/src/main.ts');

const run = (dir: string, command: string) =>
  spawnSync(withoutPackageManager(command), {
    cwd: dir,
    shell: true,
    encoding: 'utf8',
    timeout: 120_000,
    // The worker's settings; with `--check` it opens neither.
    env: { ...process.env, QUEUE_URL: 'redis://127.0.0.1:1', DATABASE_URL: 'postgres://127.0.0.1:1/none' },
  });

describe(`${PAGE}, word for word`, () => {
  let dir: string;
  let blocks: ReturnType<typeof blocksOf>;
  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'payspool-how-to-'));
    for (const name of ['node_modules', 'packages', 'apps', 'package.json'])
      await symlink(join(ROOT, name), join(dir, name));
    blocks = blocksOf(await readFile(join(ROOT, PAGE), 'utf8'));
    for (const { path, text } of blocks.files) {
      await mkdir(dirname(join(dir, path)), { recursive: true });
      await writeFile(join(dir, path), text);
    }
  });
  afterAll(() => rm(dir, { recursive: true }));

  it('creates these files and names the commands to run', () => {
    expect(blocks.files.map(({ path }) => path)).toEqual([
      'reactions/lib/ship-order.ts',
      'reactions/shop.ts',
      'reactions/tsconfig.json',
      'reactions/lib/ship-order.test.ts',
      'docker-compose.override.yml',
      'reactions/Dockerfile',
    ]);
    expect(blocks.commands).toHaveLength(5);
  });

  it('compiles, its tests pass, and the worker loads it', () => {
    for (const command of blocks.commands) {
      const { status, stdout, stderr } = run(dir, command);
      expect({ command, status, said: status === 0 ? '' : stdout + stderr }).toEqual({
        command,
        status: 0,
        said: '',
      });
    }
  });

  it.each([
    ['a topic that does not exist', 'reactions/shop.ts', "'order.paid'", "'order.payed'"],
    ['a function for another topic', 'reactions/shop.ts', "'order.paid'", "'subscription.canceled'"],
    [
      'a field that the payload lacks',
      'reactions/lib/ship-order.ts',
      '{ merchantRef, status }',
      '{ merchantRf, status }',
    ],
  ])('%s does not compile', async (_, path, right, wrong) => {
    const text = await readFile(join(dir, path), 'utf8');
    expect(text).toContain(right);
    await writeFile(join(dir, path), text.replace(right, wrong));
    const { status, stdout } = run(dir, 'npx tsc -p reactions');
    await writeFile(join(dir, path), text);
    expect(status).not.toBe(0);
    expect(stdout).toContain(path);
  });

  it('the printed types are those of the source', async () => {
    const names = ['Topic', 'Payload', 'Transition', 'Reaction', 'ReactionContext'];
    const errors = ['ReactionRefusedError', 'ReactionPostponedError'];
    const types = [...names, ...errors].map((name) => `Same<printed.${name}, source.${name}>`);
    await mkdir(join(dir, 'same'));
    await writeFile(
      join(dir, 'same/tsconfig.json'),
      JSON.stringify({
        extends: join(ROOT, 'tsconfig.json'),
        include: ['same.ts', '../reactions/payspool.d.ts'],
      }),
    );
    await writeFile(
      join(dir, 'same/same.ts'),
      `import type * as printed from '@payspool/reactions';
       import type * as source from '../packages/reactions/src/index.ts';
       type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : false) : false;
       type Values<A, B> = Same<keyof A, keyof B>;
       export const same: readonly [${types.join(', ')}, Values<typeof printed, typeof source>]
         = [${types.map(() => 'true').join(', ')}, true];`,
    );
    const { status, stdout } = run(dir, 'npx tsc -p same');
    expect({ status, stdout }).toEqual({ status: 0, stdout: '' });
  });
});
