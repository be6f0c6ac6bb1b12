import { spawnSync } from 'node:child_process';
import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { PAYLOAD_VERSION } from '../../../packages/events/src/index.ts';
import { FOLD_VERSION } from '../../../packages/projection/src/index.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { applyBlock, copyOfTree, guideBlocks, ROOT } from './guide-blocks.ts';

const PAGE = 'docs/how-to/change-a-table.md';

describe(`${PAGE}, word for word`, () => {
  let dir: string;
  const run = (command: string) => {
    const { status, stdout, stderr } = spawnSync(command, {
      cwd: dir,
      shell: true,
      encoding: 'utf8',
      timeout: 170_000,
    });
    return { command, status, said: stdout + stderr };
  };
  const expectDone = (command: string) => {
    const { status, said } = run(command);
    expect({ command, status, said: status === 0 ? '' : said }).toEqual({ command, status: 0, said: '' });
  };

  beforeAll(async () => {
    dir = await copyOfTree();
    // The migration is created against the committed schema.
    const author = '-c user.name=guide -c user.email=guide@example.com';
    expectDone(`git init -q && git add prisma && git ${author} commit -qm "The schema before"`);
  });
  afterAll(() => rm(dir, { recursive: true }));

  it('adds a column, compiles, records the versions, and its tests pass', async () => {
    const numbers = { fold: FOLD_VERSION, payload: PAYLOAD_VERSION };
    const blocks = guideBlocks(await readFile(join(ROOT, PAGE), 'utf8'));
    expect(blocks.flatMap((block) => ('command' in block ? block.command.split(' ')[0] : []))).toEqual([
      'node',
      'node',
      'node',
      'node',
      'npx',
      'npx',
      'node',
    ]);
    for (const block of blocks) {
      if ('command' in block) expectDone(block.command);
      else await applyBlock(dir, block, numbers);
    }

    const migrations = await readdir(join(dir, 'prisma/migrations'));
    const added = migrations.find((name) => name.endsWith('_order_locale')) ?? '';
    const sql = await readFile(join(dir, 'prisma/migrations', added, 'migration.sql'), 'utf8');
    expect(sql).toContain('ALTER TABLE "orders" ADD COLUMN     "locale" TEXT;');
    expect(await readFile(join(dir, 'docs/reference/tables.md'), 'utf8')).toContain('`locale`');
  });

  it('fails the check if the payload has no upgrade, or the fold no new version', async () => {
    const numbers = { fold: FOLD_VERSION + 1, payload: PAYLOAD_VERSION };
    const undo = (path: string, text: string) => applyBlock(dir, { path, isDiff: true, text }, numbers);
    await undo(
      'packages/events/src/payload-upgrades.ts',
      "-  <payload>: upgradeSnapshot('order', (order) => ({ ...order, locale: null })),\n+  0: upgradeSnapshot('order', (order) => ({ ...order, locale: null })),",
    );
    await undo(
      'packages/projection/src/fold/current-rows.ts',
      "-    locale: order.locale ?? null,\n+    locale: order.locale ?? 'und',",
    );
    const { status, said } = run('node --import tsx scripts/check-versions.ts');
    expect(status).toBe(1);
    expect(said).toContain(`No upgrade reads version ${PAYLOAD_VERSION}`);
    expect(said).toContain(`than recorded for FOLD_VERSION ${FOLD_VERSION + 1}: increase it`);
  });
});
