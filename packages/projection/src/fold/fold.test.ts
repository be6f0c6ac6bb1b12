import { describe, expect, it } from 'vitest';
import { HISTORIES } from '../../test/histories/index.ts';
import { permutations } from '../../test/histories/permutations.ts';
import { fold } from './fold.ts';

describe.each(HISTORIES)('$name', ({ events, rows }) => {
  const told = fold(events);

  it('in the order in which it happened', () => {
    const { changes: _, ...current } = told;
    expect(current).toEqual(rows);
  });

  it('in every other order, each with each of its events told twice', () => {
    let orders = 0;
    for (const order of permutations(events)) {
      orders += 1;
      for (const repeated of order) expect(fold([repeated, ...order])).toEqual(told);
    }
    expect(orders).toBe(factorial(events.length));
  });
});

const factorial = (n: number): number => (n <= 1 ? 1 : n * factorial(n - 1));
