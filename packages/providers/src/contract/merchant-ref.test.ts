import { describe, expect, it } from 'vitest';
import { firstMerchantRef } from './merchant-ref.ts';

describe("the merchant's own id", () => {
  it.each([
    ['blank', '   '],
    ['made of odd spaces', '\u00a0\u2003'],
    ['empty', ''],
    ['too long', 'x'.repeat(256)],
    ['not storable', 'a\u0000b'],
    ['a number', 7],
    ['absent', undefined],
    ['null', null],
  ])('is the next one where the first is %s', (_, first) => {
    expect(firstMerchantRef(first, 'A-1001', 'B-7')).toBe('A-1001');
  });

  it('is kept as it was written, spaces around it included', () => {
    expect(firstMerchantRef(' A-1001 ')).toBe(' A-1001 ');
  });

  it('is none where nothing can be one', () => {
    expect(firstMerchantRef(' ', null)).toBeUndefined();
    expect(firstMerchantRef()).toBeUndefined();
  });
});
