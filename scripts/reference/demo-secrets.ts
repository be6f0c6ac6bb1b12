import { type Provider, settingsFromEnv, variableName } from '../../packages/providers/src/index.ts';
import { simulatorOf } from '../../packages/providers/src/simulator/index.ts';

// The demo secrets of docker-compose.yml, in ops/compose/demo-secrets. They are public: live mode recognises them by the mark that
// each contains (packages/runtime/src/demo-secret.ts).

const markOf = (what: string) => `payspool-demo-${what}-everybody-knows-this`;

/** The secrets of the stores and of the dashboard, by file. */
const STORES: Readonly<Record<string, string>> = {
  postgres_password: markOf('postgres'),
  database_url: `postgres://payspool:${markOf('postgres')}@postgres:5432/payspool`,
  redis_conf: `requirepass ${markOf('redis')}`,
  queue_url: `redis://:${markOf('redis')}@redis:6379`,
  dashboard_database_url: `postgres://payspool_dashboard:${markOf('dashboard-database')}@postgres:5432/payspool`,
  dashboard_password: markOf('dashboard'),
};

/** With these credentials `payspool simulate` signs, in the format of the file that `start` writes. */
const SIGNING = 'signing.json';

/**
 * All files of demo secrets. `present` files stay as they are, because certificates are random. A provider gets new ones if a file is
 * missing, or if what is signed with `signing.json` does not verify with the files.
 */
export async function demoSecrets(
  providers: readonly Provider[],
  present: Readonly<Record<string, string>>,
): Promise<Readonly<Record<string, string>>> {
  const made = await Promise.all(providers.map(async (provider) => secretsOf(provider, present)));
  const signing = Object.fromEntries(made.flatMap((one) => (one.signing ? [[one.slug, one.signing]] : [])));
  return {
    ...Object.fromEntries(Object.entries(STORES).map(([name, text]) => [name, `${text}\n`])),
    ...Object.assign({}, ...made.map(({ files }) => files)),
    [SIGNING]: `${JSON.stringify({ signing }, null, 2)}\n`,
  };
}

async function secretsOf(provider: Provider, present: Readonly<Record<string, string>>) {
  const { slug, fileSettings } = provider;
  const variables = [fileSettings.verifying, fileSettings.reading, fileSettings.calling].flatMap(
    (keys = []) => keys.map((key) => variableName(slug, key)),
  );
  const kept = variables.map((name) => [name, present[name.toLowerCase()]] as const);
  const signing = signingIn(present)[slug];
  if (
    kept.every(([, text]) => text !== undefined) &&
    (await isPair(provider, Object.fromEntries(kept), signing))
  )
    return { slug, files: filesOf(kept), signing };
  const made = await simulatorOf(provider).createDemoCredentials?.(markOf(slug));
  const written = variables.map((name) => [name, made?.env[name] ? `${made.env[name]}\n` : ''] as const);
  return { slug, files: filesOf(written), signing: made?.signing };
}

const filesOf = (values: readonly (readonly [string, string | undefined])[]) =>
  Object.fromEntries(values.map(([name, text]) => [name.toLowerCase(), text ?? '']));

/** Whether ingest with these files accepts what `simulate` signs with these keys. A provider of hints has neither. */
async function isPair(
  provider: Provider,
  env: Readonly<Record<string, string | undefined>>,
  signing: Readonly<Record<string, string>> | undefined,
): Promise<boolean> {
  const { createDemoCredentials, sign } = simulatorOf(provider);
  if (!createDemoCredentials) return signing === undefined;
  if (!signing) return false;
  const refuse = () => Promise.reject(new Error('a demo secret needs no network'));
  const verify = provider.createVerifier({
    settings: settingsFromEnv(provider, env),
    mode: 'test',
    io: { now: () => SIGNED_AT, fetch: refuse, fetchCertificate: refuse },
  });
  const path = `/webhooks/${provider.slug}`;
  const { headers, body } = sign({ body: Buffer.from('{}'), sentAt: SIGNED_AT, path, signing });
  return (await verify({ headers, body, path, query: {} })).authentic;
}

/** Within the validity of every demo certificate. */
const SIGNED_AT = new Date('2026-03-02T12:00:00Z');

function signingIn(present: Readonly<Record<string, string>>) {
  const stored = JSON.parse(present[SIGNING] ?? '{}') as {
    readonly signing?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  };
  return stored.signing ?? {};
}
