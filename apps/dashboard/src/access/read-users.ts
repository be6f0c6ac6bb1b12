import type { Scope, ScopedAccount } from '@payspool/inspect';
import { isPasswordHash } from '@payspool/runtime';
import { ROLES, type Role } from './user.ts';

/** What a setting says about a user or a group: the role, the right `bodies`, and the accounts. */
export interface Grant {
  readonly role: Role;
  readonly mayReadBodies: boolean;
  readonly scope: Scope;
}

export interface KnownUser extends Grant {
  readonly name: string;
  /** The hash of the password, made by `payspool dashboard password`. */
  readonly passwordHash: string;
}

/** RFC 7617 forbids colons; a comma separates users. */
const NAME = /^[^:,\p{Cc}\s][^:,\p{Cc}]{0,99}$/u;

/**
 * Reads `ada:admin+bodies:scrypt.…,bob:operator@stripe/*@paypal/default:scrypt.…`.
 *
 * @throws {Error} a sentence that quotes no hash
 */
export function readUsers(text: string): readonly KnownUser[] {
  const users = entriesOf(text).map((entry, index): KnownUser => {
    const [name = '', grant = '', passwordHash = '', ...more] = entry.split(':');
    const which = `user ${index + 1}`;
    if (!NAME.test(name) || more.length > 0) throw new Error(`${which}: expected name:role:hash`);
    if (!isPasswordHash(passwordHash)) {
      throw new Error(`${which}: the third part is not a hash of \`payspool dashboard password\``);
    }
    return { name, passwordHash, ...readGrant(grant, which) };
  });
  refuseTwice(users.map(({ name }) => name));
  return users;
}

/**
 * Reads `payments-viewers:viewer,payments-admins:admin+bodies,*:viewer`; `*` is everybody whom the proxy lets pass.
 *
 * @throws {Error}
 */
export function readGroups(text: string): ReadonlyMap<string, Grant> {
  const groups = entriesOf(text).map((entry, index): readonly [string, Grant] => {
    const at = entry.lastIndexOf(':');
    const name = entry.slice(0, at);
    if (at < 1) throw new Error(`group ${index + 1}: expected group:role`);
    return [name, readGrant(entry.slice(at + 1), `group ${index + 1}`)];
  });
  refuseTwice(groups.map(([name]) => name));
  return new Map(groups);
}

const entriesOf = (text: string): readonly string[] =>
  text
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '');

function refuseTwice(names: readonly string[]): void {
  if (new Set(names).size < names.length) throw new Error('a name occurs twice');
}

/** `operator`, `admin+bodies`, `operator@stripe/*@paypal/default`. */
function readGrant(text: string, which: string): Grant {
  const [head = '', ...accounts] = text.split('@');
  const [role = '', bodies] = head.split('+');
  if (!isRole(role)) throw new Error(`${which}: expected the role ${ROLES.join(', ')}`);
  if (bodies !== undefined && head !== `${role}+bodies`) {
    throw new Error(`${which}: after the role expected +bodies`);
  }
  return {
    role,
    mayReadBodies: bodies !== undefined,
    scope: accounts.length === 0 ? 'all' : accounts.map((account) => readAccount(account, which)),
  };
}

function readAccount(text: string, which: string): ScopedAccount {
  const [, provider = '', account = ''] = /^([a-z][a-z0-9-]*)\/(\*|[\w./-]+)$/.exec(text) ?? [];
  if (provider === '') throw new Error(`${which}: after @ expected provider/account or provider/*`);
  return account === '*' ? { provider } : { provider, account };
}

const isRole = (text: string): text is Role => ROLES.some((role) => role === text);
