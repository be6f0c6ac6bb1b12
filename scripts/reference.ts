import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { z } from 'zod';
import { MigrateConfig } from '../apps/cli/src/commands/migrate.ts';
import { DashboardConfig } from '../apps/dashboard/src/config.ts';
import { IngestConfig } from '../apps/ingest/src/config.ts';
import { WorkerConfig } from '../apps/worker/src/config.ts';
import { StartConfig } from '../e2e/start/start-config.ts';
import { providers, variableName } from '../packages/providers/src/index.ts';
import { variableOf } from '../packages/runtime/src/index.ts';
import { renderConfiguration } from './reference/configuration.ts';
import { renderEvents } from './reference/events.ts';
import { renderLifecycles } from './reference/lifecycles.ts';
import { renderRetries } from './reference/retries.ts';
import { renderTables } from './reference/tables.ts';
import { renderTopics } from './reference/topics.ts';
import { readSource, ROOT } from './source-files.ts';

// `pnpm reference` writes docs/reference; with `--check` it says what is out of step and writes nothing.

const FOLDER = 'docs/reference';
const app = (title: string, note: string, schema: z.ZodObject) => ({
  title,
  note,
  schema,
  variable: variableOf,
});

const pages: Readonly<Record<string, string>> = {
  'configuration.md': renderConfiguration([
    app('ingest', 'And the variables of the providers, below.', IngestConfig),
    app(
      'worker',
      'And the variables of the providers, below; it needs none of their secrets to verify with.',
      WorkerConfig,
    ),
    app('dashboard', 'Bull Board for the queues, behind a login.', DashboardConfig),
    app('migrate', 'Run before a new version starts.', MigrateConfig),
    app(
      'start',
      'The local stack; `DATABASE_URL` and `QUEUE_URL` replace the embedded Postgres.',
      StartConfig,
    ),
    ...providers.map(({ slug, title, settings }) => ({
      title,
      note: `Account \`default\` at \`/webhooks/${slug}\`. Further accounts: the same names in camel case, without the prefix, in \`ENDPOINTS_FILE\`.`,
      schema: settings,
      variable: (key: string) => variableName(slug, key),
    })),
  ]),
  'events.md': renderEvents(),
  'lifecycles.md': renderLifecycles(),
  'retries.md': renderRetries(),
  'topics.md': renderTopics(),
  'tables.md': renderTables(await readSource('prisma/schema.prisma')),
};

const check = process.argv.includes('--check');
const stale: string[] = [];
await mkdir(join(ROOT, FOLDER), { recursive: true });
for (const [name, text] of Object.entries(pages)) {
  const path = join(ROOT, FOLDER, name);
  const present = await readFile(path, 'utf8').catch(() => '');
  if (present === text) continue;
  stale.push(name);
  if (!check) await writeFile(path, text);
}
if (check && stale.length > 0) {
  console.error(
    `out of step: ${stale.map((name) => `${FOLDER}/${name}`).join(', ')}; run \`pnpm reference\``,
  );
  process.exit(1);
}
console.log(
  check
    ? `${Object.keys(pages).length} generated pages are in step`
    : `written: ${stale.join(', ') || 'nothing new'}`,
);
process.exit(0);
