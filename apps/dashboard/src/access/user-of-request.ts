import type { FastifyRequest } from 'fastify';
import type { User } from './user.ts';

const users = new WeakMap<FastifyRequest, User>();

/** Remembers who makes the request. */
export const rememberUser = (request: FastifyRequest, user: User): void => void users.set(request, user);

/** Who makes the request; `undefined` if nobody is logged in. */
export const knownUserOf = (request: FastifyRequest): User | undefined => users.get(request);

/** Who makes the request. The login comes before every route that calls this. */
export function userOf(request: FastifyRequest): User {
  const user = users.get(request);
  if (!user) throw new Error('A route without a login asked for the user.');
  return user;
}
