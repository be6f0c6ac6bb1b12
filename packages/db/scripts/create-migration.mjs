// Writes the next migration: the SQL that turns the last committed prisma/schema.prisma into the current one.
//
// node --import tsx packages/db/scripts/create-migration.mjs <name> [--from <old schema.prisma>]
//
// Needs no database and no network. Read the SQL before you commit it: Prisma cannot distinguish a renamed column from a dropped column and
// a new one. A migration runs in one transaction, so it must not contain BEGIN, COMMIT or CONCURRENTLY.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { diffSchemas } from '../src/schema-diff.ts';

const { positionals, values } = parseArgs({ allowPositionals: true, options: { from: { type: 'string' } } });
const [name] = positionals;
if (positionals.length !== 1 || !/^[a-z0-9]+(_[a-z0-9]+)*$/.test(name ?? '')) {
  fail('usage: create-migration.mjs <name_in_snake_case> [--from <old schema.prisma>]', 2);
}

const root = new URL('../../../', import.meta.url);
const migrations = new URL('prisma/migrations/', root);
const sql = await diffSchemas({
  from: readPrevious(),
  to: readFileSync(new URL('prisma/schema.prisma', root), 'utf8'),
});
if (sql === '') fail('prisma/schema.prisma has not changed.', 1);

const timestamp = new Date().toISOString().replace(/\D/g, '').slice(0, 14);
const folder = new URL(`${timestamp}_${name}/`, migrations);
mkdirSync(folder, { recursive: true });
writeFileSync(new URL('migration.sql', folder), sql);
console.log(`prisma/migrations/${timestamp}_${name}/migration.sql`);

/** @returns {string | undefined} */
function readPrevious() {
  if (values.from) return readFileSync(values.from, 'utf8');
  const isFirst =
    !existsSync(migrations) ||
    !readdirSync(migrations, { withFileTypes: true }).some((entry) => entry.isDirectory());
  if (isFirst) return undefined;
  const { status, stdout, stderr } = spawnSync('git', ['show', 'HEAD:./prisma/schema.prisma'], {
    cwd: root,
    encoding: 'utf8',
  });
  if (status !== 0) fail(`No committed schema to compare with; name one with --from.\n${stderr ?? ''}`, 1);
  return stdout;
}

/** @returns {never} */
function fail(/** @type {string} */ why, /** @type {number} */ status) {
  console.error(why);
  process.exit(status);
}
