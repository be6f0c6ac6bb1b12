import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { Grant } from './read-users.ts';
import { ROLES, type User } from './user.ts';

/** A proxy that has logged the user in, and names the user in a header. */
export interface ProxySettings {
  /** The header with the user's name, in small letters. */
  readonly userHeader: string;
  /** What only the proxy knows. Without it, anybody who reaches the port could name a user. */
  readonly secret: string;
  readonly secretHeader: string;
  /** The header with the user's groups, separated by commas. */
  readonly groupsHeader?: string | undefined;
  /** What each group may do; `*` is everybody. */
  readonly groups: ReadonlyMap<string, Grant>;
}

export type ProxyVerdict =
  | { readonly kind: 'absent' }
  | { readonly kind: 'user'; readonly user: User }
  | { readonly kind: 'refused'; readonly reason: 'secret' | 'group'; readonly name: string };

/** Who makes the request, as the proxy says. A name without the proxy's secret is refused, not ignored. */
export function proxyVerdict(headers: IncomingHttpHeaders, settings: ProxySettings): ProxyVerdict {
  const name = oneOf(headers[settings.userHeader])?.trim() ?? '';
  if (headers[settings.userHeader] === undefined) return { kind: 'absent' };
  const isFromProxy = timingSafeEqual(
    digest(oneOf(headers[settings.secretHeader]) ?? ''),
    digest(settings.secret),
  );
  if (!isFromProxy || !/^[^\p{Cc}]{1,200}$/u.test(name)) return { kind: 'refused', reason: 'secret', name };
  const grant = grantOf(headers, settings);
  if (!grant) return { kind: 'refused', reason: 'group', name };
  return { kind: 'user', user: { name, ...grant, via: 'proxy' } };
}

/** The highest role of the user's groups. Of several with this role, the rights add up. */
function grantOf(headers: IncomingHttpHeaders, { groupsHeader, groups }: ProxySettings): Grant | undefined {
  const listed = groupsHeader === undefined ? '' : (oneOf(headers[groupsHeader]) ?? '');
  const names = [...listed.split(',').map((name) => name.trim()), '*'];
  const grants = names.flatMap((name) => groups.get(name) ?? []);
  const role = ROLES.findLast((each) => grants.some((grant) => grant.role === each));
  const highest = grants.filter((grant) => grant.role === role);
  if (role === undefined) return undefined;
  const scopes = highest.map(({ scope }) => scope);
  return {
    role,
    mayReadBodies: highest.some(({ mayReadBodies }) => mayReadBodies),
    scope: scopes.includes('all') ? 'all' : scopes.flatMap((scope) => (scope === 'all' ? [] : scope)),
  };
}

const oneOf = (value: string | string[] | undefined): string | undefined =>
  Array.isArray(value) ? value.join(',') : value;

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
