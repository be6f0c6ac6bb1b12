import { Prisma } from '@payspool/db';
import { expect, it } from 'vitest';
import { FOLD_VERSION } from '../../src/index.ts';
import { at, eventAt } from '../histories/history.ts';
import { deliver } from '../proof/stored.ts';
import { useDatabase } from '../projection-under-test.ts';
import { transitionsIn } from './published-in-postgres.ts';

const database = useDatabase();
const ACCOUNT = 'upgraded';

const [started, pastDue] = [
  eventAt('started', 1, {
    type: 'subscription.activated',
    subscriptionRef: 's_1',
    merchantRef: 'A-17',
    status: 'active',
    planRef: 'basic',
    quantity: 1,
    currentPeriodStart: at(1),
    currentPeriodEnd: at(30),
  }),
  eventAt('past due', 2, { type: 'subscription.past_due', subscriptionRef: 's_1', status: 'past_due' }),
];

it('after an upgrade of the fold, only new transitions are published', async () => {
  const { db } = database;
  await deliver(db, ACCOUNT, [started]);
  const published = ['subscription.activated s_1 1'];
  expect(await transitionsIn(db, ACCOUNT)).toEqual(published);
  const { id } = await db.aggregate.findFirstOrThrow({ where: { account: ACCOUNT } });
  await db.aggregate.update({
    where: { id },
    data: { state: Prisma.DbNull, foldVersion: FOLD_VERSION - 1 },
  });

  await deliver(db, ACCOUNT, [pastDue]);
  expect(await transitionsIn(db, ACCOUNT)).toEqual([...published, 'subscription.past_due s_1 1']);
  expect(await db.aggregate.findUniqueOrThrow({ where: { id } })).toMatchObject({
    foldVersion: FOLD_VERSION,
    publishedState: [{ version: 1, values: { billing: 'live', arrears: 'yes', merchant_ref: 'A-17' } }],
  });
});
