import fc from 'fast-check';
import { expect, it } from 'vitest';
import { greatest, type Item, push } from './greatest.ts';

interface Numbered extends Item {
  readonly number: number;
}
const isGreater = (a: Numbered, b: Numbered) => a.number > b.number;

it('returns the greatest value that is not removed, after any additions and removals', () => {
  const numbers = fc.uniqueArray(fc.integer({ min: 0, max: 1000 }), { maxLength: 40 });
  fc.assert(
    fc.property(numbers, fc.infiniteStream(fc.nat()), (added, chosen) => {
      const heap: Numbered[] = [];
      const items: Numbered[] = [];
      for (const number of added) {
        const item = { number, isOut: false };
        items.push(item);
        push(heap, item, isGreater);
        const taken = items[(chosen.next().value ?? 0) % (2 * items.length)];
        if (taken) taken.isOut = true;
        const left = items.filter(({ isOut }) => !isOut).map((one) => one.number);
        expect(greatest(heap, isGreater)?.number).toBe(left.length > 0 ? Math.max(...left) : undefined);
      }
    }),
    { numRuns: 300 },
  );
});

it('returns undefined for an empty heap', () => {
  expect(greatest<Numbered>([], isGreater)).toBeUndefined();
});
