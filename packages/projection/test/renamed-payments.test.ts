import { describe, expect, it } from 'vitest';
import { applyEvents, DEFAULT_SETTINGS } from '../src/index.ts';
import { eur, eventAt } from './histories/history.ts';
import { useDatabase } from './projection-under-test.ts';
import { delivered } from './proof/left-by.ts';

const database = useDatabase();

describe('two published payments that a late event makes one', () => {
  const paid = (key: string, second: number, paymentRef: string, paymentAliases?: string[]) =>
    eventAt(key, second, {
      type: 'payment.succeeded',
      paymentRef,
      orderRef: 'o_1',
      amount: eur(100n),
      ...(paymentAliases && { paymentAliases }),
    });
  /** The payment p_2 has the other names map and p_0. The last event says that p_0 and p_1 are one, so that p_1 is p_2, too. */
  const story = [
    paid('one', 2, 'p_1'),
    paid('two', 4, 'map'),
    paid('three', 2, 'p_2', ['map', 'p_0']),
    paid('another', 3, 'p_9'),
    eventAt('late', 1, {
      type: 'payment.canceled',
      paymentRef: 'p_0',
      paymentAliases: ['p_1'],
      amount: eur(100n),
    }),
  ];

  it.each([
    ['short', 100],
    ['long', 3],
  ])('are withdrawn but for one, in a purchase that is %s', async (name, longFrom) => {
    const account = `one of two ${name}`;
    for (const event of story)
      await applyEvents(database.db, [delivered(account, [event])], {
        settings: { ...DEFAULT_SETTINGS, longFrom },
      });
    const outbox = await database.db.outbox.findMany({
      where: { account, topic: { startsWith: 'payment.' } },
      orderBy: { id: 'asc' },
    });
    expect(outbox.map(({ topic, aggregateRef }) => `${topic} ${aggregateRef}`)).toEqual([
      'payment.succeeded p_1',
      'payment.succeeded map',
      'payment.succeeded p_9',
      'payment.withdrawn p_1',
    ]);
    expect(
      await database.db.payment.findMany({ where: { account }, orderBy: { paymentRef: 'asc' } }),
    ).toMatchObject([{ paymentRef: 'p_2' }, { paymentRef: 'p_9' }]);
  });
});
