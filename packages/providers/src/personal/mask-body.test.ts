import { describe, expect, it } from 'vitest';
import { MASK, maskBody, personalValues } from './mask-body.ts';

const masked = (body: unknown, provider = 'stripe') =>
  JSON.parse(maskBody(provider, Buffer.from(JSON.stringify(body))).text) as unknown;

describe('a masked body', () => {
  it('keeps ids, amounts and structure, and names the place of each masked value', () => {
    const body = {
      id: 'evt_1',
      amount: 4900,
      lines: [{ name: 'Ada Example', count: 2 }, { email: 'a@b.example' }],
    };
    const { text, masked: places } = maskBody('stripe', Buffer.from(JSON.stringify(body)));
    expect(places).toEqual(['lines[1].email']);
    expect(masked({ ...body, buyer: { name: 'Ada' } })).toMatchObject({
      buyer: { name: MASK },
      amount: 4900,
    });
    expect(text).toContain('"amount": 4900');
  });

  it.each([
    ['an e-mail address anywhere', { comment: 'ada@example.com' }],
    ['one in a link', { link: 'https://shop.example/u/ada%40example.com' }],
    ['the query of a link', { link: 'https://shop.example/login?token=ada' }],
    ['a phone number', { value: '+49 30 901820' }],
    ['a network address', { seen_from: '203.0.113.7' }],
    ['one of version 6', { seen_from: '2001:db8::7' }],
    ['an account number', { account: 'DE89370400440532013000' }],
    ['a card number', { number: '4242424242424242' }],
    ['the end of a card number', { shown: '•••• 4242' }],
    ['free text', { reason: 'Ada wants it back' }],
    ['a name in other spelling', { shopperLastName: 'Example' }],
    ['a number under a personal key', { phone: 4930901820 }],
    ['everything in an address', { billingAddress: { country: 'DE', lines: ['x'] } }],
    ["the merchant's own keys", { metadata: { friend: 'Ada' } }],
    ['JSON in a text', { payload: '{"buyer":{"email":"ada@example.com"}}' }],
  ])('hides %s', (_, body) => {
    const { text, masked: places } = maskBody('standard', Buffer.from(JSON.stringify(body)));
    expect(places.length).toBeGreaterThan(0);
    expect(text).not.toMatch(/\bada\b|example\.com|4242|9018|0113|db8|3704|x"|DE"/i);
  });

  it.each([
    ['ids of the merchant', { metadata: { order_id: 'A-1001' }, custom: 'account-88' }],
    [
      'names of products',
      { product: { name: 'Tea of the month', description: 'By post' }, variant_name: 'One cup' },
    ],
    ['codes and words of the provider', { reason: 'requested_by_customer', status: 'paid', method: 'EMAIL' }],
    ['times and amounts', { at: '2026-03-02 10:00:00', amount: 'EUR 59.90', interval: '1 month' }],
    ['a long id that is a number', { id: 5683912048732 }],
    ['flags about an address', { email_verified: true, phone: null, name: '' }],
  ])('shows %s', (_, body) => {
    expect(masked(body, 'standard')).toEqual(body);
  });

  it('keeps the digits of a number that JavaScript cannot hold', () => {
    expect(maskBody('stripe', Buffer.from('{"id":12345678901234567890}')).text).toContain(
      '12345678901234567890',
    );
  });

  it('shows the fields of a form', () => {
    expect(JSON.parse(maskBody('mollie', Buffer.from('id=tr_1&email=ada%40example.com')).text)).toEqual({
      id: 'tr_1',
      email: MASK,
    });
  });

  it('shows the content of a JWS, without its signature', () => {
    const content = Buffer.from('{"type":"PURCHASE","email":"ada@example.com"}').toString('base64url');
    const head = Buffer.from('{"alg":"ES256"}').toString('base64url');
    expect(masked({ signedPayload: `${head}.${content}.c2ln` }, 'apple')).toEqual({
      signedPayload: { type: 'PURCHASE', email: MASK },
    });
  });

  it.each([
    ['that is neither JSON nor a form', 'stripe', 'Ada Example'],
    ['that is broken JSON', 'stripe', '{"name":"Ada Example"'],
    ['with two values for one key', 'stripe', '{"a":"Ada","a":"Example"}'],
    ['with two values for one field', 'stripe', 'a=Ada&a=Example'],
    ['that is a text', 'stripe', '"Ada"'],
    ['that is not UTF-8', 'stripe', '{"a":"\udcff"}'],
    ['with very deep nesting', 'stripe', `{"a":${'['.repeat(100_000)}${']'.repeat(100_000)}}`],
  ])('is hidden as a whole: a body %s', (_, provider, body) => {
    const bytes = body.includes('\udcff') ? Buffer.from([0x7b, 0xff, 0x7d]) : Buffer.from(body);
    expect(maskBody(provider, bytes)).toEqual({ text: MASK, masked: [''] });
  });

  it('hides every value of an unknown provider', () => {
    expect(masked({ id: 'evt_1', list: [1, true] }, 'unknown')).toEqual({ id: MASK, list: [MASK, true] });
  });
});

it('the personal values of a body are those that are masked', () => {
  const body = Buffer.from('{"id":"evt_1","customer":{"email":"ada@example.com","phone":4930}}');
  expect(personalValues('standard', body)).toEqual([
    { place: 'customer.email', value: 'ada@example.com' },
    { place: 'customer.phone', value: '4930' },
  ]);
});
