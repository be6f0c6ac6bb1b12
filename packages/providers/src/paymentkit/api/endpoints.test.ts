import { afterEach, describe, expect, it } from 'vitest';
import { UnavailableError } from '../../contract/index.ts';
import { startPaymentKit } from '../simulator/api-under-test.ts';
import { endpoints } from './endpoints.ts';

const URL = 'https://pay.example.com/webhooks/paymentkit';
const KEY = '7119eab1c51f486a714316150eb4b74f483afa4fff1d70ec7eaba6a9b80e1404';
const NOW = new Date('2026-03-02T12:00:00.000Z');
const running: { close: () => Promise<void> }[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map(({ close }) => close()));
});
const start = async (options: Partial<Parameters<typeof startPaymentKit>[0]> = {}) => {
  const paymentkit = await startPaymentKit({ now: () => NOW, ...options });
  running.push(paymentkit);
  return paymentkit;
};
const webhook = (id: string, fields: object = {}) => ({
  id,
  livemode: false,
  url: URL,
  status: 'enabled',
  enabled_events: ['invoice.paid'],
  api_version: '2023-09-05',
  updated_at: '2026-03-02T09:00:00.000Z',
  ...fields,
});
const bodiesOf = ({
  asked,
}: {
  readonly asked: readonly { readonly method: string; readonly body: string }[];
}) => asked.flatMap(({ method, body }) => (body ? [[method, JSON.parse(body) as unknown]] : []));

describe('webhook endpoints', () => {
  it('are listed, each page once', async () => {
    const { api, accessWith } = await start();
    for (let number = 0; number < 101; number += 1) api.put('webhook-endpoints', webhook(`we_${number}`));
    expect(await endpoints.list(accessWith())).toHaveLength(101);
  });

  it('are described', async () => {
    const { api, accessWith } = await start();
    api.put('webhook-endpoints', webhook('we_1', { status: 'disabled', enabled_events: ['*'] }));
    expect(await endpoints.list(accessWith())).toEqual([
      { id: 'we_1', url: URL, isEnabled: false, eventTypes: 'all', apiVersion: '2023-09-05' },
    ]);
  });

  it('subscribe to exactly what is handled; deliveries are verified by the key of the application', async () => {
    const { api, accessWith } = await start();
    const access = accessWith({ appPublicKeys: KEY });
    expect(await endpoints.create({ url: URL, secret: 'not used' }, access)).toEqual({
      endpoint: {
        id: 'we_1',
        url: URL,
        isEnabled: true,
        eventTypes: endpoints.eventTypes,
        apiVersion: '2023-09-05',
      },
      setting: 'appPublicKeys',
      value: KEY,
      isSecret: false,
    });
    expect(bodiesOf(api)).toEqual([
      ['POST', { url: URL, enabled_events: endpoints.eventTypes, status: 'enabled' }],
    ]);
    expect(endpoints.eventTypes).toContain('customer.subscription.started');
    expect(endpoints.eventTypes).not.toContain('invoice.created');
  });

  it('are not created while nothing could verify their deliveries', async () => {
    const { api, accessWith } = await start();
    await expect(endpoints.create({ url: URL, secret: '' }, accessWith())).rejects.toThrow(
      /^set PAYMENTKIT_APP_PUBLIC_KEYS first/,
    );
    expect(api.asked).toEqual([]);
  });

  it('get further events, and lose none', async () => {
    const { api, accessWith } = await start();
    api.put('webhook-endpoints', webhook('we_1'));
    const [found] = await endpoints.list(accessWith());
    if (!found) throw new Error('not listed');
    await endpoints.subscribe(found, ['invoice.paid', 'refund.created'], accessWith());
    expect(bodiesOf(api)).toEqual([['PUT', { enabled_events: ['invoice.paid', 'refund.created'] }]]);
  });

  it('of all events need none', async () => {
    const { api, accessWith } = await start();
    const everything = { id: 'we_1', url: URL, isEnabled: true, eventTypes: 'all' } as const;
    await endpoints.subscribe(everything, ['refund.created'], accessWith());
    expect(api.asked).toEqual([]);
  });

  it('are disabled and removed', async () => {
    const { api, accessWith } = await start();
    api.put('webhook-endpoints', webhook('we_1'));
    await endpoints.disable?.('we_1', accessWith());
    expect(await endpoints.list(accessWith())).toMatchObject([{ isEnabled: false }]);
    await endpoints.remove?.('we_1', accessWith());
    expect(await endpoints.list(accessWith())).toEqual([]);
    await expect(endpoints.disable?.('we_1', accessWith())).rejects.toMatchObject({ status: 404 });
  });

  it('have no secret to rotate, and cannot be tested by the API', () => {
    expect(endpoints.rotation).toMatchObject({
      by: 'nothing',
      reason: expect.stringMatching(/^PaymentKit signs/),
    });
    expect(endpoints.ping).toBeUndefined();
  });

  it('that cannot be read are an error', async () => {
    const { accessWith } = await start({ faults: { at: () => ({ status: 200, body: '{"count":0}' }) } });
    await expect(endpoints.list(accessWith())).rejects.toBeInstanceOf(UnavailableError);
  });
});
