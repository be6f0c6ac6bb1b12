import { describe, expect, it } from 'vitest';
import { merchantReference } from './merchant-ref.ts';

/** What is found in fields that one side can write, the nearest first. */
const found = (writer: 'merchant' | 'buyer', ...values: readonly unknown[]) =>
  merchantReference(...values.map((value, index) => ({ field: `field ${index}`, value, writer })));

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
    expect(found('buyer', first, 'A-1001', 'B-7')).toEqual({
      merchantRef: 'A-1001',
      merchantRefField: 'field 1',
      merchantRefWriter: 'buyer',
    });
  });

  it('is kept as it was written, spaces around it included', () => {
    expect(found('merchant', ' A-1001 ').merchantRef).toBe(' A-1001 ');
  });

  it('is none where nothing can be one', () => {
    expect(found('merchant', ' ', null)).toEqual({});
    expect(merchantReference()).toEqual({});
  });

  it('is one that only the merchant can write, where a buyer can write the one before it', () => {
    expect(
      merchantReference(
        { field: 'client_reference_id', value: 'forged', writer: 'buyer' },
        { field: 'metadata.order_id', value: 'A-1001', writer: 'merchant' },
      ),
    ).toEqual({
      merchantRef: 'A-1001',
      merchantRefField: 'metadata.order_id',
      merchantRefWriter: 'merchant',
    });
  });
});
