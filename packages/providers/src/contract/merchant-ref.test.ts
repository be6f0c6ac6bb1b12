import { describe, expect, it } from 'vitest';
import { merchantReference } from './merchant-ref.ts';

/** The result for fields that one side can write, in this order. */
const found = (writer: 'merchant' | 'buyer', ...values: readonly unknown[]) =>
  merchantReference(...values.map((value, index) => ({ field: `field ${index}`, value, writer })));

describe("the merchant's own id", () => {
  it.each([
    ['blank', '   '],
    ['that consists of unusual spaces', '\u00a0\u2003'],
    ['empty', ''],
    ['too long', 'x'.repeat(256)],
    ['not storable', 'a\u0000b'],
    ['a number', 7],
    ['absent', undefined],
    ['null', null],
  ])('is read from the next field if the first is %s', (_, first) => {
    expect(found('buyer', first, 'A-1001', 'B-7')).toEqual({
      merchantRef: 'A-1001',
      merchantRefField: 'field 1',
      merchantRefWriter: 'buyer',
    });
  });

  it('keeps the spaces around it', () => {
    expect(found('merchant', ' A-1001 ').merchantRef).toBe(' A-1001 ');
  });

  it('is absent if no field has a usable value', () => {
    expect(found('merchant', ' ', null)).toEqual({});
    expect(merchantReference()).toEqual({});
  });

  it('is read from a field that only the merchant can write before a field that a buyer can write', () => {
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
