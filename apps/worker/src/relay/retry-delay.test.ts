import { describe, expect, it } from 'vitest';
import { ReactionPostponedError } from '../reactions/errors.ts';
import { reactionDelayMs } from './retry-delay.ts';

const postponed = (retryAfterMs: number) => new ReactionPostponedError('later', { retryAfterMs });

describe('the wait before the next attempt', () => {
  it('follows the retry table', () => {
    expect(reactionDelayMs(1, new Error('away'), 0.5)).toBe(1000);
    expect(reactionDelayMs(3, undefined, 0.5)).toBe(4000);
  });

  it('is as long as the receiver asks for, if that is longer than by the table', () => {
    expect(reactionDelayMs(1, postponed(90_000), 0.5)).toBe(90_000);
    expect(reactionDelayMs(65, postponed(90_000), 0.5)).toBe(1_800_000);
  });

  it('is at most a day', () => {
    expect(reactionDelayMs(1, postponed(1e12), 0.5)).toBe(86_400_000);
  });

  it('is none after the last attempt, even if the receiver asks for one', () => {
    expect(reactionDelayMs(66, postponed(90_000), 0.5)).toBe(-1);
  });
});
