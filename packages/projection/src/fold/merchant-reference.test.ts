import { describe, expect, it } from 'vitest';
import { merchantReferenceOf, noteReference, type ReferenceFacts } from './merchant-reference.ts';

const named = (merchantRef: string, merchantRefWriter?: 'merchant' | 'buyer') => ({
  merchantRef,
  merchantRefField: `field of ${merchantRef}`,
  merchantRefWriter,
});
const after = (...events: readonly Parameters<typeof noteReference>[1][]): ReferenceFacts =>
  events.reduce<ReferenceFacts>(noteReference, {});

describe('the merchant reference', () => {
  it('that only the merchant can write goes before one that a buyer can write, whichever came last', () => {
    for (const facts of [
      after(named('A-1', 'merchant'), named('forged', 'buyer')),
      after(named('forged', 'buyer'), named('A-1', 'merchant')),
    ]) {
      expect(merchantReferenceOf(facts)).toEqual(named('A-1', 'merchant'));
    }
  });

  it('of a payment goes before that of its order, if only the first is written by the merchant', () => {
    const order = after(named('forged', 'buyer'));
    const payment = after(named('A-1', 'merchant'));
    expect(merchantReferenceOf(order, payment)).toEqual(named('A-1', 'merchant'));
  });

  it('of one writer is the last one of the nearest source', () => {
    const order = after(named('A-1'), named('A-2'));
    expect(merchantReferenceOf(order, after(named('A-3')))).toEqual(named('A-2', 'merchant'));
    expect(merchantReferenceOf({}, after(named('B-1', 'buyer')))).toEqual(named('B-1', 'buyer'));
  });

  it('is null if nothing names one', () => {
    expect(merchantReferenceOf(undefined, after({}))).toEqual({
      merchantRef: null,
      merchantRefField: null,
      merchantRefWriter: null,
    });
  });
});
