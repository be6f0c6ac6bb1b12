import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createCredentials } from '@payspool/cli';
import { providers } from '@payspool/providers';
import { ConfigError, type Env, variableOf } from '@payspool/runtime';
import { z } from 'zod';
import { randomBytes } from 'node:crypto';
import { DashboardConfig } from '../../../apps/dashboard/src/config.ts';

const Values = z.record(z.string(), z.string());
const LocalCredentials = z.object({ env: Values, signing: z.record(z.string(), Values) });

export type LocalCredentials = z.output<typeof LocalCredentials>;

/**
 * The secrets of this checkout, created once and stored where `simulate` finds them. A provider that was added later gets its own.
 *
 * @throws {ConfigError} if their file cannot be read
 */
export async function localCredentials(dataDir: string, now: Date): Promise<LocalCredentials> {
  const path = join(dataDir, 'credentials.json');
  const kept = existsSync(path) ? readKept(path, await readFile(path, 'utf8')) : undefined;
  const missing = providers.filter(({ slug }) => kept?.signing[slug] === undefined);
  if (kept && missing.length === 0) return kept;
  const made = await createCredentials(missing, now);
  const all = { env: { ...kept?.env, ...made.env }, signing: { ...kept?.signing, ...made.signing } };
  await writeFile(path, `${JSON.stringify(all, null, 2)}\n`, { mode: 0o600 });
  return all;
}

/** An interrupted write, a full disk or an editor may leave other content, which is not quoted. */
function readKept(path: string, text: string): LocalCredentials {
  try {
    return LocalCredentials.parse(JSON.parse(text));
  } catch {
    throw new ConfigError([`${path} is cut off or was changed; delete it to create new secrets`]);
  }
}

export interface DashboardLogin {
  readonly env: Readonly<Record<string, string>>;
  /** For the terminal: it shows only a password that was created for this run. */
  readonly description: string;
}

/** The caller's own settings of the dashboard, as values or files. `start` itself sets the port. */
const GIVEN = Object.keys(DashboardConfig.shape)
  .map(variableOf)
  .filter((name) => name.startsWith('DASHBOARD_') && name !== 'DASHBOARD_PORT')
  .flatMap((name) => [name, `${name}_FILE`]);

/** The login of the dashboard: the caller's own users, name or proxy, or a random password for this run. */
export function dashboardLogin(env: Env): DashboardLogin {
  const given = Object.fromEntries(GIVEN.flatMap((name) => (env[name] ? [[name, env[name]]] : [])));
  const has = (name: string) => name in given || `${name}_FILE` in given;
  if (has('DASHBOARD_USERS') || has('DASHBOARD_PROXY_USER_HEADER')) {
    return { env: given, description: 'users as your settings say' };
  }
  const user = has('DASHBOARD_USER') ? undefined : 'payspool';
  const password = has('DASHBOARD_PASSWORD') ? undefined : randomBytes(12).toString('base64url');
  return {
    env: {
      ...given,
      ...(user !== undefined && { DASHBOARD_USER: user }),
      ...(password !== undefined && { DASHBOARD_PASSWORD: password }),
    },
    description: [
      `user ${user ?? 'as DASHBOARD_USER says'}`,
      `password ${password === undefined ? 'as DASHBOARD_PASSWORD says' : `${password} (of this run alone)`}`,
    ].join(', '),
  };
}
