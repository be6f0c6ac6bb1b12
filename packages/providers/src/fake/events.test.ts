import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { UnusableEventError } from '../contract/index.ts';
import { fake } from './index.ts';

const read = (body: Buffer) => fake.normalise({ body, headers: {} }, { webhookSecrets: [] });
const fromFixture = (name: string) =>
  read(readFileSync(new URL(`./simulator/fixtures/${name}.json`, import.meta.url)));
const fromBody = (body: unknown) => read(Buffer.from(JSON.stringify(body)));

describe('a charge', () => {
  it('that is paid gives a successful payment of its order', () => {
    expect(fromFixture('charge_paid')).toMatchObject({
      type: 'charge_paid',
      occurredAt: '2026-03-02T09:14:07.000Z',
      events: [
        {
          type: 'payment.succeeded',
          paymentRef: 'ch_501',
          orderRef: 'ord_77',
          customerRef: 'cus_12',
          amount: { amountMinor: 2000n, currency: 'EUR', exponent: 2 },
        },
      ],
    });
  });

  it("that is declined gives a failed payment with the provider's code", () => {
    expect(fromFixture('charge_declined')).toMatchObject({
      events: [{ type: 'payment.failed', failureCode: 'no_funds' }],
    });
  });

  it('that is refunded states the total refunded amount', () => {
    expect(fromFixture('charge_refunded')).toMatchObject({
      events: [{ type: 'payment.succeeded', paymentRef: 'ch_501', amountRefundedMinor: 500n }],
    });
  });

  it.each([
    [true, 'live'],
    [false, 'test'],
    [undefined, undefined],
  ])('whose `live` is %s has the mode %s', (live, mode) => {
    expect(fromBody({ id: 'evt_1', kind: 'customer_updated', live }).mode).toBe(mode);
  });

  it('without an amount is refused with the path of the field', () => {
    const charge = { id: 'ch_1', order: 'ord_1', currency: 'EUR' };
    const run = () => fromBody({ id: 'evt_1', kind: 'charge_paid', at: 1772442847, charge });
    expect(run).toThrow(UnusableEventError);
    expect(run).toThrow(/^charge\.cents/);
  });
});

describe('a batch', () => {
  const event = (id: string | undefined, charge: object = {}) => ({
    ...(id && { id }),
    kind: 'charge_paid',
    at: 1772442840,
    charge: { id: `ch_${id}`, order: `ord_${id}`, cents: 100, currency: 'EUR', ...charge },
  });

  it('is split into its events, each with its own type, time and meaning', () => {
    const meaning = fromFixture('charge_batch');
    expect(meaning).toMatchObject({
      outcome: 'split',
      type: 'charge_batch',
      occurredAt: '2026-03-02T09:14:07.000Z',
    });
    expect(meaning.outcome === 'split' && meaning.parts).toMatchObject([
      { key: 'evt_905_1', type: 'charge_paid', outcome: 'events', occurredAt: '2026-03-02T09:14:00.000Z' },
      {
        key: 'evt_905_2',
        type: 'charge_declined',
        outcome: 'events',
        occurredAt: '2026-03-02T09:14:05.000Z',
      },
      { key: 'evt_905_3', type: 'customer_updated', outcome: 'ignored', reason: 'customers are not kept' },
    ]);
  });

  it('has one failed part for an event that cannot be used, with the path of the field', () => {
    const body = {
      id: 'evt_1',
      kind: 'charge_batch',
      events: [event('a'), event('b', { cents: 'ten' }), event(undefined)],
    };
    const meaning = fromBody(body);
    expect(meaning.outcome === 'split' && meaning.parts).toMatchObject([
      { key: 'a', outcome: 'events' },
      {
        key: 'b',
        outcome: 'failed',
        code: 'schema_violation',
        reason: expect.stringMatching(/^charge\.cents/) as string,
      },
      { key: 'index:2', outcome: 'failed', reason: expect.stringMatching(/^id/) as string },
    ]);
  });

  it.each([
    ['of the mode of its events', undefined, [true, true], 'live'],
    ['of its own mode', false, [undefined, undefined], 'test'],
    ['of no mode if nothing states one', undefined, [undefined, undefined], undefined],
  ])('is %s', (_, live, [first, second], mode) => {
    const events = [
      { ...event('a'), live: first },
      { ...event('b'), live: second },
    ];
    expect(fromBody({ id: 'evt_1', kind: 'charge_batch', live, events }).mode).toBe(mode);
  });

  it.each([
    ['events of both modes', undefined, [true, false]],
    ['events of another mode than its own', true, [false, false]],
  ])(
    'with %s is refused, because a delivery is applied or ignored as a whole',
    (_, live, [first, second]) => {
      const events = [
        { ...event('a'), live: first },
        { ...event('b'), live: second },
      ];
      expect(() => fromBody({ id: 'evt_1', kind: 'charge_batch', live, events })).toThrow(
        'live and test events in one delivery',
      );
    },
  );

  it('without a list of events is refused', () => {
    expect(() => fromBody({ id: 'evt_1', kind: 'charge_batch', events: {} })).toThrow(/^events/);
  });
});

describe('other events', () => {
  it.each([
    ['customer_updated', 'customers are not kept'],
    ['charge_imagined', 'unknown event type'],
    ['__proto__', 'unknown event type'],
  ])('%s is ignored: %s', (kind, reason) => {
    expect(fromBody({ id: 'evt_1', kind })).toEqual({
      outcome: 'ignored',
      type: kind,
      occurredAt: undefined,
      reason,
    });
  });
});
