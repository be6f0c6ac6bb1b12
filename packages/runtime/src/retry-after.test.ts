import { describe, expect, it } from 'vitest';
import { readRetryAfter } from './retry-after.ts';

const now = new Date('2026-03-02T10:00:00Z');

describe('Retry-After', () => {
  it.each([
    ['1', 1000],
    [' 120 ', 120_000],
    ['86400', 86_400_000],
    ['86401', 86_400_000],
    ['9'.repeat(400), 86_400_000],
    ['Mon, 02 Mar 2026 10:00:30 GMT', 30_000],
    ['Wed, 04 Mar 2026 10:00:00 GMT', 86_400_000],
  ])('%s means a wait of %i ms', (header, ms) => {
    expect(readRetryAfter(header, now)).toBe(ms);
  });

  it.each([
    [undefined],
    [''],
    ['0'],
    ['-5'],
    ['1.5'],
    ['soon'],
    ['2026-03-02T10:00:30Z'],
    ['Mon, 02 Mar 2026 09:59:59 GMT'],
    ['Mon, 99 Mar 2026 10:00:30 GMT'],
    [['1', '2']],
  ])('%j means no wait', (header) => {
    expect(readRetryAfter(header, now)).toBeUndefined();
  });
});
