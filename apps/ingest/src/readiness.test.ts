import { explainRefusal } from '@payspool/queue';
import { fastify } from 'fastify';
import { expect, it } from 'vitest';
import { readiness, type ReadinessOptions } from './server.ts';

const queue = { replicas: async () => ({ reachable: 1, wanted: 1 }) };
const writes = { check: async () => undefined };
const answerOf = async (options: Partial<ReadinessOptions>, url = '/readyz') => {
  const app = fastify();
  readiness(app, { queue, writes, ...options });
  const { statusCode, body } = await app.inject(url);
  return [statusCode, JSON.parse(body)];
};
const reason = 'queue_not_durable: appendfsync is everysec';

it('a queue that answers and is durable is ready', async () => {
  expect(await answerOf({ checkDurability: async () => undefined })).toEqual([200, { status: 'ready' }]);
});

it('a queue that is not durable is refused if durability is required', async () => {
  const checkDurability = async () => ({ reason, refused: true });
  expect(await answerOf({ checkDurability })).toEqual([503, { status: 'unavailable', reason }]);
});

it('a queue that is not durable otherwise causes a warning, which is not about the process itself', async () => {
  const checkDurability = async () => ({ reason, refused: false });
  expect(await answerOf({ checkDurability })).toEqual([200, { status: 'ready', warning: reason }]);
  expect(await answerOf({ checkDurability }, '/healthz')).toEqual([200, { status: 'ok' }]);
});

it.each([
  ['out_of_memory', 'Redis refuses writes: it has reached maxmemory'],
  ['unreachable', 'Redis refuses writes: it cannot be reached'],
] as const)(
  'a queue that refuses writes is reported with the reason, durable or not: %s',
  async (why, detail) => {
    const refusing = { check: async () => explainRefusal(why, 'redis') };
    const checkDurability = async () => ({ reason, refused: true });
    expect(await answerOf({ writes: refusing, checkDurability })).toEqual([
      503,
      { status: 'unavailable', reason: `queue_${why}`, detail },
    ]);
  },
);

it('a write watch that does not answer counts as an unreachable queue', async () => {
  const silent = { check: () => Promise.reject(new Error('away')) };
  expect(await answerOf({ writes: silent })).toEqual([
    503,
    { status: 'unavailable', reason: 'queue_unreachable' },
  ]);
});

it('a queue with fewer replicas than a delivery waits for is reported, with both numbers', async () => {
  const bare = { ...queue, replicas: async () => ({ reachable: 1, wanted: 2 }) };
  expect(await answerOf({ queue: bare })).toEqual([
    503,
    { status: 'unavailable', reason: 'too_few_replicas: 1 of 2' },
  ]);
});
