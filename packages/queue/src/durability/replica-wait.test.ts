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

  it('of one turn of the event loop and one connection are one, with the least time of them', async () => {
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

  it('of the next turn are another one: what was written since is not in the first', async () => {
    const { asked, wait } = watched(async () => undefined);
    await wait({ connection: 'a', replicas: 1, timeoutMs: 900 });
    await wait({ connection: 'a', replicas: 1, timeoutMs: 900 });
    expect(asked).toHaveLength(2);
  });

  it('that find too few replicas say so to everybody who waits', async () => {
    const { asked, wait } = watched(() => Promise.reject(new Error('0 of 1 replicas have it')));
    const waits = [700, 800].map((timeoutMs) => wait({ connection: 'a', replicas: 1, timeoutMs }));
    const outcomes = await Promise.allSettled(waits);
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(asked).toHaveLength(1);
  });
});
