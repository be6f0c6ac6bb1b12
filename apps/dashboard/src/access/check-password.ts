import { createHash, timingSafeEqual } from 'node:crypto';
import { matchesPassword } from '@payspool/runtime';
import type { KnownUser } from './read-users.ts';
import type { User } from './user.ts';

/** A user who can log in by a password. */
export interface Login {
  readonly user: User;
  readonly matches: (password: string) => Promise<boolean>;
  /** Changes with the password and the rights, so that a session that began before ends. */
  readonly fingerprint: string;
}

/** The users of the settings, by name. */
export type Logins = ReadonlyMap<string, Login>;

export interface LoginSettings {
  /** `DASHBOARD_USERS` */
  readonly users?: readonly KnownUser[] | undefined;
  /** `DASHBOARD_USER` and `DASHBOARD_PASSWORD`: one admin. */
  readonly single?: { readonly name: string; readonly password: string } | undefined;
}

export function loginsOf({ users = [], single }: LoginSettings): Logins {
  const known = users.map(({ passwordHash, ...user }): [string, Login] => [
    user.name,
    {
      user: { ...user, via: 'password' },
      matches: (password) => matchesPassword(password, passwordHash),
      fingerprint: fingerprintOf([passwordHash, JSON.stringify(user)]),
    },
  ]);
  return new Map(single ? [...known, [single.name, singleLogin(single)]] : known);
}

function singleLogin({ name, password }: { readonly name: string; readonly password: string }): Login {
  const right = digest(password);
  return {
    user: { name, role: 'admin', mayReadBodies: false, scope: 'all', via: 'password' },
    matches: async (given) => timingSafeEqual(digest(given), right),
    fingerprint: fingerprintOf([name, password]),
  };
}

/** Whom a name and a password belong to. An unknown name takes as long as a wrong password. */
export async function checkPassword(
  logins: Logins,
  { name, password }: { readonly name: string; readonly password: string },
): Promise<Login | undefined> {
  const login = logins.get(name);
  const compared = login ?? [...logins.values()][0];
  const isRight = (await compared?.matches(password)) ?? false;
  return login && isRight ? login : undefined;
}

/** Digests have equal length, as a comparison in constant time requires. */
const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

const fingerprintOf = (parts: readonly string[]): string =>
  createHash('sha256').update(parts.join('\0')).digest('base64url');
