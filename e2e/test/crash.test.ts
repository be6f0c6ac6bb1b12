import { randomInt } from 'node:crypto';
import { createCredentials, play, planTraffic, signRequest } from '@payspool/cli';
import { providers } from '@payspool/providers';
import { SCENARIOS } from '@payspool/providers/simulator';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { settle } from '../product/expect/settle.ts';
import { startProviderApis } from '../product/stack/provider-apis.ts';
import { backends } from './backends.ts';
import { openStack, type Stack } from './stack.ts';

describe.each(backends)('a worker that is killed with SIGKILL under traffic, the queue $name', (backend) => {
  describe.skipIf(backend.missing)('', () => {
    let stack: Stack;
    beforeAll(async () => {
      stack = await openStack(backend, { place: 3 });
    });
    afterAll(() => stack?.close());

    it('loses nothing, and every event is applied once', async () => {
      const apis = await startProviderApis();
      stack.add(apis.stop);
      const credentials = await createCredentials(providers, new Date());
      const env = { ...credentials.env, ...apis.env, WORKER_LOCK_MS: '2000' };
      const [ingest, worker] = await Promise.all([stack.start('ingest', env), stack.start('worker', env)]);

      const seed = randomInt(1_000_000);
      const { requests, expected } = planTraffic({
        providers,
        scenarios: SCENARIOS,
        count: 1,
        duplicate: 0.3,
        forge: 3,
        shuffle: true,
        seed,
        startsAt: new Date(Date.now() - 3_600_000),
      });
      let killed: Promise<void> | undefined;
      const { answers, forgedRefused } = await play({
        requests,
        sign: (request) =>
          signRequest(request, {
            baseUrl: new URL(ingest.url),
            signing: credentials.signing,
            sentAt: new Date(),
          }),
        concurrency: 4,
        onSent: (sent) => {
          if (sent >= requests.length / 2) killed ??= worker.kill();
        },
      });
      await killed;
      expect(await worker.ended).toBe(null);
      expect({ forgedRefused, refused: answers['401'] }).toEqual({ forgedRefused: 3, refused: 3 });
      expect((answers['202'] ?? 0) + (answers['200'] ?? 0), `seed ${seed}`).toBe(requests.length - 3);

      await stack.start('worker', env);
      expect(await settle(stack.db, expected), `seed ${seed}`).toEqual([]);
      expect(
        await stack.db.event.groupBy({
          by: ['provider', 'account', 'eventKey'],
          having: { id: { _count: { gt: 1 } } },
        }),
      ).toEqual([]);
      expect(await stack.db.event.count({ where: { status: 'failed' } })).toBe(0);
    });
  });
});
