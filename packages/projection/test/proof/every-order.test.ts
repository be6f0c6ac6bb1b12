import { afterAll, describe, expect, it } from 'vitest';
import { fold } from '../../src/index.ts';
import { walkEveryOrder } from './every-order.ts';
import { rowsText } from './fold-on.ts';
import { LIFECYCLES } from './lifecycles/index.ts';
import { createRandom } from './random.ts';

/** Which delivery is repeated, and where: the same in every run. */
const SEED = 20_260_131;
const MOST_DELIVERIES = 7;

describe.each(Object.entries(LIFECYCLES))('%s', (provider, lifecycles) => {
  const sums = { lifecycles: 0, permutations: 0, repeats: 0, incrementalSteps: 0, resumed: 0 };
  afterAll(() => {
    const count = (number: number) => number.toLocaleString('en');
    console.log(
      `order-proof ${provider}: ${sums.lifecycles} lifecycles, ${count(sums.permutations)} permutations, ${count(sums.repeats)} of them with one delivery repeated, ` +
        `${count(sums.incrementalSteps)} incremental steps (${count(sums.resumed)} taken on top), none skipped`,
    );
  });

  it.each(lifecycles)('$name', ({ deliveries, rows }) => {
    const inOrder = fold(deliveries.flatMap(({ events }) => events));
    expect(inOrder).toMatchObject(rows);
    const expected = rowsText(inOrder);

    const random = createRandom(SEED);
    const counts = walkEveryOrder(deliveries, (order) => {
      sums.repeats += 1;
      const repeated = order[random(order.length)];
      const repeats = order.toSpliced(random(order.length + 1), 0, ...(repeated ? [repeated] : []));
      const text = rowsText(fold(repeats.flatMap(({ events }) => events)));
      if (text !== expected) expect(text, order.map(({ type }) => type).join(', ')).toBe(expected);
    });
    expect(deliveries.length).toBeLessThanOrEqual(MOST_DELIVERIES);
    expect(counts.permutations).toBe(factorial(deliveries.length));
    sums.lifecycles += 1;
    sums.permutations += counts.permutations;
    sums.incrementalSteps += counts.incrementalSteps;
    sums.resumed += counts.resumed;
  });
});

const factorial = (n: number): number => (n <= 1 ? 1 : n * factorial(n - 1));
