import { describe, expect, it } from 'vitest';
import { identify } from './identify.ts';
import { normalise } from './normalise.ts';

const read = (body: unknown) =>
  normalise({
    body: Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)),
    headers: {},
    signedAt: new Date('2026-11-25T10:00:00Z'),
  });
const NAMES = 'event, timestamp, data.paymentId, data.amount, data.currency';
const timestamp = '2026-11-25T10:00:00Z';

describe("another sender's payment event is ignored, with what was expected", () => {
  it.each([
    [
      'Dodo Payments',
      {
        business_id: 'bus_1',
        type: 'payment.succeeded',
        timestamp,
        data: { payment_id: 'pay_1', status: 'succeeded', currency: 'USD', total_amount: 400 },
      },
      'data.paymentId, data.amount missing',
    ],
    [
      'Whop',
      { type: 'payment.succeeded', data: { id: 'pay_1', total: 12.5, currency: 'usd', status: 'paid' } },
      'data.paymentId, data.amount missing',
    ],
    [
      'a body with another form of the amount',
      { type: 'payment.succeeded', timestamp, data: { paymentId: 'pay_1', total: { value: 400 } } },
      'data.amount, data.currency missing',
    ],
    [
      'an amount without the id of a payment',
      {
        type: 'payment.failed',
        timestamp,
        data: { id: 'pay_1', amount: 400, currency: 'USD', orderId: 'o' },
      },
      'data.paymentId missing',
    ],
    [
      'a list',
      { type: 'payment.succeeded', data: [{ paymentId: 'pay_1', amount: 4, currency: 'USD' }] },
      'data.paymentId, data.amount, data.currency missing',
    ],
    ['no data', { type: 'payment.succeeded' }, 'data.paymentId, data.amount, data.currency missing'],
    [
      'data in text',
      { type: 'payment.updated', data: '{"paymentId":"pay_1"}' },
      'data.paymentId, data.amount, data.currency missing',
    ],
  ])('%s', (_, body, difference) => {
    expect(read(body)).toEqual({
      outcome: 'ignored',
      type: body.type,
      occurredAt: '2026-11-25T10:00:00.000Z',
      reason: `not the generic payment envelope (${NAMES}): ${difference}`,
    });
  });
});

describe('an event of another sender and another kind is ignored as unknown', () => {
  it.each([
    ['Svix', { type: 'message.attempt.exhausted', data: { msgId: 'msg_1', appId: 'app_1' } }],
    ['Clerk', { object: 'event', type: 'user.created', timestamp: 1654012591835, data: { id: 'user_1' } }],
    ['Clerk, billing', { type: 'paymentAttempt.updated', timestamp: 1654012591835, data: { id: 'pa_1' } }],
    ['Polar', { type: 'order.paid', timestamp, data: { id: 'ord_1', total_amount: 400, currency: 'usd' } }],
    ['Dodo Payments', { type: 'subscription.renewed', timestamp, data: { subscription_id: 'sub_1' } }],
    [
      'OpenAI',
      { id: 'evt_1', object: 'event', type: 'response.completed', created_at: 1764064800, data: { id: 'r' } },
    ],
    [
      'Resend',
      { type: 'email.delivered', created_at: timestamp, data: { email_id: 'e', to: ['a@b.example'] } },
    ],
    ['Supabase', { type: 'INSERT', table: 'users', record: { id: 1 } }],
    ['an id under `event`', { event: 'evt_1', type: 'invoice.paid', data: {} }],
  ])('%s', (_, body) => {
    expect(read(body)).toMatchObject({ outcome: 'ignored', reason: 'unknown event type' });
  });
});

describe('a body without an event name is ignored', () => {
  it.each([
    ['the vector of the specification', '{"test": 2432232314}'],
    ['an object under `event`', { event: { name: 'paid' }, data: { id: 1 } }],
    ['a hook with its user (Supabase)', { user: { id: 'u' }, email_data: { token: 't' } }],
    ['a name of another form', { type: 7, data: { payment_id: 'pay_1' } }],
  ])('%s', (_, body) => {
    expect(read(body)).toMatchObject({
      outcome: 'ignored',
      type: '',
      reason: expect.stringContaining(NAMES),
    });
  });

  it.each(['[]', '"x"', 'null', '17', '[{"type":"payment.updated"}]'])('%s is not an object', (body) => {
    expect(read(body)).toMatchObject({
      outcome: 'ignored',
      reason: expect.stringContaining('it is not an object'),
    });
  });

  it('even if a key occurs twice', () => {
    expect(read('{"type":"payment.succeeded","data":{"payment_id":"a","payment_id":"b"}}')).toMatchObject({
      outcome: 'ignored',
    });
  });
});

describe('a body that is the generic payment envelope', () => {
  const data = { paymentId: 'pay_1', amount: '5.00', currency: 'EUR', status: 'paid' };

  it('is recognised by its payment id and either amount or currency, and invalid fields are then refused', () => {
    const { amount: _amount, ...noAmount } = data;
    const { currency: _currency, ...noCurrency } = data;
    expect(() => read({ type: 'payment.updated', timestamp, data: noAmount })).toThrow(/data\.amount/);
    expect(() => read({ type: 'payment.updated', timestamp, data: noCurrency })).toThrow(/data\.currency/);
    expect(() => read({ type: 'payment.updated', timestamp, data: { ...data, paymentId: null } })).toThrow(
      /data\.paymentId/,
    );
    expect(() => read({ timestamp, data })).toThrow(/event/);
  });

  it('may have another value under the other name of its type', () => {
    for (const names of [
      { event: 'evt_1', type: 'payment.updated' },
      { event: 'payment.updated', type: 'Payment' },
      { event: { id: 1 }, type: 'payment.updated' },
    ]) {
      const body = { ...names, timestamp, data };
      expect(read(body)).toMatchObject({ outcome: 'events', type: 'payment.updated' });
      expect(identify({ headers: {}, body: Buffer.from(JSON.stringify(body)) }).type).toBe('payment.updated');
    }
  });

  it('is refused if a key has two values', () => {
    const text = '{"type":"payment.updated","data":{"paymentId":"a","amount":1,"currency":"EUR","amount":2}}';
    expect(() => read(text)).toThrow(/twice/);
  });

  it.each([
    ['customerId', { id: 1 }],
    ['customerId', true],
    ['status', 7],
    ['status', { code: 'x' }],
  ])('keeps its payment for %s %j', (field, value) => {
    const body = {
      type: 'payment.succeeded',
      timestamp,
      data: { ...data, status: undefined, [field]: value },
    };
    expect(read(body)).toMatchObject({
      events: [{ type: 'payment.succeeded', amount: { amountMinor: 500n } }],
      warnings: [`data.${field} has an invalid form and was left out`],
    });
  });

  it.each(['', null])('is an order of its own if orderId is %j', (orderId) => {
    const meaning = read({ type: 'payment.updated', timestamp, data: { ...data, orderId } });
    expect(meaning).toMatchObject({ events: [{ orderRef: 'pay_1' }], warnings: [] });
    expect(meaning).not.toHaveProperty('events.0.merchantRef');
  });

  it("has the merchant's own id", () => {
    expect(read({ type: 'payment.updated', timestamp, data: { ...data, orderId: 'ORD-1' } })).toMatchObject({
      events: [
        {
          orderRef: 'ORD-1',
          merchantRef: 'ORD-1',
          merchantRefField: 'data.orderId',
          merchantRefWriter: 'merchant',
        },
      ],
    });
  });

  it('is refused with more than 38 digits', () => {
    const body = { type: 'payment.updated', timestamp, data: { ...data, amount: '9'.repeat(37) } };
    expect(() => read(body)).toThrow(
      expect.objectContaining({ code: 'amount_invalid', path: 'data.amount' }),
    );
  });
});

describe('the key of a delivery', () => {
  const body = Buffer.from('{}');
  const keyOf = (id: string) => identify({ headers: { 'webhook-id': id }, body }).eventKey;

  it('is derived from the signed id of any length', () => {
    expect(keyOf('msg_1')).toBe('msg_1');
    const long = 'm'.repeat(201);
    expect(keyOf(long)).toMatch(/^sha256:/);
    expect(keyOf(long)).not.toBe(keyOf(`${long}2`));
    expect(keyOf(long)).toBe(identify({ headers: { 'webhook-id': long }, body: Buffer.from('[]') }).eventKey);
  });
});
