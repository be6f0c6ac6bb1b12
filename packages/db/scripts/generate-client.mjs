// Writes the Prisma client to packages/db/src/generated. It runs in the root's postinstall, before anything else exists. Therefore it is
// plain JavaScript, depends only on `prisma` itself, and uses no network.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const schema = join(root, 'prisma', 'schema.prisma');
const client = join(root, 'packages', 'db', 'src', 'generated', 'client.ts');
// The file's time is not used, because a checkout or an image layer may set it to any value.
const stamp = join(dirname(client), '.generated-from');

const prisma = findPrisma();
if (!prisma) {
  if (existsSync(client)) process.exit(0);
  fail('`prisma` is not installed (a development dependency) and no generated client was brought along.');
}

const wanted = createHash('sha256')
  .update(prisma.version)
  .update('\n')
  .update(readFileSync(schema))
  .digest('hex');
if (existsSync(client) && existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) process.exit(0);

const { status, stdout, stderr, error } = spawnSync(
  process.execPath,
  [prisma.cli, 'generate', '--no-hints', '--config', join(root, 'prisma.config.ts')],
  {
    cwd: root,
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
if (status !== 0) fail(`\`prisma generate\` failed.\n${stdout ?? ''}${stderr ?? ''}${error?.message ?? ''}`);
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

/** @returns {never} */
function fail(/** @type {string} */ why) {
  console.error(`Cannot write the Prisma client: ${why}`);
  process.exit(1);
}
