import { describe, expect, it } from 'vitest';
import { UnavailableError } from '../../contract/errors.ts';
import { paypal } from '../index.ts';
import { endpoints } from './endpoints.ts';
import { rejection, startPaypal } from './paypal-under-test.ts';

const URL_OF_OURS = 'https://pay.example.com/webhooks/paypal';
const { create, list, subscribe, remove } = endpoints;
const endpointFor = (url: string) => ({ url, secret: 'not used' });

describe('creating a webhook', () => {
  it('subscribes to the handled types that PayPal offers, and returns the id for the settings', async () => {
    const { access } = await startPaypal();
    const created = await create(endpointFor(URL_OF_OURS), access);
    expect(created).toMatchObject({
      endpoint: { url: URL_OF_OURS, isEnabled: true },
      setting: 'webhookIds',
      value: '1AB12345CD678901E',
      isSecret: false,
    });
    expect(created.endpoint.eventTypes).toEqual(endpoints.eventTypes);
    expect(paypal.settings.parse({ webhookIds: created.value }).webhookIds).toEqual([created.value]);
    expect(await list(access)).toEqual([created.endpoint]);
  });

  it('needs all handled types but those that PayPal does not document', () => {
    expect(paypal.eventTypes.handled.filter((type) => !endpoints.eventTypes.includes(type))).toEqual([
      'CHECKOUT.ORDER.SAVED',
      'CHECKOUT.ORDER.VOIDED',
      'PAYMENT.REFUND.COMPLETED',
      'PAYMENT.REFUND.PENDING',
      'PAYMENT.REFUND.FAILED',
    ]);
  });

  it.each([
    ['http://pay.example.com/webhooks/paypal', 'PayPal delivers to https:// only.'],
    ['https://pay.example.com:8443/webhooks/paypal', 'PayPal delivers to the port 443 only.'],
    [`https://pay.example.com/${'a'.repeat(2048)}`, 'PayPal accepts URLs of at most 2048 characters.'],
    ['pay.example.com', 'This is not a URL.'],
  ])('is refused for %s without a request', async (url, message) => {
    const { api, access } = await startPaypal();
    expect(await rejection(create(endpointFor(url), access))).toMatchObject({ code: 'url_refused', message });
    expect(api.asked).toEqual([]);
  });

  it.each([URL_OF_OURS, 'https://PAY.example.com:443/webhooks/paypal'])(
    'is refused for a URL that has one, also if it is spelled otherwise: %s',
    async (url) => {
      const { api, access } = await startPaypal();
      const { value } = await create(endpointFor(URL_OF_OURS), access);
      expect(await rejection(create(endpointFor(url), access))).toMatchObject({
        code: 'WEBHOOK_URL_ALREADY_EXISTS',
        message: expect.stringContaining(value),
      });
      expect(api.asked.filter(({ method }) => method === 'POST')).toHaveLength(1);
    },
  );

  it('is refused by PayPal for the eleventh one of an app', async () => {
    const { access } = await startPaypal();
    for (let number = 1; number <= 10; number += 1)
      await create(endpointFor(`${URL_OF_OURS}/${number}`), access);
    expect(await rejection(create(endpointFor(URL_OF_OURS), access))).toMatchObject({
      name: 'ApiRefusedError',
      status: 400,
      code: 'WEBHOOK_NUMBER_LIMIT_EXCEEDED',
    });
  });

  it('is unavailable if the answer has no id', async () => {
    const { access } = await startPaypal({
      faults: {
        at: ({ method, path }) =>
          method === 'POST' && path === '/v1/notifications/webhooks'
            ? { status: 201, body: '{}' }
            : undefined,
      },
    });
    expect(await rejection(create(endpointFor(URL_OF_OURS), access))).toBeInstanceOf(UnavailableError);
  });
});

describe('subscribing', () => {
  const some = async (types: readonly string[]) => {
    const started = await startPaypal();
    const { endpoint } = await create(endpointFor(URL_OF_OURS), started.access);
    await started.access.io.fetch({
      method: 'PATCH',
      url: new URL(`${started.url}/v1/notifications/webhooks/${endpoint.id}`),
      headers: { authorization: started.api.asked[0]?.headers['authorization'] ?? '' },
      body: JSON.stringify([{ op: 'replace', path: '/event_types', value: types.map((name) => ({ name })) }]),
      timeoutMs: 1000,
      maxBytes: 65_536,
    });
    const [reduced] = await list(started.access);
    if (!reduced) throw new Error('there is no webhook');
    return { ...started, endpoint: reduced };
  };

  it('adds types and keeps all others, and the id', async () => {
    const { access, endpoint } = await some(['BILLING.PLAN.CREATED']);
    await subscribe(endpoint, ['PAYMENT.CAPTURE.COMPLETED', 'BILLING.PLAN.CREATED'], access);
    expect(await list(access)).toEqual([
      { ...endpoint, eventTypes: ['BILLING.PLAN.CREATED', 'PAYMENT.CAPTURE.COMPLETED'] },
    ]);
  });

  it('adds what PayPal offers, and names what it does not', async () => {
    const { access, endpoint } = await some(['BILLING.PLAN.CREATED']);
    const further = ['PAYMENT.CAPTURE.COMPLETED', 'PAYMENT.REFUND.COMPLETED'];
    expect(await rejection(subscribe(endpoint, further, access))).toMatchObject({
      code: 'event_type_not_offered',
      message: expect.stringContaining('PAYMENT.REFUND.COMPLETED'),
    });
    expect((await list(access))[0]?.eventTypes).toEqual([
      'BILLING.PLAN.CREATED',
      'PAYMENT.CAPTURE.COMPLETED',
    ]);
  });

  it('changes nothing of a webhook with all types', async () => {
    const { api, access, endpoint } = await some(['*']);
    expect(endpoint.eventTypes).toBe('all');
    const before = api.asked.length;
    await subscribe(endpoint, ['PAYMENT.CAPTURE.COMPLETED'], access);
    expect(api.asked).toHaveLength(before);
  });
});

describe('a webhook', () => {
  it('can be removed, also if it is gone already', async () => {
    const { access } = await startPaypal();
    const { endpoint } = await create(endpointFor(URL_OF_OURS), access);
    await remove?.(endpoint.id, access);
    expect(await list(access)).toEqual([]);
    await remove?.(endpoint.id, access);
  });

  it('is not asked for with an id that PayPal cannot have', async () => {
    const { api, access } = await startPaypal();
    expect(await rejection(Promise.resolve(remove?.('../oauth2', access)))).toMatchObject({
      name: 'ApiRefusedError',
    });
    expect(api.asked).toEqual([]);
  });

  it('has no secret that could be changed, and cannot be switched off or tested by a command', () => {
    expect(endpoints.rotation).toMatchObject({ by: 'nothing', reason: expect.stringContaining('no secret') });
    expect(endpoints).not.toHaveProperty('disable');
    expect(endpoints).not.toHaveProperty('ping');
  });
});
