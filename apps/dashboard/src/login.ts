import { createHash, timingSafeEqual } from 'node:crypto';
import basicAuth from '@fastify/basic-auth';
import rateLimit from '@fastify/rate-limit';
import type { Logger } from '@payspool/runtime';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { RequestError } from './failure.ts';

/** Maximum number of wrong passwords per minute from one address (IPv6: one /64). After that, none is checked until the minute is over. */
const MAX_FAILURES = 10;
const WINDOW_MS = 60_000;

export interface LoginOptions {
  readonly user: string;
  readonly password: string;
  readonly logger: Logger;
}

/** Requires HTTP Basic authentication for everything in this scope. */
export async function requireLogin(
  app: FastifyInstance,
  { user, password, logger }: LoginOptions,
): Promise<void> {
  const [rightUser, rightPassword] = [digest(user), digest(password)];
  await app.register(rateLimit, { global: false });
  const failures = app.createRateLimit({ max: MAX_FAILURES, timeWindow: WINDOW_MS });

  const judge = async (given: Given, request: FastifyRequest, reply: FastifyReply): Promise<void> => {
    const counted = await failures(request, { increment: false });
    if (!counted.isAllowed && counted.remaining <= 0) {
      void reply.header('retry-after', counted.ttlInSeconds);
      throw new RequestError(429, 'Too many wrong passwords; wait a minute.');
    }
    // Both are always compared, in constant time.
    const [userIsRight, passwordIsRight] = [
      timingSafeEqual(digest(given.user), rightUser),
      timingSafeEqual(digest(given.password), rightPassword),
    ];
    if (userIsRight && passwordIsRight) return;
    await failures(request);
    logger.warn({ ip: request.ip }, 'login failed');
    throw new RequestError(401, 'The name or the password is wrong.');
  };

  // One after the other: each of hundreds of requests in one packet must see that those before it were wrong.
  let turn = Promise.resolve();
  await app.register(basicAuth, {
    authenticate: { realm: 'Payspool' },
    validate: (givenUser, givenPassword, request, reply) => {
      const verdict = turn.then(() => judge({ user: givenUser, password: givenPassword }, request, reply));
      turn = verdict.catch(() => undefined);
      return verdict;
    },
  });

  app.addHook('onRequest', async (_request, reply) => {
    void reply.header('cache-control', 'no-store');
  });
  app.addHook('onRequest', app.basicAuth);
}

interface Given {
  readonly user: string;
  readonly password: string;
}

/** Digests have equal length, as a comparison in constant time requires. */
const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
