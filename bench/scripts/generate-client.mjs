// Writes the Prisma client of the contenders `naive` and `tutorial` to bench/src/generated. Runs in the root's postinstall, after
// that of packages/db: plain JavaScript, no network. Where `prisma` is not installed there is no bench either, and nothing to do.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const bench = fileURLToPath(new URL('../', import.meta.url));
const schema = join(bench, 'prisma', 'naive.prisma');
const client = join(bench, 'src', 'generated', 'client.ts');
// Not the file's time: a checkout may set that to anything.
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
      // `generate` looks for a schema engine, and would download one, but never runs it: any file that exists will do.
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
