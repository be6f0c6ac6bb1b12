import { fastify } from 'fastify';
import { expect, it } from 'vitest';
import { readiness, type ReadinessOptions } from './readiness.ts';

const answerOf = async (options: Partial<ReadinessOptions>, url = '/readyz') => {
  const app = fastify();
  readiness(app, { queue: { ping: async () => undefined }, ...options });
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
  const queue = { ping: () => Promise.reject(new Error('away')) };
  const checkDurability = async () => ({ reason, refused: true });
  expect(await answerOf({ queue, checkDurability })).toEqual([
    503,
    { status: 'unavailable', reason: 'queue_unreachable' },
  ]);
});
