import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LIFECYCLES } from '../../test/proof/lifecycles/index.ts';
import { billedHistory, soldHistory } from '../../test/proof/long-histories.ts';
import { randomHistory } from '../../test/proof/random-histories.ts';
import { takeInTurn } from '../../test/proof/take-in-turn.ts';

describe('a late event', () => {
  it('gives the result of a fold of all events, for random histories in random order', () => {
    let late = 0;
    const shuffled = randomHistory({ maxDeliveries: 14 }).chain((all) =>
      fc.shuffledSubarray([...all, ...all], { minLength: all.length }),
    );
    fc.assert(
      fc.property(shuffled, (deliveries) => {
        late += takeInTurn(deliveries);
      }),
      { numRuns: 300 },
    );
    expect(late).toBeGreaterThan(500);
  });

  it.each([
    ['a subscription with its payments', billedHistory],
    ['an order with many payments', soldHistory],
  ])('of %s gives the result of a fold of all events', (_, history) => {
    let [late, all] = [0, 0];
    fc.assert(
      fc.property(
        history.chain((inOrder) => fc.shuffledSubarray([...inOrder], { minLength: inOrder.length })),
        (deliveries) => {
          late += takeInTurn(deliveries);
          all += deliveries.length;
        },
      ),
      { numRuns: 150 },
    );
    expect(late).toBeGreaterThan(all / 2);
  });

  const lifecycles = Object.values(LIFECYCLES).flat();
  it.each(lifecycles)('of “$name” gives that result at every position', ({ deliveries }) => {
    const order = deliveries.map(({ events }) => events);
    takeInTurn(order);
    takeInTurn(order.toReversed());
    for (const [at, one] of order.entries()) takeInTurn([...order.toSpliced(at, 1), one]);
  });
});
