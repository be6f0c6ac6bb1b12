import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { lineOutput } from './standard-output.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const failure = (code: string) => Object.assign(new Error(code), { code });

/** A pipe with a size in bytes, which the test empties. */
function pipe(capacity: number) {
  const state = { room: capacity, read: '', writes: 0, broken: undefined as string | undefined };
  return {
    state,
    write: (bytes: Buffer) => {
      state.writes += 1;
      if (state.broken) throw failure(state.broken);
      if (state.room === 0) throw failure('EAGAIN');
      const taken = Math.min(state.room, bytes.length);
      state.room -= taken;
      state.read += bytes.subarray(0, taken).toString();
      return taken;
    },
  };
}

describe('standard output', () => {
  it('writes a line at once', () => {
    const { state, write } = pipe(100);
    lineOutput(write).write('one\n');
    expect(state.read).toBe('one\n');
  });

  it('keeps lines complete and in order for a slow reader', () => {
    const { state, write } = pipe(6);
    const output = lineOutput(write);
    for (const line of ['one\n', 'two\n', 'three\n']) output.write(line);
    expect(state.read).toBe('one\ntw');
    state.room = 100;
    vi.advanceTimersByTime(1000);
    expect(state.read).toBe('one\ntwo\nthree\n');
    expect(vi.getTimerCount()).toBe(0);
  });

  it.each(['EPIPE', 'EIO', 'EBADF'])('stops without an error if the reader has gone (%s)', (code) => {
    const { state, write } = pipe(2);
    const output = lineOutput(write);
    output.write('one\n');
    state.broken = code;
    vi.advanceTimersByTime(1000);
    const { writes } = state;
    output.write('two\n');
    output.flush(10_000);
    expect({ writes: state.writes, timers: vi.getTimerCount() }).toEqual({ writes, timers: 0 });
  });

  it('drops lines instead of using more memory for a reader that has stopped', () => {
    const { state, write } = pipe(0);
    const output = lineOutput(write);
    const line = `${'x'.repeat(1023)}\n`;
    for (let n = 0; n < 5000; n += 1) output.write(line);
    state.room = Infinity;
    vi.advanceTimersByTime(1000);
    expect(state.read.length).toBeGreaterThan(1024 * 1024);
    expect(state.read.length).toBeLessThanOrEqual(1024 * 1024 + 2 * line.length);
    expect(state.read).toMatch(/x\n$/);
  });

  it('waits for such a reader at the end, for a limited time', () => {
    const { state, write } = pipe(0);
    const output = lineOutput(write);
    output.write('last words\n');
    output.flush(100);
    expect(state.writes).toBeLessThan(10);
    state.room = 100;
    output.flush(0);
    expect(state.read).toBe('last words\n');
  });
});
