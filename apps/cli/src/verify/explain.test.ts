import { simulatorOf } from '@payspool/providers/simulator';
import { describe, expect, it } from 'vitest';
import { explain } from './explain.ts';
import type { Question } from './settings-of.ts';

const question = (given: Pick<Question, 'slug' | 'headers' | 'body'> & Partial<Question>): Question => ({
  at: new Date('2026-01-01T00:00:00Z'),
  trustPems: [],
  env: {},
  ...given,
});

describe('a Stripe delivery', async () => {
  const at = new Date('2026-05-01T10:00:00Z');
  const secret = 'whsec_of_this_test';
  const body = Buffer.from(
    '{"id":"evt_1","object":"event","type":"customer.created","livemode":false,"created":1777629600,"data":{"object":{}}}',
  );
  const { headers } = simulatorOf('stripe').sign({
    body,
    sentAt: at,
    path: '/webhooks/stripe',
    signing: { secret },
  });
  const asked = question({ slug: 'stripe', headers, body, at, secret });

  it('of a type without effects gets the reason why it is ignored', async () => {
    expect(await explain(asked)).toEqual({
      valid: true,
      eventKey: 'evt_1',
      type: 'customer.created',
      events: [],
      ignored: expect.stringMatching(/./),
    });
  });

  it('is verified with the secrets of the environment if none is given', async () => {
    const env = { STRIPE_WEBHOOK_SECRETS: JSON.stringify(['whsec_newer', secret]) };
    expect(await explain({ ...asked, secret: undefined, env })).toMatchObject({ valid: true });
    expect(await explain({ ...asked, secret: 'whsec_other', env })).toMatchObject({ valid: false });
  });

  it('without its signature gets the name of the missing header', async () => {
    expect(await explain({ ...asked, headers: {} })).toEqual({
      valid: false,
      code: 'signature_missing',
      reason: expect.stringContaining('stripe-signature'),
    });
  });

  it('that is authentic but cannot be used gets the name of the field', async () => {
    const broken = Buffer.from(
      '{"id":"evt_2","object":"event","type":"checkout.session.completed","created":1777629600,"data":{"object":{"id":7}}}',
    );
    const signed = simulatorOf('stripe').sign({
      body: broken,
      sentAt: at,
      path: '/webhooks/stripe',
      signing: { secret },
    });
    expect(await explain({ ...asked, headers: signed.headers, body: broken })).toMatchObject({
      valid: true,
      eventKey: 'evt_2',
      events: [],
      unusable: expect.stringMatching(/^schema_violation: /),
    });
  });

  it.each([
    ['nothing to verify with', { secret: undefined }, 'no secret to verify stripe'],
    ['an option of another provider', { publicKey: '0x00' }, '--public-key does not apply to stripe'],
    ['a certificate', { certificatePem: 'x' }, '--cert does not apply to stripe'],
    ['a provider that does not exist', { slug: 'nobody' }, 'unknown provider nobody'],
  ])('is not verified with %s', async (_what, change, sentence) => {
    await expect(explain({ ...asked, ...change })).rejects.toThrow(sentence);
  });

  it('is not verified with invalid settings, and the value is not shown', async () => {
    const env = { PAYPAL_WEBHOOK_IDS: 'not an id' };
    const refusal = explain(question({ slug: 'paypal', headers: {}, body, env }));
    await expect(refusal).rejects.toMatchObject({
      code: 'usage',
      message: expect.stringContaining('PAYPAL_WEBHOOK_IDS: '),
    });
    await expect(refusal).rejects.not.toThrow('not an id');
  });
});

describe('an IppoPay delivery', () => {
  const token = 'unguessable_token';
  const asked = question({
    slug: 'ippopay',
    headers: {},
    body: Buffer.from('{"order_id":"order_1"}'),
    path: `/webhooks/ippopay/${token}`,
  });

  it.each<[string, Partial<Question>]>([
    ['the command line', { secret: token }],
    ['the environment', { env: { IPPOPAY_PATH_TOKEN: token } }],
  ])('is verified with only the path token, from %s', async (_where, given) => {
    expect(await explain({ ...asked, ...given })).toMatchObject({ valid: true });
    const guessed = { ...asked, ...given, path: '/webhooks/ippopay/another_token' };
    expect(await explain(guessed)).toMatchObject({ valid: false, code: 'token_mismatch' });
  });

  it('is not verified without a path token, with any keys of the API', async () => {
    const env = { IPPOPAY_PUBLIC_KEY: 'pk', IPPOPAY_SECRET_KEY: 'sk' };
    await expect(explain({ ...asked, env })).rejects.toThrow('no secret to verify ippopay');
  });
});

it('a PayPal dispute over two purchases is explained part by part, with the keys of their rows', async () => {
  const DELIVERY = 'WH-1:CUSTOMER.DISPUTE.CREATED';
  const at = new Date('2026-05-01T10:00:00Z');
  const { env, signing } = await simulatorOf('paypal').createCredentials({ now: at });
  const transaction = (id: string) => ({
    seller_transaction_id: id,
    gross_amount: { currency_code: 'EUR', value: '10.00' },
  });
  const body = Buffer.from(
    JSON.stringify({
      id: 'WH-1',
      event_type: 'CUSTOMER.DISPUTE.CREATED',
      create_time: '2026-05-01T09:59:00Z',
      resource: {
        dispute_id: 'PP-D-1',
        create_time: '2026-05-01T09:58:00Z',
        disputed_transactions: [transaction('4AB'), transaction('3AA')],
        status: 'OPEN',
        dispute_amount: { currency_code: 'EUR', value: '20.00' },
      },
    }),
  );
  const { headers } = simulatorOf('paypal').sign({ body, sentAt: at, path: '/webhooks/paypal', signing });
  const asked = question({ slug: 'paypal', headers, body, at, env: { ...env, PAYSPOOL_MODE: 'test' } });
  const explained = await explain(asked);
  expect(explained).toMatchObject({ valid: true, eventKey: DELIVERY, type: 'CUSTOMER.DISPUTE.CREATED' });
  const parts = 'parts' in explained ? (explained.parts ?? []) : [];
  expect(parts.map(({ eventKey, status }) => `${eventKey} ${status}`).toSorted()).toEqual([
    `${DELIVERY}#3AA applied`,
    `${DELIVERY}#4AB applied`,
  ]);
  expect(parts.flatMap(({ events }) => events)).toMatchObject([
    { type: 'dispute.opened', disputeRef: 'PP-D-1' },
    { type: 'dispute.opened', disputeRef: 'PP-D-1' },
  ]);
  expect('events' in explained && explained.events).toEqual(parts.flatMap(({ events }) => events));
});
