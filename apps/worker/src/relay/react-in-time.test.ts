import { describe, expect, it } from 'vitest';
import { reactInTime, ReactionTimeoutError } from './react-in-time.ts';

const never = new AbortController().signal;
const hang = (seen: AbortSignal[]) => (signal: AbortSignal) => {
  seen.push(signal);
  return new Promise<void>(() => undefined);
};

describe('a reaction with a deadline', () => {
  it('settles like its promise', async () => {
    const signals: AbortSignal[] = [];
    await reactInTime(async (signal) => void signals.push(signal), { deadlineMs: 1000, signal: never });
    expect(signals[0]?.aborted).toBe(false);
    const thrown = new Error('away');
    await expect(reactInTime(() => Promise.reject(thrown), { deadlineMs: 1000, signal: never })).rejects.toBe(
      thrown,
    );
  });

  it('rejects if the function throws at once', async () => {
    const thrown = new Error('at once');
    const react = () => {
      throw thrown;
    };
    await expect(reactInTime(react, { deadlineMs: 1000, signal: never })).rejects.toBe(thrown);
  });

  it('is ended at its deadline, and its signal has the reason', async () => {
    const seen: AbortSignal[] = [];
    const cut = reactInTime(hang(seen), { deadlineMs: 20, signal: never });
    await expect(cut).rejects.toThrow(new ReactionTimeoutError('cut off after 20 ms'));
    expect(seen[0]?.reason).toBeInstanceOf(ReactionTimeoutError);
  });

  it('is ended when the worker stops', async () => {
    const seen: AbortSignal[] = [];
    const leaving = new AbortController();
    const broken = reactInTime(hang(seen), { deadlineMs: 60_000, signal: leaving.signal });
    leaving.abort();
    await expect(broken).rejects.toThrow('the worker is stopping');
    expect(seen[0]?.aborted).toBe(true);
  });

  it('does not begin if the worker is already stopping', async () => {
    const seen: AbortSignal[] = [];
    const late = reactInTime(hang(seen), { deadlineMs: 60_000, signal: AbortSignal.abort() });
    await expect(late).rejects.toThrow('the worker is stopping');
    expect(seen).toEqual([]);
  });

  it('that fails after its end causes no unhandled rejection', async () => {
    const unhandled: unknown[] = [];
    const note = (reason: unknown) => unhandled.push(reason);
    process.on('unhandledRejection', note);
    let fail: (error: Error) => void = () => undefined;
    const late = new Promise<void>((_, reject) => (fail = reject));
    await expect(reactInTime(() => late, { deadlineMs: 5, signal: never })).rejects.toThrow('cut off');
    fail(new Error('late'));
    await new Promise((resolve) => setImmediate(resolve));
    process.off('unhandledRejection', note);
    expect(unhandled).toEqual([]);
  });
});
