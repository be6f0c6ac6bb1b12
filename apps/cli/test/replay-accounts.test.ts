import { recordWithoutEffects } from '@payspool/projection';
import type { NamedMerchant } from '@payspool/providers';
import { describe, expect, it } from 'vitest';
import { charge, type Reading, useReplay } from './replay-under-test.ts';

const under = useReplay();
const { recorded, replay, rowsOf, ordersOf } = under;

describe("events of another merchant's account", () => {
  const of =
    (is: NamedMerchant['is']): Reading =>
    (read) => ({ ...read, merchant: { ref: 'acct_1', is } });
  const single = async (account: string, id: string) =>
    recordWithoutEffects(
      under.db,
      {
        provider: 'fake',
        account,
        eventKey: `evt_${id}`,
        type: 'charge_paid',
        receivedAt: new Date('2026-01-31T12:10:00.000Z'),
        mode: 'test',
        rawBody: Buffer.from(JSON.stringify(charge(id))),
        headers: {},
      },
      { status: 'ignored', error: 'an event of the account acct_1, which is not ours' },
    );

  it('are applied under their own account after it was allowed, published only on request, and ignored again when it is no longer allowed', async () => {
    const account = 'shop/acct_1';
    await single(account, 'a');
    expect((await replay({ account }, { reading: of('other') })).done).toEqual(['evt_a: ignored → ignored']);
    expect(await under.db.event.findFirst({ where: { account } })).toMatchObject({
      providerAccount: 'acct_1',
    });

    expect(await replay({ account }, { reading: of('connected') })).toEqual({
      done: ['evt_a: ignored → applied'],
      transitions: expect.any(Number) as number,
    });
    expect(await ordersOf(account)).toEqual(['ord_a paid 100']);
    expect(await ordersOf('shop')).toEqual([]);
    expect(await under.db.outbox.count({ where: { account } })).toBe(0);

    expect((await replay({ account }, { reading: of('other') })).done).toEqual(['evt_a: applied → ignored']);
    expect(await ordersOf(account)).toEqual([]);
    await replay({ account }, { reading: of('connected'), react: true });
    const transitions = await under.db.outbox.findMany({ where: { account }, orderBy: { id: 'asc' } });
    expect(transitions.map(({ topic }) => topic)).toContain('order.paid');
  });

  it('move with their effects when the settings name the account as ours, and move back later', async () => {
    await single('mine/acct_1', 'a');
    await replay({ account: 'mine/acct_1' }, { reading: of('connected') });
    expect((await replay({ account: 'mine/acct_1' }, { reading: of('ours') })).done).toEqual([
      'evt_a: applied → applied',
    ]);
    expect([await ordersOf('mine'), await ordersOf('mine/acct_1')]).toEqual([['ord_a paid 100'], []]);
    expect(await rowsOf('mine/acct_1')).toEqual([]);
    expect(await under.db.alias.count({ where: { account: 'mine/acct_1' } })).toBe(0);

    expect((await replay({ account: 'mine' }, { reading: of('other') })).done).toEqual([
      'evt_a: applied → ignored',
    ]);
    expect(await ordersOf('mine')).toEqual([]);
    expect(await rowsOf('mine/acct_1')).toEqual(['evt_a ignored']);
  });

  it('move with the parts of their delivery', async () => {
    await recorded('parts', [charge('a'), charge('b')]);
    await replay({ account: 'parts' });
    await replay({ account: 'parts' }, { reading: of('connected') });
    expect(await rowsOf('parts')).toEqual([]);
    expect(await rowsOf('parts/acct_1')).toEqual([
      'evt_batch split',
      'evt_batch#evt_a applied',
      'evt_batch#evt_b applied',
    ]);
    expect([await ordersOf('parts'), await ordersOf('parts/acct_1')]).toEqual([
      [],
      ['ord_a paid 100', 'ord_b paid 100'],
    ]);
  });

  it('that are already recorded there stay there once', async () => {
    await single('twice/acct_1', 'a');
    await single('twice', 'a');
    await replay({ account: 'twice/acct_1' }, { reading: of('connected') });
    await replay({ account: 'twice' }, { reading: of('connected') });
    expect(await rowsOf('twice')).toEqual(['evt_a ignored']);
    expect(await under.db.event.findFirst({ where: { account: 'twice' } })).toMatchObject({
      error: 'recorded as an event of twice/acct_1',
    });
    expect(await ordersOf('twice/acct_1')).toEqual(['ord_a paid 100']);
  });
});
