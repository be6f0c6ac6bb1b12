import { describe, expect, it } from 'vitest';
import { UnavailableError } from '../../contract/errors.ts';
import { cents, usd } from '../simulator/fixtures/made-event.ts';
import type { FakeTransaction } from '../simulator/fake-transactions.ts';
import { objects } from './objects.ts';
import { normaliseObservation } from './observe.ts';
import { allOf, named, NOW, rejection, SPAN, startPaypal } from './paypal-under-test.ts';

type Started = Awaited<ReturnType<typeof startPaypal>>;
type Span = typeof SPAN;

const read =
  ({ access }: Pick<Started, 'access'>, span: Span = SPAN) =>
  (page: string | undefined) => {
    if (!objects.list) throw new Error('there are no lists');
    return objects.list({ kind: 'transaction', span, page }, access);
  };

const transaction = (id: string, changes: Partial<FakeTransaction> = {}): FakeTransaction => ({
  id,
  code: 'T0006',
  initiatedAt: '2026-03-04T10:00:00Z',
  amount: usd('10.00'),
  ...changes,
});

const searches = ({ api }: Started) => api.asked.filter(({ path }) => path === '/v1/reporting/transactions');
const dayOf = (date: string): Date => new Date(`${date}T00:00:00Z`);

describe('a transaction', () => {
  it('is observed as the capture, the sale or the refund that moved the money', async () => {
    const started = await startPaypal();
    const { api } = started;
    api.put('capture', { id: 'CAPT1', status: 'COMPLETED', amount: usd('10.00') });
    api.put('sale', { id: 'SALE1', state: 'completed' });
    api.put('sale', { id: 'SALE2', state: 'completed', billing_agreement_id: 'I-1' });
    api.put('refund', { id: 'RFND1', status: 'COMPLETED' });
    api.put('refundV1', { id: 'RFND2', state: 'completed' });
    for (const each of [
      transaction('CAPT1'),
      transaction('SALE1'),
      transaction('SALE2', { code: 'T0002' }),
      transaction('RFND1', { code: 'T1107', amount: usd('-10.00'), reference: 'CAPT1' }),
      transaction('RFND2', { code: 'T1107', amount: usd('-10.00'), reference: 'SALE1' }),
    ])
      api.addTransaction(each);
    const { items } = await allOf(read(started));
    expect(named(items)).toEqual([
      'capture CAPT1',
      'sale SALE1',
      'sale SALE2',
      'refund RFND1',
      'refund RFND2',
    ]);
    expect(normaliseObservation({ body: items[0]?.body ?? Buffer.of() }, { merchantId: [] })).toMatchObject({
      events: [{ type: 'payment.succeeded', paymentRef: 'CAPT1', amount: cents(1000n), isObserved: true }],
    });
  });

  it('of a subscription is never read as a capture, which would not name the subscription', async () => {
    const started = await startPaypal();
    started.api.put('capture', { id: 'SALE1', status: 'COMPLETED', amount: usd('10.00') });
    started.api.addTransaction(transaction('SALE1', { code: 'T0002' }));
    expect((await allOf(read(started))).items).toEqual([]);
  });

  it('that returned money without a refund is observed as its payment', async () => {
    const started = await startPaypal();
    started.api.put('capture', { id: 'CAPT1', status: 'REFUNDED', amount: usd('10.00') });
    started.api.addTransaction(
      transaction('REV1', { code: 'T1106', amount: usd('-10.00'), reference: 'CAPT1' }),
    );
    expect(named((await allOf(read(started))).items)).toEqual(['capture CAPT1']);
  });

  it.each([
    ['a fee', transaction('FEE1', { code: 'T0106', amount: usd('-0.30') })],
    ['a transfer to the bank', transaction('BANK1', { code: 'T0403', amount: usd('-500.00') })],
    ['a payment that the merchant makes', transaction('SENT1', { amount: usd('-20.00') })],
    ['a refund that the merchant receives', transaction('BACK1', { code: 'T1107', amount: usd('20.00') })],
    ['an id that PayPal cannot have', transaction('../../v1/oauth2/token')],
  ])('that is %s is left out without a further call', async (_, each) => {
    const started = await startPaypal();
    started.api.addTransaction(each);
    expect((await allOf(read(started))).items).toEqual([]);
    expect(started.calls.taken).toBe(1);
  });

  it('of a payment without the REST API is left out', async () => {
    const started = await startPaypal();
    started.api.addTransaction(transaction('OTHER1'));
    expect((await allOf(read(started))).items).toEqual([]);
  });
});

describe('the transaction search', () => {
  it('is read page by page to its end', async () => {
    const started = await startPaypal();
    const ids = Array.from({ length: 45 }, (_, index) => `CAPT${index + 1}`);
    for (const id of ids) {
      started.api.put('capture', { id, status: 'COMPLETED' });
      started.api.addTransaction(transaction(id));
    }
    const { items, pages } = await allOf(read(started));
    expect(pages).toBe(3);
    expect(named(items)).toEqual(ids.map((id) => `capture ${id}`));
  });

  it('is asked for at most 30 days at a time', async () => {
    const started = await startPaypal();
    await allOf(read(started, { from: dayOf('2025-12-01'), to: dayOf('2026-02-15') }));
    expect(searches(started).map(({ query }) => [query.get('start_date'), query.get('end_date')])).toEqual([
      ['2025-12-01T00:00:00Z', '2025-12-31T00:00:00Z'],
      ['2025-12-31T00:00:00Z', '2026-01-30T00:00:00Z'],
      ['2026-01-30T00:00:00Z', '2026-02-15T00:00:00Z'],
    ]);
  });

  it('is not read completely before its data has reached the end of the span', async () => {
    let refreshedAt = new Date('2026-03-04T12:00:00Z');
    const started = await startPaypal({ refreshedAt: () => refreshedAt });
    for (const [id, initiatedAt] of [
      ['CAPT1', '2026-03-04T10:00:00Z'],
      ['CAPT2', '2026-03-04T20:00:00Z'],
    ] as const) {
      started.api.put('capture', { id, status: 'COMPLETED' });
      started.api.addTransaction(transaction(id, { initiatedAt }));
    }
    const first = await read(started)(undefined);
    expect(named(first.items)).toEqual(['capture CAPT1']);
    const error = await rejection(read(started)(first.next));
    expect(error).toBeInstanceOf(UnavailableError);
    expect(error).toMatchObject({ retryAfterMs: 1_800_000 });
    refreshedAt = NOW;
    expect(await read(started)(first.next)).toMatchObject({ items: [{ id: 'CAPT2' }], next: undefined });
  });

  it('has no data yet of a span that begins after its last refresh', async () => {
    const span = { from: new Date('2026-03-10T08:00:00Z'), to: new Date('2026-03-10T09:00:00Z') };
    const started = await startPaypal({ refreshedAt: () => new Date('2026-03-10T07:59:59Z') });
    expect(await rejection(read(started, span)(undefined))).toBeInstanceOf(UnavailableError);
  });

  it('is asked for a shorter time if the result is too long', async () => {
    const started = await startPaypal({ maxTransactions: 2 });
    for (const hour of ['01', '09', '17', '23']) {
      started.api.put('capture', { id: `CAPT${hour}`, status: 'COMPLETED' });
      started.api.addTransaction(transaction(`CAPT${hour}`, { initiatedAt: `2026-03-04T${hour}:00:00Z` }));
    }
    const { items } = await allOf(read(started));
    expect(named(items)).toEqual(['capture CAPT01', 'capture CAPT09', 'capture CAPT17', 'capture CAPT23']);
  });

  it('goes on at the transaction where PayPal throttled', async () => {
    const started = await startPaypal({
      faults: {
        at: ({ path }, n) => (path.endsWith('CAPT3') && n < 7 ? { status: 429, body: '' } : undefined),
      },
    });
    for (const id of ['CAPT1', 'CAPT2', 'CAPT3', 'CAPT4']) {
      started.api.put('capture', { id, status: 'COMPLETED' });
      started.api.addTransaction(transaction(id));
    }
    const first = await read(started)(undefined);
    expect(named(first.items)).toEqual(['capture CAPT1', 'capture CAPT2']);
    const second = await read(started)(first.next);
    expect(named(second.items)).toEqual(['capture CAPT3', 'capture CAPT4']);
  });

  it('is refused by name if the app has no permission for it', async () => {
    const started = await startPaypal({
      faults: {
        at: ({ path }) =>
          path === '/v1/reporting/transactions'
            ? { status: 403, body: '{"name":"NOT_AUTHORIZED","message":"insufficient permissions"}' }
            : undefined,
      },
    });
    expect(await rejection(read(started)(undefined))).toMatchObject({
      name: 'ApiRefusedError',
      status: 403,
      code: 'NOT_AUTHORIZED',
    });
  });
});
