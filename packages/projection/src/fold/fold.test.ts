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

  it('in every other order, each with an event told twice', () => {
    let runs = 0;
    for (const order of permutations(events)) {
      const repeated = order[runs % order.length];
      // Twice in a row, and again at the end: where a repeat stands must not matter either.
      const disorder = repeated ? order.toSpliced(runs % order.length, 0, repeated).concat(repeated) : order;
      expect(fold(disorder)).toEqual(told);
      runs += 1;
    }
    expect(runs).toBe(factorial(events.length));
  });
});

const factorial = (n: number): number => (n <= 1 ? 1 : n * factorial(n - 1));
