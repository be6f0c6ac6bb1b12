import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { z } from 'zod';
import { MigrateConfig } from '../apps/cli/src/commands/migrate.ts';
import { DashboardConfig } from '../apps/dashboard/src/config.ts';
import { IngestConfig } from '../apps/ingest/src/config.ts';
import { INGEST_METRICS } from '../apps/ingest/src/metrics.ts';
import { WorkerConfig } from '../apps/worker/src/config.ts';
import { WORKER_METRICS } from '../apps/worker/src/metrics.ts';
import { StartConfig } from '../e2e/product/start/start-config.ts';
import { providers, variableName } from '../packages/providers/src/index.ts';
import { COMMON_METRICS, variableOf } from '../packages/runtime/src/index.ts';
import { renderAccess } from './reference/access.ts';
import { renderConfiguration } from './reference/configuration.ts';
import { demoSecrets } from './reference/demo-secrets.ts';
import {
  composeBlocks,
  composeImages,
  fileVariables,
  kubernetesBlocks,
  kubernetesImages,
} from './reference/deployment.ts';
import { renderEnvFile } from './reference/env-file.ts';
import { renderEvents } from './reference/events.ts';
import { withBlocks } from './reference/generated-block.ts';
import { renderLifecycles } from './reference/lifecycles.ts';
import { renderMetrics } from './reference/metrics.ts';
import { factsOf } from './reference/provider-facts.ts';
import { contradictions, observe } from './reference/provider-observations.ts';
import { folderOf, renderSetUp, renderSupported } from './reference/provider-pages.ts';
import { renderPlaces } from './reference/places.ts';
import { renderProviders } from './reference/providers.ts';
import { renderRetiredTerms } from './reference/retired-terms.ts';
import { renderRetries } from './reference/retries.ts';
import { renderTables } from './reference/tables.ts';
import { renderTopics } from './reference/topics.ts';
import { readSource, ROOT } from './source-files.ts';

// `pnpm reference` writes what follows from the schemas and the registry of providers: docs/reference, .env.example, missing demo
// secrets, and the blocks between markers in other files. With `--check` it names the files that are not up to date and writes nothing.

const FOLDER = 'docs/reference';
const app = (title: string, note: string, schema: z.ZodObject) => ({
  title,
  note,
  schema,
  variable: variableOf,
});

const parts = [
  app('ingest', 'Ingest also reads the variables of the providers, below.', IngestConfig),
  app(
    'worker',
    'The worker also reads the variables of the providers, below, but needs none of the secrets that verify deliveries.',
    WorkerConfig,
  ),
  app('dashboard', 'The pages for operators, behind a login.', DashboardConfig),
  app(
    'migrate',
    'The variables of `payspool migrate`, which runs before a new version starts.',
    MigrateConfig,
  ),
  app('start', 'The local stack. `DATABASE_URL` and `QUEUE_URL` replace the embedded Postgres.', StartConfig),
  ...providers.map(({ slug, title, settings }) => ({
    title,
    note: `Account \`default\` at \`/webhooks/${slug}\`. Further accounts: the same names in camel case, without the prefix, in \`ENDPOINTS_FILE\`.`,
    schema: settings,
    variable: (key: string) => variableName(slug, key),
  })),
];

const { version } = JSON.parse(await readSource('package.json')) as { version: string };
const variables = fileVariables(providers);
const manifests = kubernetesBlocks(variables);
const pageOf = async (slug: string, name: string, content: string): Promise<string> => {
  const path = `${folderOf(slug)}/${name}`;
  return readSource(path).catch((cause: unknown) => {
    throw new Error(`${path} is missing: it contains ${content}`, { cause });
  });
};
const known = await Promise.all(
  providers.map(async (provider) => {
    const readme = await pageOf(provider.slug, 'README.md', 'the known facts about the provider');
    const facts = factsOf(provider.slug, readme);
    const observations = await observe(provider);
    const wrong = contradictions(provider, facts, observations);
    if (wrong.length > 0) throw new Error(`${folderOf(provider.slug)}/README.md: ${wrong.join('; ')}`);
    return { provider, facts, observations };
  }),
);
const setUp = await Promise.all(
  providers.map(async (provider) => {
    const steps = await pageOf(provider.slug, 'setup.md', 'the steps to create an endpoint at the provider');
    return renderSetUp(provider, steps);
  }),
);

/** The files with generated blocks, and their blocks. */
const BLOCKS: Readonly<Record<string, Parameters<typeof withBlocks>[2]>> = {
  'README.md': { providers: ['', ...renderSupported(providers), ''] },
  'docs/deploy.md': { providers: [...setUp.flat(), ''] },
  'docs/personal-data.md': { places: renderPlaces() },
  'docs/glossary.md': { 'retired terms': renderRetiredTerms() },
  'docker-compose.yml': { ...composeBlocks(variables), ...composeImages(version) },
  'ops/kubernetes/base/ingest.yaml': manifests.ingest,
  'ops/kubernetes/base/worker.yaml': manifests.worker,
  'ops/kubernetes/overlays/example/kustomization.yaml': {
    ...manifests.overlay,
    ...kubernetesImages(version),
  },
};
const withGenerated = Object.fromEntries(
  await Promise.all(
    Object.entries(BLOCKS).map(
      async ([path, blocks]) => [path, withBlocks(path, await readSource(path), blocks)] as const,
    ),
  ),
);

const SECRETS = 'ops/compose/demo-secrets';
const secretNames = (await readdir(join(ROOT, SECRETS))).filter((name) => name !== 'README.md');
const secrets = await demoSecrets(
  providers,
  Object.fromEntries(
    await Promise.all(
      secretNames.map(async (name) => [name, await readSource(`${SECRETS}/${name}`)] as const),
    ),
  ),
);

const pages: Readonly<Record<string, string>> = {
  ...withGenerated,
  ...Object.fromEntries(Object.entries(secrets).map(([name, text]) => [`${SECRETS}/${name}`, text])),
  '.env.example': renderEnvFile(parts),
  'docs/providers.md': renderProviders(known),
  [`${FOLDER}/access.md`]: renderAccess(),
  [`${FOLDER}/configuration.md`]: renderConfiguration(parts),
  [`${FOLDER}/events.md`]: renderEvents(),
  [`${FOLDER}/lifecycles.md`]: renderLifecycles(),
  [`${FOLDER}/metrics.md`]: renderMetrics([
    { app: 'ingest', note: 'Deliveries and the answers to them.', declarations: INGEST_METRICS },
    {
      app: 'worker',
      note: 'The results of deliveries, waiting work, and transitions.',
      declarations: WORKER_METRICS,
    },
    { app: 'every app', note: 'The dashboard exports only these.', declarations: COMMON_METRICS },
  ]),
  [`${FOLDER}/retries.md`]: renderRetries(),
  [`${FOLDER}/topics.md`]: renderTopics(),
  [`${FOLDER}/tables.md`]: renderTables(await readSource('prisma/schema.prisma')),
};

const check = process.argv.includes('--check');
const stale: string[] = [];
await mkdir(join(ROOT, FOLDER), { recursive: true });
for (const [name, text] of Object.entries(pages)) {
  const path = join(ROOT, name);
  const present = await readFile(path, 'utf8').catch(() => undefined);
  if (present === text) continue;
  stale.push(name);
  if (!check) await writeFile(path, text);
}
for (const name of secretNames.filter((present) => !(present in secrets))) {
  stale.push(`${SECRETS}/${name}`);
  if (!check) await rm(join(ROOT, SECRETS, name));
}
if (check && stale.length > 0) {
  console.error(`not up to date: ${stale.join(', ')}; run \`pnpm reference\``);
  process.exit(1);
}
console.log(
  check
    ? `${Object.keys(pages).length} generated files are up to date`
    : `written: ${stale.join(', ') || 'nothing new'}`,
);
process.exit(0);
