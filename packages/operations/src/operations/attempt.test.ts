import { ApiRefusedError, ThrottledError, UnavailableError } from '@payspool/providers';
import { describe, expect, it } from 'vitest';
import { attempt } from './attempt.ts';

const context = { pace: { retriesMs: [2000, 5000] }, signal: new AbortController().signal };
const failing = (tries: number, error: Error) => attempt(tries, context, () => Promise.reject(error));

describe('a call to an API', () => {
  it('gives its value', async () => {
    expect(await attempt(1, context, () => Promise.resolve('page'))).toEqual({ value: 'page' });
  });

  it('that is not answered is tried again after longer and longer pauses, and then counts as unread', async () => {
    const error = new UnavailableError('answered 503');
    expect(await failing(0, error)).toEqual({ pauseMs: 2000, tries: 1 });
    expect(await failing(1, error)).toEqual({ pauseMs: 5000, tries: 2 });
    expect(await failing(2, error)).toEqual({ unread: 'answered 503, after 3 attempts' });
  });

  it('is tried again when the API demands, but within five minutes', async () => {
    expect(await failing(0, new ThrottledError('answered 429', { retryAfterMs: 60_000 }))).toEqual({
      pauseMs: 60_000,
      tries: 1,
    });
    expect(await failing(0, new ThrottledError('answered 429', { retryAfterMs: 86_400_000 }))).toEqual({
      pauseMs: 300_000,
      tries: 1,
    });
  });

  it('that is refused counts as unread at once, with the code of the provider', async () => {
    const refused = new ApiRefusedError('answered 403', { status: 403, code: 'more_permissions_required' });
    expect(await failing(0, refused)).toEqual({ unread: 'answered 403: more_permissions_required' });
  });

  it('that fails by a mistake of ours, or because the process stops, is neither', async () => {
    await expect(failing(0, new TypeError('x is not a function'))).rejects.toThrow(TypeError);
    const stopped = { ...context, signal: AbortSignal.abort(new Error('the worker stops')) };
    await expect(attempt(0, stopped, () => Promise.reject(new UnavailableError('aborted')))).rejects.toThrow(
      'the worker stops',
    );
  });
});
