import { waitFor } from '@payspool/testkit';
import { describe, expect, it } from 'vitest';
import { useClockedProjection } from './clocked-projection.ts';
import { fulfilmentOf, published, strays } from './fulfilled.ts';
import { eur } from './happenings.ts';

const under = useClockedProjection();
const { at, comes, held, publish, purchase, settings, topics } = under;

/** Sessions of this database that wait for a lock. */
async function lockWaits(): Promise<number> {
  const [row] = await under.db.$queryRaw<{ waits: number }[]>`
    SELECT count(*)::int AS waits FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`;
  return row?.waits ?? 0;
}

describe('an entitlement follows the name of its order', () => {
  it('if the order is renamed after it was written', async () => {
    const a = purchase();
    const fulfilment = fulfilmentOf(under.db, settings);
    await a.paid();
    at(30);
    await publish();
    await fulfilment.catchUp();
    expect(await held()).toMatchObject([{ ref: 'pi_a' }]);
    await a.named();
    expect(await held()).toMatchObject([{ ref: 'cs_a', status: 'granted' }]);
    await fulfilment.catchUp();
    expect(await held()).toMatchObject([{ ref: 'cs_a', status: 'granted', merchantRef: 'm-a' }]);
    expect(await strays(under.db)).toEqual([]);
  });

  it('if the reaction with the old name runs after the renaming, and again after all others', async () => {
    const a = purchase();
    const fulfilment = fulfilmentOf(under.db, settings);
    await a.paid();
    at(30);
    await publish();
    await a.named();
    await a.refunded();
    const [, paid] = await published(under.db);
    expect(paid?.payload).toMatchObject({ order: { orderRef: 'pi_a' } });
    if (paid) await fulfilment.reactTo(paid);
    expect(await held()).toMatchObject([{ ref: 'cs_a', status: 'granted' }]);
    await fulfilment.catchUp();
    expect(await held()).toMatchObject([{ ref: 'cs_a', status: 'revoked', reason: 'refunded' }]);
    if (paid) await fulfilment.reactTo(paid);
    expect(await held()).toMatchObject([{ ref: 'cs_a', status: 'revoked', reason: 'refunded' }]);
    expect(await strays(under.db)).toEqual([]);
  });

  it('if the reaction runs while the order is renamed', async () => {
    const a = purchase();
    const fulfilment = fulfilmentOf(under.db, settings);
    await a.paid();
    at(30);
    await publish();
    const [, paid] = await published(under.db);
    if (!paid) throw new Error('order.paid is published');
    let reacting = Promise.resolve();
    await under.db.$transaction(async (tx) => {
      await tx.$executeRaw`SELECT id FROM aggregates FOR UPDATE`;
      await tx.$executeRaw`UPDATE orders SET order_ref = 'cs_a'`;
      await tx.$executeRaw`UPDATE entitlements SET ref = 'cs_a'`;
      let isDone = false;
      const reaction = async () => {
        await fulfilment.reactTo(paid);
        isDone = true;
      };
      reacting = reaction();
      await waitFor(async () => isDone || (await lockWaits()) > 0, { what: 'the reaction to wait' });
    });
    await reacting;
    expect(await held()).toMatchObject([{ ref: 'cs_a', status: 'granted' }]);
  });

  it('and is removed if the order belongs to a subscription', async () => {
    const a = purchase();
    const fulfilment = fulfilmentOf(under.db, settings);
    await a.paid();
    at(30);
    await publish();
    await fulfilment.catchUp();
    await comes('a-subscription', 4, {
      type: 'payment.linked',
      paymentRef: 'pi_a',
      subscriptionRef: 'sub_a',
    });
    expect(await held()).toEqual([]);
    const [, paid] = await published(under.db);
    if (paid) await fulfilment.reactTo(paid);
    await fulfilment.catchUp();
    expect((await held()).filter(({ kind }) => kind === 'order')).toEqual([]);
    expect(await strays(under.db)).toEqual([]);
  });

  it('a merchant reference that becomes known late for an unpaid order grants nothing', async () => {
    const fulfilment = fulfilmentOf(under.db, settings);
    await comes('failed', 1, {
      type: 'payment.failed',
      paymentRef: 'pi_a',
      orderRef: 'pi_a',
      amount: eur(1000n),
      settlesOrder: true,
    });
    at(30);
    await publish();
    await comes('named', 2, {
      type: 'order.created',
      orderRef: 'pi_a',
      merchantRef: 'm-a',
      merchantRefField: 'metadata.order_id',
      merchantRefWriter: 'merchant',
    });
    expect((await topics()).at(-1)).toBe('order.updated');
    await fulfilment.catchUp();
    expect(await held()).toEqual([]);
  });
});

describe('a second purchase with the same merchant reference', () => {
  const bought = async (name: string) => {
    await purchase(name).named('same');
    await purchase(name).paid();
  };

  it('is granted by default', async () => {
    await bought('a');
    await bought('b');
    await fulfilmentOf(under.db, settings).catchUp();
    expect(await held()).toMatchObject([{ status: 'granted' }, { status: 'granted' }]);
  });

  it('is withheld while the first is granted, and granted when the first is refunded', async () => {
    const fulfilment = fulfilmentOf(under.db, { ...settings, duplicates: 'withhold' });
    await bought('a');
    await bought('b');
    await bought('c');
    await fulfilment.catchUp();
    const withheld = { status: 'withheld', reason: 'duplicate_merchant_ref', grantedAt: null };
    expect(await held()).toMatchObject([
      { ref: 'cs_a', status: 'granted' },
      { ref: 'cs_b', ...withheld },
      { ref: 'cs_c', ...withheld },
    ]);
    for (const transition of await published(under.db)) await fulfilment.reactTo(transition);
    expect((await held()).map(({ status }) => status)).toEqual(['granted', 'withheld', 'withheld']);
    await purchase('a').refunded();
    await fulfilment.catchUp();
    expect(await held()).toMatchObject([
      { ref: 'cs_a', status: 'revoked', reason: 'refunded' },
      { ref: 'cs_b', status: 'granted', reason: null, grantedAt: expect.any(Date) },
      { ref: 'cs_c', ...withheld },
    ]);
  });

  it('is withheld if it is paid at the same time as another', async () => {
    await bought('a');
    await bought('b');
    const paid = (await published(under.db)).filter(({ topic }) => topic === 'order.paid');
    const fulfilment = fulfilmentOf(under.db, { ...settings, duplicates: 'withhold' });
    let reacting: Promise<unknown> = Promise.resolve();
    await under.db.$transaction(async (tx) => {
      await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended('fulfilment stripe/default', 0))`;
      reacting = Promise.all(paid.map((transition) => fulfilment.reactTo(transition)));
      await waitFor(async () => (await lockWaits()) === 2, { what: 'both to wait for the account' });
    });
    await reacting;
    expect((await held()).map(({ status }) => status).toSorted()).toEqual(['granted', 'withheld']);
  });
});
