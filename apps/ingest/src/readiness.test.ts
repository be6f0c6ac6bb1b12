import { fastify } from 'fastify';
import { expect, it } from 'vitest';
import { readiness, type ReadinessOptions } from './readiness.ts';

const queue = { ping: async () => undefined, replicas: async () => ({ reachable: 1, wanted: 1 }) };
const answerOf = async (options: Partial<ReadinessOptions>, url = '/readyz') => {
  const app = fastify();
  readiness(app, { queue, ...options });
  const { statusCode, body } = await app.inject(url);
  return [statusCode, JSON.parse(body)];
};
const reason = 'queue_not_durable: appendfsync is everysec';

it('a queue that answers and is durable is ready', async () => {
  expect(await answerOf({ checkDurability: async () => undefined })).toEqual([200, { status: 'ready' }]);
});

it('a queue that is not durable is refused where that is required', async () => {
  const checkDurability = async () => ({ reason, refused: true });
  expect(await answerOf({ checkDurability })).toEqual([503, { status: 'unavailable', reason }]);
});

it('a queue that is not durable is a warning elsewhere, and none of the process itself', async () => {
  const checkDurability = async () => ({ reason, refused: false });
  expect(await answerOf({ checkDurability })).toEqual([200, { status: 'ready', warning: reason }]);
  expect(await answerOf({ checkDurability }, '/healthz')).toEqual([200, { status: 'ok' }]);
});

it('a queue that does not answer is unreachable, durable or not', async () => {
  const silent = { ...queue, ping: () => Promise.reject(new Error('away')) };
  const checkDurability = async () => ({ reason, refused: true });
  expect(await answerOf({ queue: silent, checkDurability })).toEqual([
    503,
    { status: 'unavailable', reason: 'queue_unreachable' },
  ]);
});

it('a queue with fewer replicas than a delivery waits for is refused, with both numbers', async () => {
  const bare = { ...queue, replicas: async () => ({ reachable: 1, wanted: 2 }) };
  expect(await answerOf({ queue: bare })).toEqual([
    503,
    { status: 'unavailable', reason: 'too_few_replicas: 1 of 2' },
  ]);
});
