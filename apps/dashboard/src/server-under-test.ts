import { QueueUnavailableError } from '@payspool/queue';
import { createLogger } from '@payspool/runtime';
import type { FastifyInstance, InjectOptions } from 'fastify';
import { createServer, type ServerOptions } from './server.ts';

const USER = 'operator';
const PASSWORD = 'correct horse battery';

export const basic = (user: string, password: string) =>
  `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;

/** The right login. */
export const LOGIN = { authorization: basic(USER, PASSWORD) };
/** The header that a browser adds to requests of the dashboard's own pages. */
const SAME_ORIGIN = { 'sec-fetch-site': 'same-origin' };

/** A store that cannot be reached. */
const AWAY: ServerOptions['store'] = {
  queues: () => Promise.reject(new QueueUnavailableError('away')),
  ping: () => Promise.reject(new QueueUnavailableError('away')),
};

export const serverUnderTest = (options: Partial<ServerOptions> = {}): FastifyInstance =>
  createServer({
    store: AWAY,
    user: USER,
    password: PASSWORD,
    showPayloads: false,
    logger: createLogger({ app: 'dashboard', level: 'silent' }),
    ...options,
  });

/** Makes a request of a logged-in operator who uses the dashboard's pages. */
export const asOperator = ({ headers, ...request }: InjectOptions): InjectOptions => ({
  ...request,
  headers: { ...LOGIN, ...SAME_ORIGIN, ...headers },
});
