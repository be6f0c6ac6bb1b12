import type { Scope } from '@payspool/inspect';

/** Each role may do what the roles before it may. */
export const ROLES = ['viewer', 'operator', 'admin'] as const;
export type Role = (typeof ROLES)[number];

/**
 * What a route requires. `read`: see what is canonical. `operate`: retry, replay, compare, without telling the business. `administer`:
 * everything else that changes something. `bodies`: see a delivery's body; no role includes it.
 */
export type Right = 'read' | 'operate' | 'administer' | 'bodies';

export interface User {
  readonly name: string;
  readonly role: Role;
  /** The right `bodies`. */
  readonly mayReadBodies: boolean;
  /** The accounts that the user may see and act on. */
  readonly scope: Scope;
  /** How the user logged in. */
  readonly via: 'password' | 'proxy';
}

const NEEDED: Readonly<Record<Exclude<Right, 'bodies'>, Role>> = {
  read: 'viewer',
  operate: 'operator',
  administer: 'admin',
};

/** Whether the user has the right. Pages hide with it what a route would refuse. */
export function hasRight(
  { role, mayReadBodies }: Pick<User, 'role' | 'mayReadBodies'>,
  right: Right,
): boolean {
  if (right === 'bodies') return mayReadBodies;
  return ROLES.indexOf(role) >= ROLES.indexOf(NEEDED[right]);
}
