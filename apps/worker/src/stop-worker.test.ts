import { expect, it } from 'vitest';
import { stopWorker } from './stop-worker.ts';

it('a stop returns jobs while a loop still waits for its store, and closes the stores after both', async () => {
  const log: string[] = [];
  let answer: () => void = () => undefined;
  const slowStore = new Promise<void>((resolve) => {
    answer = resolve;
  });
  const stopped = stopWorker({
    loops: [
      async () => {
        await slowStore;
        log.push('relay');
      },
    ],
    drains: [async () => void log.push('deliveries'), async () => void log.push('reactions')],
    closes: [async () => void log.push('queue'), async () => void log.push('database')],
  });
  await new Promise((resolve) => setImmediate(resolve));
  expect(log).toEqual(['deliveries', 'reactions']);
  answer();
  await stopped;
  expect(log).toEqual(['deliveries', 'reactions', 'relay', 'queue', 'database']);
});
