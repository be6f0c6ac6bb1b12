import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Topic, topicNames } from '@payspool/events';
import { retryReactions } from '@payspool/reactions/ledger';
import { waitFor } from '@payspool/testkit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Consumer, Reaction } from '../src/reactions/consumer.ts';
import { createFulfilment } from '../src/reactions/fulfilment/fulfilment.ts';
import { readPriceList } from '../src/reactions/fulfilment/price-list.ts';
import { BACKENDS } from './backends.ts';
import { eur, happens, purchase } from './happenings.ts';
import { openReactions, reactionsOf, type ReactionsUnderTest } from './reactions-under-test.ts';

const PRICES = `prices:
  - { item: course, merchantRef: 'course-*', price: '10.00', currency: EUR }
  - { item: book, merchantRef: book, price: '10.00', currency: USD }
`;

/** The real consumer; each of its attempts is recorded, and can be made to fail. */
function fulfilment(
  log: string[],
  { priceListFile, fails = () => false }: { priceListFile?: string; fails?: (topic: Topic) => boolean } = {},
): Consumer {
  const [real] = createFulfilment(
    {
      fulfilment: 'on',
      fulfilmentDuplicateRef: 'grant',
      fulfilmentBuyerRef: 'grant',
      prices: priceListFile === undefined ? undefined : readPriceList(priceListFile),
    },
    { now: () => new Date() },
  );
  if (!real) throw new Error('fulfilment is on');
  const on = topicNames.flatMap((topic) => {
    const react = real.on[topic] as Reaction<Topic> | undefined;
    if (!react) return [];
    const watched: Reaction<Topic> = async (transition, context) => {
      log.push(`${topic} ${context.attempt}`);
      if (fails(topic)) throw new Error('away');
      await react(transition, context);
      log.push(`${topic} done`);
    };
    return [[topic, watched] as const];
  });
  return { name: real.name, on: Object.fromEntries(on) };
}

describe.each(BACKENDS)('fulfilment, over the queue in $name,', (backend) => {
  describe.skipIf(!backend.available)('leaves', () => {
    let under: ReactionsUnderTest;
    let folder: string;
    let log: string[];
    beforeEach(async () => {
      under = await openReactions(backend);
      folder = await mkdtemp(join(tmpdir(), 'payspool-prices-'));
      log = [];
    });
    afterEach(async () => {
      await under.drop();
      await rm(folder, { recursive: true });
    });
    const held = () => under.db.entitlement.findMany({ orderBy: { ref: 'asc' } });
    const heldAsText = () =>
      under.db.$queryRaw`SELECT entitlements::text AS row, xmin::text AS version FROM entitlements`;

    it("no granted entitlement if the refund arrives while the payment's reaction is still retried", async () => {
      const a = purchase(under.db, 'a');
      let failures = 0;
      let refundIsIn = false;
      const consumer = fulfilment(log, {
        fails: (topic) => topic === 'order.paid' && (!refundIsIn || failures++ < 3),
      });
      await under.start({ consumers: [consumer] });
      await a.bought();
      await waitFor(() => log.includes('order.paid 2'), { what: 'a retry of order.paid' });
      await a.refunded();
      const refunds = () =>
        under.db.reaction.count({ where: { status: 'waiting', outbox: { topic: 'order.refunded' } } });
      await waitFor(async () => (await refunds()) === 1, { what: 'order.refunded to wait' });
      refundIsIn = true;
      await under.quiet();
      const turn = log.indexOf('order.refunded 1');
      expect(log.slice(turn - 1)).toEqual(['order.paid done', 'order.refunded 1', 'order.refunded done']);
      expect(log.slice(0, turn).filter((line) => !line.startsWith('order.paid'))).toEqual([]);
      expect(await held()).toMatchObject([{ ref: 'o_a', status: 'revoked', reason: 'refunded' }]);
    });

    it('a granted entitlement for a payment, and a revoked one after its refund or chargeback', async () => {
      await under.start({ consumers: [fulfilment(log)] });
      const [a, b, c] = ['a', 'b', 'c'].map((name) => purchase(under.db, name));
      await Promise.all([a?.bought(), b?.bought(), c?.bought()]);
      await under.quiet();
      const granted = { status: 'granted', reason: null, revokedAt: null };
      expect(await held()).toMatchObject([
        { ...granted, ref: 'o_a', merchantRef: 'm-a', grantedAt: expect.any(Date) },
        { ...granted, ref: 'o_b' },
        { ...granted, ref: 'o_c' },
      ]);
      await a?.refunded(eur(400n));
      await b?.chargedBack();
      await c?.refunded(eur(400n));
      await under.quiet();
      expect(await held()).toMatchObject([
        { ...granted, ref: 'o_a' },
        { ref: 'o_b', status: 'revoked', reason: 'charged_back', revokedAt: expect.any(Date) },
        { ...granted, ref: 'o_c' },
      ]);
      await a?.refunded(eur(600n), { part: 2 });
      await under.quiet();
      expect(await held()).toMatchObject([
        { ref: 'o_a', status: 'revoked', reason: 'refunded' },
        { ref: 'o_b', status: 'revoked' },
        { ref: 'o_c', status: 'granted' },
      ]);
    });

    it('no granted entitlement if the refund arrives before its payment', async () => {
      await under.start({ consumers: [fulfilment(log)] });
      const a = purchase(under.db, 'a');
      await a.refunded();
      await under.quiet();
      await a.bought();
      await under.quiet();
      expect(await under.db.order.findMany()).toMatchObject([{ status: 'refunded' }]);
      expect((await held()).filter(({ status }) => status !== 'revoked')).toEqual([]);
    });

    it('a granted entitlement for a subscription until it is canceled', async () => {
      await under.start({ consumers: [fulfilment(log)] });
      const about = { subscriptionRef: 's_1', customerRef: 'cus_1' };
      const active = { type: 'subscription.activated', status: 'active', planRef: 'gold', ...about } as const;
      await happens(under.db, { key: 's-active', second: 1, facts: active });
      await under.quiet();
      expect(await held()).toMatchObject([
        { kind: 'subscription', ref: 's_1', status: 'granted', planRef: 'gold', customerRef: 'cus_1' },
      ]);
      const canceled = { type: 'subscription.canceled', status: 'canceled', ...about } as const;
      await happens(under.db, { key: 's-canceled', second: 5, facts: canceled });
      await under.quiet();
      expect(await held()).toMatchObject([{ ref: 's_1', status: 'revoked', reason: 'canceled' }]);
    });

    it('a withheld entitlement if the payment does not match the price list', async () => {
      const priceListFile = join(folder, 'prices.yaml');
      await writeFile(priceListFile, PRICES);
      await under.start({ consumers: [fulfilment(log, { priceListFile })] });
      await purchase(under.db, 'a', 'course-1').bought();
      await purchase(under.db, 'c', 'book').bought();
      await purchase(under.db, 'd', 'yacht').bought();
      await cheap('e', 'course-3', 999n);
      await under.quiet();
      expect(await held()).toMatchObject([
        { ref: 'o_a', status: 'granted', reason: null, item: 'course' },
        { ref: 'o_c', status: 'withheld', reason: 'currency_not_listed', item: 'book', grantedAt: null },
        { ref: 'o_d', status: 'withheld', reason: 'not_on_price_list', item: null, grantedAt: null },
        { ref: 'o_e', status: 'withheld', reason: 'price_too_low', item: 'course', grantedAt: null },
      ]);
    });

    it('a revoked entitlement after any old transition runs again', async () => {
      await under.start({ consumers: [fulfilment(log)] });
      const a = purchase(under.db, 'a');
      await a.bought();
      await a.refunded();
      await under.quiet();
      const before = await heldAsText();
      expect(await retryReactions(under.db, { topic: 'order.paid' }, { again: 'all' })).toBe(1);
      await under.quiet();
      expect(log.filter((line) => line.startsWith('order.paid'))).toEqual([
        'order.paid 1',
        'order.paid done',
        'order.paid 2',
        'order.paid done',
      ]);
      expect(await heldAsText()).toEqual(before);
      expect(await reactionsOf(under.db, 'fulfilment')).toMatchObject([
        { status: 'succeeded', attempts: 2 },
        { status: 'succeeded', attempts: 1 },
      ]);
    });

    /** A purchase for which the provider requested exactly this amount. */
    async function cheap(name: string, merchantRef: string, amountMinor: bigint): Promise<void> {
      const amount = eur(amountMinor);
      const facts = { type: 'order.created', orderRef: `o_${name}`, merchantRef, amount } as const;
      await happens(under.db, { key: `${name}-created`, second: 1, facts });
      await purchase(under.db, name).paid(amount);
    }
  });
});
