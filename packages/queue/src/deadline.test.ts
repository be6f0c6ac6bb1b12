import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createDeadlines, createTimeLimit } from './deadline.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('deadlines', () => {
  const begun = () => {
    const timedOut: string[] = [];
    const items = { first: { name: 'first' }, second: { name: 'second' } };
    return {
      timedOut,
      ...items,
      ...createDeadlines<{ name: string }>(100, ({ name }) => timedOut.push(name)),
    };
  };

  it('report each item when its own time is over, with one timer', () => {
    const { timedOut, first, second, begin } = begun();
    begin(first);
    vi.advanceTimersByTime(60);
    begin(second);
    expect(vi.getTimerCount()).toBe(1);
    vi.advanceTimersByTime(39);
    expect(timedOut).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(timedOut).toEqual(['first']);
    vi.advanceTimersByTime(59);
    expect(timedOut).toEqual(['first']);
    vi.advanceTimersByTime(1);
    expect(timedOut).toEqual(['first', 'second']);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('do not report an item that has ended, and keep no timer for it', () => {
    const { timedOut, first, second, begin, end } = begun();
    begin(first);
    begin(second);
    end(first);
    vi.advanceTimersByTime(100);
    expect(timedOut).toEqual(['second']);
    begin(first);
    end(first);
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe('a promise with a time limit', () => {
  it('settles like the promise if it is in time, and otherwise rejects with the given error', async () => {
    const limit = createTimeLimit(100);
    const timedOut = () => new Error('no answer in time');
    await expect(limit(Promise.resolve(7), timedOut)).resolves.toBe(7);
    await expect(limit(Promise.reject(new Error('broken')), timedOut)).rejects.toThrow('broken');
    const hanging = limit(new Promise<never>(() => undefined), timedOut);
    const outcome = expect(hanging).rejects.toThrow('no answer in time');
    await vi.advanceTimersByTimeAsync(100);
    await outcome;
    expect(vi.getTimerCount()).toBe(0);
  });
});
