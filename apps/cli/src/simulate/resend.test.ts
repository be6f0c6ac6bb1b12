import { describe, expect, it } from 'vitest';
import { isTemporary, sendUntilFinal } from './play.ts';
import type { Answer } from './send.ts';

const schedule = { times: 4, firstMs: 500, mostMs: 3000 };
const UNAVAILABLE: Answer = { status: '503' };
const ACCEPTED: Answer = { status: '202' };

/** Answers the attempts one after the other with these statuses, and records the waits in between. */
async function sendTo(answers: readonly Answer[], options: { readonly random?: number } = {}) {
  const waits: number[] = [];
  const attempts: number[] = [];
  const resentAfter: string[] = [];
  const last = await sendUntilFinal({
    attempt: async (earlier) => {
      attempts.push(earlier);
      return answers[earlier] ?? UNAVAILABLE;
    },
    isFinal: (status) => !isTemporary(status),
    schedule,
    random: () => options.random ?? 0.5,
    onResend: ({ status }) => resentAfter.push(status),
    wait: async (ms) => void waits.push(ms),
  });
  return { last, waits, attempts, resentAfter };
}

describe('a delivery', () => {
  it('is sent once if its answer is final', async () => {
    for (const status of ['200', '202', '400', '401', '404', '413'])
      expect(await sendTo([{ status }])).toMatchObject({ attempts: [0], last: { status } });
  });

  it('is sent again after a temporary answer, until the answer is final', async () => {
    const answers = ['503', 'unreachable', '429', '408'].map((status) => ({ status }));
    expect(await sendTo([...answers, ACCEPTED])).toEqual({
      last: ACCEPTED,
      attempts: [0, 1, 2, 3, 4],
      resentAfter: ['503', 'unreachable', '429', '408'],
      waits: [500, 1000, 2000, 3000],
    });
  });

  it('fails with the last answer when its resends are used up', async () => {
    expect(await sendTo([])).toMatchObject({ last: UNAVAILABLE, attempts: [0, 1, 2, 3, 4] });
  });

  it('waits as long as the answer asks for, up to the maximum', async () => {
    const asking = [2000, 100, 86_400_000].map((retryAfterMs) => ({ ...UNAVAILABLE, retryAfterMs }));
    expect((await sendTo([...asking, ACCEPTED])).waits).toEqual([2000, 1000, 3000]);
  });

  it('does not wait in step with other deliveries', async () => {
    expect((await sendTo([UNAVAILABLE, ACCEPTED], { random: 0 })).waits).toEqual([250]);
    expect((await sendTo([UNAVAILABLE, ACCEPTED], { random: 0.9 })).waits).toEqual([700]);
  });

  it('is not sent again after the command was stopped', async () => {
    const stop = new AbortController();
    let attempts = 0;
    const last = await sendUntilFinal({
      attempt: async () => {
        attempts += 1;
        return UNAVAILABLE;
      },
      isFinal: () => false,
      schedule,
      random: () => 0,
      wait: async () => stop.abort(),
      signal: stop.signal,
    });
    expect({ attempts, last }).toEqual({ attempts: 1, last: UNAVAILABLE });
  });
});
