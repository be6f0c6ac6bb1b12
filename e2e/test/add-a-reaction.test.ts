import { spawnSync } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
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

/** A copy of the worker, with links to everything that it needs. */
async function copyOfWorker(): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'payspool-how-to-'));
  const copy = async (path: string) =>
    cp(join(ROOT, path), join(dir, path), {
      recursive: true,
      filter: (from) => !from.includes('node_modules'),
    });
  await Promise.all([
    copy('apps/worker'),
    copy('tsconfig.json'),
    copy('package.json'),
    copy('vitest.config.ts'),
    copy('scripts/test-services.ts'),
  ]);
  await symlink(join(ROOT, 'node_modules'), join(dir, 'node_modules'));
  await symlink(join(ROOT, 'packages'), join(dir, 'packages'));
  await symlink(join(ROOT, 'apps/worker/node_modules'), join(dir, 'apps/worker/node_modules'));
  return dir;
}

const run = (dir: string, command: string) =>
  spawnSync(command, { cwd: dir, shell: true, encoding: 'utf8', timeout: 120_000 });

describe(`${PAGE}, word for word`, () => {
  let dir: string;
  let blocks: ReturnType<typeof blocksOf>;
  beforeAll(async () => {
    dir = await copyOfWorker();
    blocks = blocksOf(await readFile(join(ROOT, PAGE), 'utf8'));
    await Promise.all(blocks.files.map(({ path, text }) => writeFile(join(dir, path), text)));
  });
  afterAll(() => rm(dir, { recursive: true }));

  it('creates three files and names the commands to run', () => {
    expect(blocks.files.map(({ path }) => path)).toEqual([
      'apps/worker/src/reactions/order.paid.ts',
      'apps/worker/src/reactions/own.ts',
      'apps/worker/src/reactions/order.paid.test.ts',
    ]);
    expect(blocks.commands).toHaveLength(2);
  });

  it('compiles, and its test passes', () => {
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
    ['a topic that does not exist', "'order.payed': shipOrder"],
    ['a reaction to another topic', "'subscription.canceled': shipOrder"],
  ])('%s does not compile', async (_, line) => {
    const own = join(dir, 'apps/worker/src/reactions/own.ts');
    const text = await readFile(own, 'utf8');
    await writeFile(own, text.replace("  'order.paid': shipOrder,", `  ${line},`));
    const { status, stdout } = run(dir, 'npx tsc --noEmit');
    await writeFile(own, text);
    expect(status).not.toBe(0);
    expect(stdout).toContain('apps/worker/src/reactions/own.ts');
  });
});
