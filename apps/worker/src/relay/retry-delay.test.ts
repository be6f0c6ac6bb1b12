import { describe, expect, it } from 'vitest';
import { ReactionPostponedError } from '../reactions/errors.ts';
import { reactionDelayMs } from './retry-delay.ts';

const postponed = (retryAfterMs: number) => new ReactionPostponedError('later', { retryAfterMs });

describe('the wait before the next attempt', () => {
  it('is the table’s', () => {
    expect(reactionDelayMs(1, new Error('away'), 0.5)).toBe(1000);
    expect(reactionDelayMs(3, undefined, 0.5)).toBe(4000);
  });

  it('is what the other side asks for where that is longer, and the table’s where it is not', () => {
    expect(reactionDelayMs(1, postponed(90_000), 0.5)).toBe(90_000);
    expect(reactionDelayMs(65, postponed(90_000), 0.5)).toBe(1_800_000);
  });

  it('is a day at most, whatever is asked for', () => {
    expect(reactionDelayMs(1, postponed(1e12), 0.5)).toBe(86_400_000);
  });

  it('is none after the last attempt, whatever is asked for', () => {
    expect(reactionDelayMs(66, postponed(90_000), 0.5)).toBe(-1);
  });
});
