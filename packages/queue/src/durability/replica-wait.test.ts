import { describe, expect, it } from 'vitest';
import { type ReplicaWait, shareWaits } from './replica-wait.ts';

describe('waits for replicas', () => {
  const watched = (outcome: () => Promise<void>) => {
    const asked: ReplicaWait[] = [];
    const wait = shareWaits((one) => {
      asked.push(one);
      return outcome();
    });
    return { asked, wait };
  };

  it('of one turn of the event loop and one connection share one WAIT, with the shortest of their times', async () => {
    const { asked, wait } = watched(async () => undefined);
    await Promise.all([
      wait({ connection: 'a', replicas: 1, timeoutMs: 900 }),
      wait({ connection: 'a', replicas: 1, timeoutMs: 700 }),
      wait({ connection: 'b', replicas: 1, timeoutMs: 800 }),
      wait({ connection: 'a', replicas: 1, timeoutMs: 950 }),
    ]);
    expect(asked).toEqual([
      { connection: 'a', replicas: 1, timeoutMs: 700 },
      { connection: 'b', replicas: 1, timeoutMs: 800 },
    ]);
  });

  it('of the next turn use another WAIT, because the first one does not cover later writes', async () => {
    const { asked, wait } = watched(async () => undefined);
    await wait({ connection: 'a', replicas: 1, timeoutMs: 900 });
    await wait({ connection: 'a', replicas: 1, timeoutMs: 900 });
    expect(asked).toHaveLength(2);
  });

  it('all reject if there are too few replicas', async () => {
    const { asked, wait } = watched(() => Promise.reject(new Error('0 of 1 replicas have it')));
    const waits = [700, 800].map((timeoutMs) => wait({ connection: 'a', replicas: 1, timeoutMs }));
    const outcomes = await Promise.allSettled(waits);
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(asked).toHaveLength(1);
  });
});
