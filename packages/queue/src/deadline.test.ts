import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createDeadlines, createTimeLimit } from './deadline.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('deadlines', () => {
  const begun = () => {
    const late: string[] = [];
    const items = { first: { name: 'first' }, second: { name: 'second' } };
    return { late, ...items, ...createDeadlines<{ name: string }>(100, ({ name }) => late.push(name)) };
  };

  it('report each item when its own time is over, with one timer', () => {
    const { late, first, second, begin } = begun();
    begin(first);
    vi.advanceTimersByTime(60);
    begin(second);
    expect(vi.getTimerCount()).toBe(1);
    vi.advanceTimersByTime(39);
    expect(late).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(late).toEqual(['first']);
    vi.advanceTimersByTime(59);
    expect(late).toEqual(['first']);
    vi.advanceTimersByTime(1);
    expect(late).toEqual(['first', 'second']);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('do not report an item that has ended, and keep no timer for it', () => {
    const { late, first, second, begin, end } = begun();
    begin(first);
    begin(second);
    end(first);
    vi.advanceTimersByTime(100);
    expect(late).toEqual(['second']);
    begin(first);
    end(first);
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe('a promise with a time limit', () => {
  it('settles like the promise if it is in time, and otherwise rejects as late', async () => {
    const limit = createTimeLimit(100);
    const late = () => new Error('late');
    await expect(limit(Promise.resolve(7), late)).resolves.toBe(7);
    await expect(limit(Promise.reject(new Error('broken')), late)).rejects.toThrow('broken');
    const hanging = limit(new Promise<never>(() => undefined), late);
    const outcome = expect(hanging).rejects.toThrow('late');
    await vi.advanceTimersByTimeAsync(100);
    await outcome;
    expect(vi.getTimerCount()).toBe(0);
  });
});
