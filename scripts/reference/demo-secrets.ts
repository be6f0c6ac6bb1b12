import { type Provider, variableName } from '../../packages/providers/src/index.ts';
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
  dashboard_password: markOf('dashboard'),
};

/** With these credentials `payspool simulate` signs, in the format of the file that `start` writes. */
const SIGNING = 'signing.json';

/**
 * All files of demo secrets. `present` files stay as they are, because certificates are random: a provider that has its files keeps
 * them, and one that is missing gets its own.
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
  const variables = [...(fileSettings.verifying ?? []), ...(fileSettings.reading ?? [])].map((key) =>
    variableName(slug, key),
  );
  const kept = Object.fromEntries(
    variables.map((name) => [name.toLowerCase(), present[name.toLowerCase()]] as const),
  );
  const { createDemoCredentials } = simulatorOf(provider);
  const signing = signingIn(present)[slug];
  const isWhole =
    Object.values(kept).every((text) => text !== undefined) &&
    (signing !== undefined || !createDemoCredentials);
  if (isWhole) return { slug, files: kept, signing };
  const made = await createDemoCredentials?.(markOf(slug));
  const fileOf = (name: string) =>
    [name.toLowerCase(), made?.env[name] ? `${made.env[name]}\n` : ''] as const;
  return { slug, files: Object.fromEntries(variables.map(fileOf)), signing: made?.signing };
}

function signingIn(present: Readonly<Record<string, string>>) {
  const stored = JSON.parse(present[SIGNING] ?? '{}') as {
    readonly signing?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  };
  return stored.signing ?? {};
}
