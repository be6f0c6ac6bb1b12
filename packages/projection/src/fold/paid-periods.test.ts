import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  createPaidPeriods,
  datedPeriods,
  isClear,
  notePeriod,
  type PeriodFacts,
  type PeriodMove,
  undoPeriod,
} from './paid-periods.ts';
import { paidUntil } from './paid-until.ts';
import { setStated } from './period-ends.ts';

const day = (month: number, of = 15) =>
  `2026-${String(month).padStart(2, '0')}-${String(of).padStart(2, '0')}T10:00:00.000Z`;
const paid = (start: string, paymentRef?: string, end?: string) => ({ start, end, paymentRef });
const NO_PAYMENTS = { isLost: () => false, paymentName: (ref: string) => ref };
const noted = (...periods: readonly ReturnType<typeof paid>[]): PeriodFacts[] => {
  const list: PeriodFacts[] = [];
  const known = createPaidPeriods(list, [], NO_PAYMENTS);
  for (const period of periods) notePeriod(known, period);
  return list;
};
const ends = (periods: readonly PeriodFacts[], stated: readonly { start: string; end: string }[] = []) =>
  datedPeriods(createPaidPeriods([...periods], stated, NO_PAYMENTS)).map(({ end, source }) => [end, source]);

describe('two paid periods', () => {
  it('are one if they begin within a day: the activation states the period, and the sale pays it', () => {
    expect(noted(paid(day(1), undefined, day(2)), paid('2026-01-15T10:00:42.000Z', 'sale_1'))).toEqual([
      { start: day(1), end: day(2), paymentRefs: ['sale_1'], invoiceRefs: [] },
    ]);
  });

  it('are one if the same payment pays them', () => {
    expect(noted(paid(day(1), 'p_1'), paid(day(1, 18), 'p_1', day(2))).length).toBe(1);
  });

  it('are two if they begin half a period apart, however short it is', () => {
    const [hour, half] = ['2026-01-15T11:00:00.000Z', '2026-01-15T10:30:00.000Z'];
    expect(noted(paid(day(1), 'p_1', hour), paid(half, 'p_2')).length).toBe(2);
  });

  it('keep the end that was stated first: a later statement may be about the next period', () => {
    expect(noted(paid(day(1), 'p_1', day(2)), paid(day(1), 'p_1', day(3)))[0]?.end).toBe(day(2));
  });
});

describe('a period whose end is not stated', () => {
  it('is as long as the last stated period before it', () => {
    const periods = noted(paid(day(1), 'p_1', day(2)), paid(day(2), 'p_2'), paid(day(3), 'p_3'));
    expect(ends(periods)).toEqual([
      [day(2), 'stated'],
      [day(3), 'derived'],
      [day(4), 'derived'],
    ]);
  });

  it('follows a change of plan', () => {
    const stated = [
      { start: day(1), end: day(2) },
      { start: day(3), end: '2027-03-15T10:00:00.000Z' },
    ];
    expect(ends(noted(paid(day(2), 'p_2'), paid(day(3), 'p_3')), stated)).toEqual([
      [day(3), 'derived'],
      ['2027-03-15T10:00:00.000Z', 'derived'],
    ]);
  });

  it('is as long as the time since the period before it, if no period is stated; the first end is unknown', () => {
    expect(ends(noted(paid(day(1), 'p_1'), paid(day(2), 'p_2')))).toEqual([
      [undefined, 'unknown'],
      [day(3), 'derived'],
    ]);
  });
});

describe('paid periods', () => {
  const MONTHS = [1, 2, 3, 4, 5, 6, 7, 8];
  const start = fc.constantFrom(...MONTHS.flatMap((month) => [day(month), day(month, 16), day(month, 2)]));
  const period = fc.record({
    start,
    end: fc.option(fc.constantFrom(...MONTHS.map((month) => day(month + 1))), { nil: undefined }),
    paymentRef: fc.option(fc.constantFrom('p_1', 'p_2', 'p_3'), { nil: undefined, freq: 1 }),
  });
  const stated = fc
    .tuple(start, fc.constantFrom(...MONTHS.map((month) => day(month + 2, 3))))
    .map(([from, end]) => ({ start: from, end }));
  const step = fc.oneof(
    { weight: 4, arbitrary: period.map((noting) => ({ noting })) },
    { weight: 1, arbitrary: fc.array(stated, { maxLength: 3 }).map((naming) => ({ naming })) },
    { weight: 2, arbitrary: fc.constant({ undoing: true as const }) },
  );

  it('have the same ends as a new list, after any additions and undos', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 20 }), (steps) => {
        const list: PeriodFacts[] = [];
        const kept = createPaidPeriods(list, [], NO_PAYMENTS);
        const moves: { readonly move: PeriodMove | undefined; readonly before: PeriodFacts[] }[] = [];
        for (const one of steps) {
          if ('naming' in one) setStated(kept, one.naming);
          else if ('noting' in one) moves.push({ before: [...list], move: notePeriod(kept, one.noting) });
          else {
            const last = moves.pop();
            if (last?.move) undoPeriod(kept, last.move);
            if (last) expect(list).toEqual(last.before);
          }
          const fresh = createPaidPeriods([...list], kept.stated, NO_PAYMENTS);
          expect(datedPeriods(kept)).toEqual(datedPeriods(fresh));
          expect(list).toEqual(list.toSorted((a, b) => (a.start < b.start ? -1 : a.start > b.start ? 1 : 0)));
          const all = datedPeriods(kept).map(({ end }) => end);
          const latest = all.reduce((a = '', b = '') => (b >= a ? b : a), '');
          expect(paidUntil(kept)?.end).toBe(all.at(-1) === undefined ? undefined : latest);
        }
      }),
      { numRuns: 500 },
    );
  });
});

describe('whether a period gives the same result before and after the others', () => {
  const weeks = [
    paid(day(1, 1), 'p_1', day(1, 8)),
    paid(day(1, 8), 'p_2', day(1, 15)),
    paid(day(1, 15), 'p_3', day(1, 22)),
  ] as const;
  const known = () => {
    const periods = createPaidPeriods([], [], NO_PAYMENTS);
    for (const week of weeks) notePeriod(periods, week);
    return periods;
  };

  it.each([
    ['one more that is apart', paid(day(2, 1), 'p_4', day(2, 8)), true],
    ['one of them again', paid(day(1, 8), 'p_2', day(1, 15)), true],
    ['one of them with a further payment', paid(day(1, 8), 'p_4', day(1, 15)), true],
    ['one without a stated end', paid(day(2, 1), 'p_4'), false],
    ['one that ends when it begins', paid(day(2, 1), 'p_4', day(2, 1)), false],
    ['one of them with another end', paid(day(1, 8), 'p_2', day(1, 16)), false],
    ['one that begins within a day of another', paid('2026-01-09T09:59:59.000Z', 'p_4', day(1, 16)), false],
    [
      'one that begins less than a day before another',
      paid('2026-01-14T10:00:01.000Z', 'p_4', day(1, 21)),
      false,
    ],
    ['one that the payment of another pays', paid(day(2, 1), 'p_1', day(2, 8)), false],
  ])('%s: %#', (_, period, isSo) => {
    expect(isClear(known(), period)).toBe(isSo);
  });
});
