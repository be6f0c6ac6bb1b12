import { spawnSync } from 'node:child_process';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { copyOfTree, guideBlocks, ROOT } from './guide-blocks.ts';

const PAGE = 'docs/how-to/add-a-provider.md';

/** Every file that must name the new provider, and the expected text. */
const NAMED: readonly (readonly [string, string])[] = [
  ['README.md', '[Acme](packages/providers/src/acme/README.md)'],
  ['docs/deploy.md', '### Acme\n\n1. Add the endpoint `https://pay.example.com/webhooks/acme`'],
  ['docs/providers.md', '\n### Acme\n'],
  ['docs/reference/configuration.md', '`ACME_WEBHOOK_SECRETS`'],
  ['.env.example', '\nACME_WEBHOOK_SECRETS=\n'],
  ['docker-compose.yml', '  ACME_WEBHOOK_SECRETS_FILE: /run/secrets/acme_webhook_secrets\n'],
  ['ops/compose/demo-secrets/acme_webhook_secrets', 'payspool-demo-acme-everybody-knows-this'],
  ['ops/compose/demo-secrets/signing.json', '"acme": {'],
  ['ops/kubernetes/base/ingest.yaml', 'name: ACME_WEBHOOK_SECRETS_FILE'],
  ['ops/kubernetes/overlays/example/kustomization.yaml', '- acme_webhook_secrets=\n'],
];

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
  const textOf = (path: string) => readFile(join(dir, path), 'utf8');
  /** The output of a command while a file has other content. */
  async function runWith(path: string, change: (text: string) => string, command: string) {
    const text = await textOf(path);
    const changed = change(text);
    expect(changed).not.toBe(text);
    await writeFile(join(dir, path), changed);
    const result = run(command);
    await writeFile(join(dir, path), text);
    return result;
  }

  beforeAll(async () => {
    dir = await copyOfTree();
  });
  afterAll(() => rm(dir, { recursive: true }));

  it('creates a provider whose tests pass', async () => {
    const blocks = guideBlocks(await readFile(join(ROOT, PAGE), 'utf8'));
    const commands = blocks.flatMap((block) => ('command' in block ? [block.command] : []));
    expect(commands.map((command) => command.split(' ').slice(0, 2).join(' '))).toEqual([
      'cp -r',
      'grep -rl',
      'sed -i.bak',
      'sed -i.bak',
      'find packages/providers/src',
      'npx oxfmt',
      'node --import',
      'npx vitest',
      'npx vitest',
      'npx tsc',
      'npx oxlint',
      'node --import',
      'node --import',
    ]);
    for (const command of commands) {
      const { status, said } = run(command);
      expect({ command, status, said: status === 0 ? '' : said }).toEqual({ command, status: 0, said: '' });
    }
  });

  it.each(NAMED)('names it in %s', async (path, text) => {
    expect(await textOf(path)).toContain(text);
  });

  it('gives its secret to ingest and not to the worker', async () => {
    expect(await textOf('ops/kubernetes/base/worker.yaml')).not.toContain('ACME');
    const [, worker = ''] = (await textOf('docker-compose.yml')).split('  worker:\n');
    expect(worker.slice(0, worker.indexOf('  dashboard:\n'))).not.toContain('acme');
  });

  it('lets simulate send its deliveries', async () => {
    const { status, said } = run(
      'node --import tsx apps/cli/src/main.ts verify --help && node --import tsx apps/cli/src/main.ts simulate --help',
    );
    expect({ status, names: said.match(/"acme"/g)?.length }).toEqual({ status: 0, names: 2 });
  });

  it('fails the check if a page, a manifest or a secret is out of date, and names each', async () => {
    const removed: readonly (readonly [string, RegExp])[] = [
      ['docker-compose.yml', /^ +- acme_webhook_secrets\n/m],
      ['ops/kubernetes/base/ingest.yaml', /^ +- \{ name: ACME_.*\n/m],
      ['README.md', / · \[Acme\]\([^)]*\)/],
      ['docs/deploy.md', /`charge_declined` /],
      ['docs/providers.md', /\n### Acme\n/],
      ['ops/compose/demo-secrets/signing.json', /acme-everybody/],
    ];
    const before = new Map<string, string>();
    for (const [path, text] of removed) {
      const present = await textOf(path);
      before.set(path, present);
      const changed = present.replace(text, '');
      expect(changed).not.toBe(present);
      await writeFile(join(dir, path), changed);
    }
    const { status, said } = run('node --import tsx scripts/reference.ts --check');
    for (const [path, text] of before) await writeFile(join(dir, path), text);
    expect(status).toBe(1);
    const named = /not up to date: (.*);/.exec(said)?.[1]?.split(', ') ?? [];
    expect(named.toSorted()).toEqual(removed.map(([path]) => path).toSorted());
  });

  it('fails the check if the provider has no README.md or no setup.md', async () => {
    const paths = ['README.md', 'setup.md'].map((name) => `packages/providers/src/acme/${name}`);
    for (const path of paths) {
      const text = await textOf(path);
      await rm(join(dir, path));
      const { status, said } = run('node --import tsx scripts/reference.ts --check');
      await writeFile(join(dir, path), text);
      expect(status).toBe(1);
      expect(said).toContain(`${path} is missing: it contains`);
    }
  });

  it('fails the check if the provider has no row of a fact in its README.md', async () => {
    const { status, said } = await runWith(
      'packages/providers/src/acme/README.md',
      (text) => text.replace(/^\| mode .*\n/m, ''),
      'node --import tsx scripts/reference.ts --check',
    );
    expect(status).toBe(1);
    expect(said).toContain(
      'packages/providers/src/acme/README.md: the row "mode" of "At a glance" is missing',
    );
  });

  it('fails the check if production code imports a simulator', async () => {
    const { status, said } = await runWith(
      'packages/providers/src/acme/index.ts',
      (text) => `import { simulator } from './simulator/index.ts';\n${text}`,
      'node --import tsx scripts/check-layers.ts',
    );
    expect(status).toBe(1);
    expect(said).toContain('packages/providers/src/acme/index.ts imports packages/providers/simulator');
  });
});
