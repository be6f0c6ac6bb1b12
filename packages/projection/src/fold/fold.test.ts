import { describe, expect, it } from 'vitest';
import { HISTORIES } from '../../test/histories/index.ts';
import { permutations } from '../../test/histories/permutations.ts';
import { fold } from './fold.ts';

describe.each(HISTORIES)('$name', ({ events, rows }) => {
  const inOrder = fold(events);

  it('gives the expected rows in the order in which it happened', () => {
    const { changes: _, ...current } = inOrder;
    expect(current).toEqual(rows);
  });

  it('gives the same rows in every other order, with any of its events delivered twice', () => {
    let orders = 0;
    for (const order of permutations(events)) {
      orders += 1;
      for (const repeated of order) expect(fold([repeated, ...order])).toEqual(inOrder);
    }
    expect(orders).toBe(factorial(events.length));
  });
});

const factorial = (n: number): number => (n <= 1 ? 1 : n * factorial(n - 1));
