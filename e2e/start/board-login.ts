import { randomBytes } from 'node:crypto';
import type { Env } from '@payspool/runtime';

export interface BoardLogin {
  readonly env: Readonly<Record<string, string>>;
  /** For the terminal: it shows only a password that was created for this run. */
  readonly description: string;
}

const GIVEN = ['DASHBOARD_USER', 'DASHBOARD_PASSWORD', 'DASHBOARD_SHOW_PAYLOADS'].flatMap((name) => [
  name,
  `${name}_FILE`,
]);

/** The login of the dashboard: the caller's own name and password, or random ones for this run. */
export function boardLogin(env: Env): BoardLogin {
  const given = Object.fromEntries(GIVEN.flatMap((name) => (env[name] ? [[name, env[name]]] : [])));
  const has = (name: string) => name in given || `${name}_FILE` in given;
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
