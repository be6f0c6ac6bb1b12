import { expect, it } from 'vitest';
import { createTokenBucket } from './token-bucket.ts';

it('begins full, fills steadily, and holds no more than its burst', () => {
  const bucket = createTokenBucket({ burst: 2, perMinute: 60 });
  expect([bucket.take(0), bucket.take(0), bucket.take(0)]).toEqual([true, true, false]);
  expect([bucket.take(999), bucket.take(1000), bucket.take(1000)]).toEqual([false, true, false]);
  expect([bucket.take(3_600_000), bucket.take(3_600_000), bucket.take(3_600_000)]).toEqual([
    true,
    true,
    false,
  ]);
});

it('says after how long there is a token, and then there is', () => {
  const bucket = createTokenBucket({ burst: 1, perMinute: 7 });
  bucket.take(0);
  const wait = bucket.waitMs(100);
  expect(wait).toBe(8472); // 60,000 / 7, less 100, upwards
  expect([bucket.take(100 + wait - 1), bucket.take(100 + wait)]).toEqual([false, true]);
});

it('keeps a reserve for who may take it', () => {
  const bucket = createTokenBucket({ burst: 2, perMinute: 60 });
  expect([bucket.take(0, 1), bucket.take(0, 1), bucket.waitMs(0, 1), bucket.take(0)]).toEqual([
    true,
    false,
    1000,
    true,
  ]);
});

it('gains nothing from a clock that goes back, and goes on from there', () => {
  const bucket = createTokenBucket({ burst: 1, perMinute: 60 });
  bucket.take(10_000);
  expect([bucket.take(0), bucket.take(999), bucket.take(1000)]).toEqual([false, false, true]);
});
