import { createHash } from 'node:crypto';
import { QueueUnavailableError } from '@payspool/queue';
import { createLogger } from '@payspool/runtime';
import type { FastifyInstance, InjectOptions } from 'fastify';
import { loginsOf } from './access/check-password.ts';
import type { FoundSession, Sessions } from './access/sessions.ts';
import { createServer, type ServerOptions } from './server.ts';

/** The login of the tests, an admin. */
export const LOGIN = { name: 'operator', password: 'correct horse battery' };

const SESSION = createHash('sha256').update('a session of the tests').digest('base64url');
/** The cookie of a user who is logged in. */
export const COOKIE = { host: '127.0.0.1:3002', cookie: `payspool=${SESSION}` };
/** The header that a browser adds to requests of the dashboard's own pages. */
const SAME_ORIGIN = { 'sec-fetch-site': 'same-origin' };

/** A store that cannot be reached. */
const AWAY: ServerOptions['store'] = {
  queues: () => Promise.reject(new QueueUnavailableError('away')),
  ping: () => Promise.reject(new QueueUnavailableError('away')),
};

/** The queues of a store that is empty. */
export const EMPTY: ServerOptions['queueView'] = {
  backlog: async () => [],
  troubledJobs: async () => [],
  refusals: async () => [],
  jobOf: async () => undefined,
};

/** Sessions of this process, with one that has begun. */
export function sessionsInMemory(login: ServerOptions['login'] = { single: LOGIN }): Sessions {
  const begun = new Map<string, FoundSession>();
  for (const { user, fingerprint } of loginsOf(login).values()) {
    begun.set(SESSION, { userName: user.name, fingerprint });
  }
  let count = 0;
  return {
    begin: async (session) => {
      const id = createHash('sha256')
        .update(`${(count += 1)}`)
        .digest('base64url');
      begun.set(id, session);
      return id;
    },
    find: async (id) => begun.get(id),
    end: async (id) => void begun.delete(id),
    endAll: async (name) => {
      for (const [id, { userName }] of begun) if (userName === name) begun.delete(id);
    },
  };
}

export const serverUnderTest = (options: Partial<ServerOptions> = {}): FastifyInstance =>
  createServer({
    store: AWAY,
    queueView: EMPTY,
    reader: { query: async () => [] },
    login: { single: LOGIN },
    sessions: sessionsInMemory(options.login),
    title: 'Payspool',
    mode: 'test',
    logger: createLogger({ app: 'dashboard', level: 'silent' }),
    ...options,
  });

/** Makes a request of a logged-in operator who uses the dashboard's pages. */
export const asOperator = ({ headers, ...request }: InjectOptions): InjectOptions => ({
  ...request,
  headers: { ...COOKIE, ...SAME_ORIGIN, ...headers },
});
