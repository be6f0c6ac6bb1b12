import { describe, expect, it } from 'vitest';
import { UnavailableError, UnusableEventError, type OutboundRequest } from '../contract/index.ts';
import { confirm } from './confirm.ts';
import { normalise } from './normalise.ts';
import { MollieSettings } from './settings.ts';

const KEY = 'test_dHar4XY7LxsDOtmnkVtjNVWXLSlXsM';
const SETTINGS = { pathToken: 'k7Qm2v_Zx9Lr4Tn8', apiKey: KEY };
const settingsOf = (given: Record<string, unknown>) => MollieSettings.parse({ ...SETTINGS, ...given });

type Answer = readonly [status: number, body: unknown];

/** Asks an API that has these answers, by path without the query. Every other path is unknown to it. */
async function ask(
  hint: string,
  answers: Readonly<Record<string, Answer>>,
  given: Record<string, unknown> = {},
) {
  const asked: OutboundRequest[] = [];
  const fetch = async (request: OutboundRequest) => {
    asked.push(request);
    const [status, body] = answers[request.url.pathname] ?? [404, { status: 404 }];
    return {
      status,
      headers: {},
      body: Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)),
    };
  };
  const settings = settingsOf(given);
  const confirmation = await confirm(
    { body: Buffer.from(hint) },
    { settings, mode: 'test', io: { fetch, now: () => new Date() } },
  );
  return { asked, settings, ...confirmation };
}

const euro = (value: string) => ({ currency: 'EUR', value });
const payment = (status: string, fields: Readonly<Record<string, unknown>> = {}) => ({
  resource: 'payment',
  id: 'tr_1',
  mode: 'test',
  status,
  amount: euro('10.00'),
  createdAt: '2026-03-02T09:30:00+00:00',
  paidAt: status === 'paid' ? '2026-03-02T09:31:00+00:00' : undefined,
  ...fields,
});
const PAYMENT = '/v2/payments/tr_1';

describe('a hint about a payment', () => {
  it('is asked with the key, for the payment with its refunds, chargebacks and captures', async () => {
    const { asked } = await ask('id=tr_1', { [PAYMENT]: [200, payment('paid')] });
    expect(asked.map(({ method, url, headers }) => [method, url.href, headers?.['authorization']])).toEqual([
      ['GET', `https://api.mollie.com${PAYMENT}?embed=refunds,chargebacks,captures`, `Bearer ${KEY}`],
    ]);
  });

  it('has the parameter testmode with an access token in test mode', async () => {
    const { asked } = await ask(
      'id=tr_1',
      { [PAYMENT]: [200, payment('paid')] },
      { apiKey: 'access_Wwvu7egPcJLLJ9Kb7J632x8wJ2zMeJ', testmode: 'true' },
    );
    expect(asked[0]?.url.searchParams.get('testmode')).toBe('true');
  });

  it("records the API's answer byte for byte, under the payment and a hash of the answer", async () => {
    const body = JSON.stringify(payment('paid'), null, 2);
    const { deliveries, final, settings } = await ask('id=tr_1', { [PAYMENT]: [200, body] });
    expect(deliveries).toEqual([
      { eventKey: expect.stringMatching(/^tr_1:[0-9a-f]{32}$/), body: Buffer.from(body) },
    ]);
    expect(final).toBe(true);
    expect(normalise({ body: deliveries[0]?.body ?? Buffer.of() }, settings)).toMatchObject({
      type: 'payment.paid',
      mode: 'test',
      occurredAt: '2026-03-02T09:31:00.000Z',
    });
  });

  it('is the same event for the same answer, and another event for every other state', async () => {
    const keyOf = async (answer: unknown) =>
      (await ask('id=tr_1', { [PAYMENT]: [200, answer] })).deliveries[0]?.eventKey;
    const refunds = { _embedded: { refunds: [], chargebacks: [] } };
    const keys = [
      await keyOf(payment('open')),
      await keyOf(payment('paid')),
      await keyOf(payment('paid', refunds)),
    ];
    expect(new Set(keys).size).toBe(3);
    expect(await keyOf(payment('paid'))).toBe(keys[1]);
  });

  it.each([
    ['open', false],
    ['pending', false],
    ['authorized', true],
    ['paid', true],
    ['failed', true],
    ['canceled', true],
    ['expired', true],
    ['something_new', false],
  ])('is final for the status %s: %s', async (status, final) => {
    expect(await ask('id=tr_1', { [PAYMENT]: [200, payment(status)] })).toMatchObject({
      final,
      deliveries: [{}],
    });
  });

  it('is asked again if the API does not have the payment', async () => {
    expect(await ask('id=tr_1', {})).toMatchObject({ deliveries: [], final: false });
  });

  it('fails if the answer is about another payment', async () => {
    await expect(ask('id=tr_1', { [PAYMENT]: [200, payment('paid', { id: 'tr_2' })] })).rejects.toMatchObject(
      { code: 'schema_violation', path: 'id' },
    );
  });

  it('records an answer of another form; reading it then names the field', async () => {
    const { deliveries, final, settings } = await ask('id=tr_1', {
      [PAYMENT]: [200, payment('paid', { amount: 10 })],
    });
    expect(final).toBe(false);
    expect(() => normalise({ body: deliveries[0]?.body ?? Buffer.of() }, settings)).toThrow(/^amount/);
  });

  it.each([500, 503, 429, 408, 302])('is retried after %i', async (status) => {
    await expect(ask('id=tr_1', { [PAYMENT]: [status, ''] })).rejects.toBeInstanceOf(UnavailableError);
  });

  it.each([400, 401, 403, 410])(
    'fails permanently after %i, without the key in the message',
    async (status) => {
      const failure: unknown = await ask('id=tr_1', { [PAYMENT]: [status, {}] }).catch(
        (error: unknown) => error,
      );
      expect(failure).toBeInstanceOf(UnusableEventError);
      expect(failure).toMatchObject({ code: 'refused_by_provider' });
      expect(String(failure)).not.toContain(KEY);
    },
  );

  it('fails without a key, and without a question', async () => {
    await expect(ask('id=tr_1', {}, { pathToken: undefined, apiKey: undefined })).rejects.toMatchObject({
      code: 'refused_by_provider',
    });
  });

  it('fails if it names nothing', async () => {
    await expect(ask('testByMollie=1', {})).rejects.toMatchObject({ code: 'schema_violation', path: 'id' });
  });
});

describe('a hint about a payment of a subscription', () => {
  const SUBSCRIPTION = '/v2/customers/cst_1/subscriptions/sub_1';
  const ofSubscription = payment('paid', { subscriptionId: 'sub_1', customerId: 'cst_1' });
  const subscription = {
    resource: 'subscription',
    id: 'sub_1',
    status: 'active',
    startDate: '2026-03-02',
    interval: '1 month',
    createdAt: '2026-03-02T09:00:00+00:00',
  };

  it('is asked for the subscription too, which is an event of its own', async () => {
    const { deliveries, final, settings } = await ask('id=tr_1', {
      [PAYMENT]: [200, ofSubscription],
      [SUBSCRIPTION]: [200, subscription],
    });
    expect(deliveries.map(({ eventKey }) => eventKey)).toEqual([
      expect.stringMatching(/^tr_1:/),
      expect.stringMatching(/^sub_1:/),
    ]);
    expect(final).toBe(true);
    expect(deliveries[1]?.body.toString()).toBe(
      `{"after":{"payment":"tr_1","status":"paid","createdAt":"2026-03-02T09:30:00+00:00","at":"2026-03-02T09:31:00.000Z"},"subscription":${JSON.stringify(subscription)}}`,
    );
    expect(normalise({ body: deliveries[1]?.body ?? Buffer.of() }, settings)).toMatchObject({
      type: 'subscription',
      outcome: 'events',
    });
  });

  it.each([404, 403, 410])('records the payment alone if the API answers %i', async (status) => {
    const { deliveries } = await ask('id=tr_1', {
      [PAYMENT]: [200, ofSubscription],
      [SUBSCRIPTION]: [status, {}],
    });
    expect(deliveries.map(({ eventKey }) => eventKey)).toEqual([expect.stringMatching(/^tr_1:/)]);
  });

  it('is retried as a whole if the API is not available for the subscription', async () => {
    await expect(
      ask('id=tr_1', { [PAYMENT]: [200, ofSubscription], [SUBSCRIPTION]: [503, ''] }),
    ).rejects.toBeInstanceOf(UnavailableError);
  });

  it('asks for no subscription whose id could change the path', async () => {
    const { asked } = await ask('id=tr_1', {
      [PAYMENT]: [200, payment('paid', { subscriptionId: 'sub_1/../..', customerId: 'cst_1' })],
    });
    expect(asked).toHaveLength(1);
  });

  it('may come from the merchant, about the subscription itself', async () => {
    const { deliveries } = await ask('id=sub_1&customerId=cst_1', { [SUBSCRIPTION]: [200, subscription] });
    expect(deliveries).toEqual([
      {
        eventKey: expect.stringMatching(/^sub_1:/),
        body: Buffer.from(JSON.stringify(subscription)),
      },
    ]);
  });
});

describe('other hints', () => {
  it('about an order ask for the order with its payments and refunds', async () => {
    const { asked, deliveries, final } = await ask('id=ord_1', {
      '/v2/orders/ord_1': [200, { resource: 'order', id: 'ord_1', status: 'paid' }],
    });
    expect(asked[0]?.url.search).toBe('?embed=payments,refunds');
    expect(deliveries).toMatchObject([{ eventKey: expect.stringMatching(/^ord_1:/) }]);
    expect(final).toBe(true);
  });

  it('about a payment link ask for its payments, and again while there is none', async () => {
    const path = '/v2/payment-links/pl_1/payments';
    const list = (payments: unknown[]) => ({ count: payments.length, _embedded: { payments } });
    expect(await ask('id=pl_1', { [path]: [200, list([])] })).toMatchObject({ deliveries: [], final: false });
    expect(await ask('id=pl_1', { [path]: [200, list([payment('open')])] })).toMatchObject({
      deliveries: [{ eventKey: expect.stringMatching(/^pl_1:/) }],
      final: false,
    });
    expect(await ask('id=pl_1', { [path]: [200, list([payment('failed')])] })).toMatchObject({
      final: false,
    });
    const retried = list([payment('failed'), payment('paid')]);
    expect(await ask('id=pl_1', { [path]: [200, retried] })).toMatchObject({ final: true });
  });

  it('about an event record it under its own id, like a webhook with the full payload', async () => {
    const simple = { resource: 'event', id: 'event_1', type: 'refund.refunded', entityId: 're_1' };
    const { deliveries, final } = await ask(JSON.stringify(simple), {
      '/v2/webhook-events/event_1': [200, { ...simple, _embedded: { entity: {} } }],
    });
    expect(deliveries).toMatchObject([{ eventKey: 'event_1' }]);
    expect(final).toBe(true);
  });
});
