import { expect, it } from 'vitest';
import { createTokenBucket } from './token-bucket.ts';

it('starts full, refills at a constant rate, and has at most its capacity', () => {
  const bucket = createTokenBucket({ burst: 2, perMinute: 60 });
  expect([bucket.take(0), bucket.take(0), bucket.take(0)]).toEqual([true, true, false]);
  expect([bucket.take(999), bucket.take(1000), bucket.take(1000)]).toEqual([false, true, false]);
  expect([bucket.take(3_600_000), bucket.take(3_600_000), bucket.take(3_600_000)]).toEqual([
    true,
    true,
    false,
  ]);
});

it('states when the next token will be available', () => {
  const bucket = createTokenBucket({ burst: 1, perMinute: 7 });
  bucket.take(0);
  const wait = bucket.waitMs(100);
  expect(wait).toBe(8472); // 60,000 / 7, minus 100, rounded up.
  expect([bucket.take(100 + wait - 1), bucket.take(100 + wait)]).toEqual([false, true]);
});

it('keeps a reserve for callers that may use it', () => {
  const bucket = createTokenBucket({ burst: 2, perMinute: 60 });
  expect([bucket.take(0, 1), bucket.take(0, 1), bucket.waitMs(0, 1), bucket.take(0)]).toEqual([
    true,
    false,
    1000,
    true,
  ]);
});

it('adds nothing when the clock goes back, and continues from there', () => {
  const bucket = createTokenBucket({ burst: 1, perMinute: 60 });
  bucket.take(10_000);
  expect([bucket.take(0), bucket.take(999), bucket.take(1000)]).toEqual([false, false, true]);
});
