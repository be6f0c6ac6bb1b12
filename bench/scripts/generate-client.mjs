// Writes the Prisma client of the contenders `naive` and `tutorial` to bench/src/generated. It runs in the root's postinstall, after that
// of packages/db, in plain JavaScript without a network. If `prisma` is not installed, the bench cannot run either, and this script does
// nothing.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const bench = fileURLToPath(new URL('../', import.meta.url));
const schema = join(bench, 'prisma', 'naive.prisma');
const client = join(bench, 'src', 'generated', 'client.ts');
// The file's time is not used, because a checkout may set it to any value.
const stamp = join(dirname(client), '.generated-from');

const prisma = findPrisma();
if (!prisma) process.exit(0);

const wanted = createHash('sha256')
  .update(prisma.version)
  .update('\n')
  .update(readFileSync(schema))
  .digest('hex');
if (existsSync(client) && existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) process.exit(0);

const { status, stdout, stderr, error } = spawnSync(
  process.execPath,
  [prisma.cli, 'generate', '--no-hints', '--schema', schema],
  {
    cwd: bench,
    encoding: 'utf8',
    env: {
      ...process.env,
      // `generate` looks for a schema engine and would download one, but never runs it, so any existing file is enough.
      PRISMA_SCHEMA_ENGINE_BINARY: process.execPath,
      PRISMA_HIDE_UPDATE_MESSAGE: '1',
      CHECKPOINT_DISABLE: '1',
    },
  },
);
if (status !== 0) {
  console.error(
    `Cannot write the bench's Prisma client: ${stdout ?? ''}${stderr ?? ''}${error?.message ?? ''}`,
  );
  process.exit(1);
}
writeFileSync(stamp, wanted);

/** @returns {{ cli: string, version: string } | undefined} */
function findPrisma() {
  try {
    const require = createRequire(new URL('../package.json', import.meta.url));
    return { cli: require.resolve('prisma/build/index.js'), version: require('prisma/package.json').version };
  } catch {
    return undefined;
  }
}
