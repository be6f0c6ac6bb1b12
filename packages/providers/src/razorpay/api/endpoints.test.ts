import { afterEach, describe, expect, it } from 'vitest';
import { ApiRefusedError, UnavailableError } from '../../contract/index.ts';
import { startRazorpay } from '../simulator/api-under-test.ts';
import { endpoints } from './endpoints.ts';

const URL = 'https://pay.example.com/webhooks/razorpay';
const running: { close: () => Promise<void> }[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map(({ close }) => close()));
});
const start = async (options: Partial<Parameters<typeof startRazorpay>[0]> = {}) => {
  const razorpay = await startRazorpay({ now: () => new Date('2026-03-02T12:00:00.000Z'), ...options });
  running.push(razorpay);
  return razorpay;
};
const webhook = (fields: object = {}) => ({
  id: 'wh1',
  url: URL,
  active: true,
  events: ['payment.captured', 'order.paid'],
  secret: 'first',
  ...fields,
});

describe('the webhooks of the own account', () => {
  it('are listed', async () => {
    const { api, accessWith } = await start();
    api.webhooks.set('', [
      webhook(),
      webhook({ id: 'wh2', url: 'https://other.example.com', active: false }),
    ]);
    expect(await endpoints.list(accessWith())).toEqual([
      { id: 'wh1', url: URL, isEnabled: true, eventTypes: ['payment.captured', 'order.paid'] },
      {
        id: 'wh2',
        url: 'https://other.example.com',
        isEnabled: false,
        eventTypes: ['payment.captured', 'order.paid'],
      },
    ]);
  });

  it('of which one is created subscribe to exactly what is handled, with our secret', async () => {
    const { api, accessWith } = await start();
    const created = await endpoints.create({ url: URL, secret: 'made here' }, accessWith());
    expect(created).toEqual({
      endpoint: { id: 'wh1', url: URL, isEnabled: true, eventTypes: endpoints.eventTypes },
      setting: 'webhookSecrets',
      value: 'made here',
      isSecret: true,
    });
    expect(api.webhooks.get('')).toEqual([webhook({ events: endpoints.eventTypes, secret: 'made here' })]);
    expect(endpoints.eventTypes).toContain('subscription.charged');
    expect(endpoints.eventTypes).not.toContain('settlement.processed');
  });

  it('keep their events and secret when events are added', async () => {
    const { api, accessWith } = await start();
    api.webhooks.set('', [webhook()]);
    const access = accessWith({ webhookSecrets: ['first', 'older'] });
    const [found] = await endpoints.list(access);
    if (!found) throw new Error('not listed');
    await endpoints.subscribe(found, ['refund.processed', 'order.paid'], access);
    expect(api.webhooks.get('')).toEqual([
      webhook({ events: ['payment.captured', 'order.paid', 'refund.processed'] }),
    ]);
  });

  it('are left as they are if the secret that would be sent is not configured', async () => {
    const { api, accessWith } = await start();
    api.webhooks.set('', [webhook()]);
    const [found] = await endpoints.list(accessWith());
    if (!found) throw new Error('not listed');
    const adding = endpoints.subscribe(found, ['refund.processed'], accessWith());
    await expect(adding).rejects.toThrow('set RAZORPAY_WEBHOOK_SECRETS first');
    expect(api.webhooks.get('')).toEqual([webhook()]);
  });

  it('can be disabled, and not removed', async () => {
    const { api, accessWith } = await start();
    api.webhooks.set('', [webhook()]);
    const access = accessWith({ webhookSecrets: ['first'] });
    await endpoints.disable?.('wh1', access);
    expect(api.webhooks.get('')).toEqual([webhook({ active: false })]);
    await expect(endpoints.remove?.('wh1', access)).rejects.toThrow(/remove this one in the dashboard$/);
    expect(api.webhooks.get('')).toHaveLength(1);
  });

  it('get another secret, and keep everything else; old deliveries come for 15 days', async () => {
    const { api, accessWith } = await start();
    api.webhooks.set('', [webhook(), webhook({ id: 'wh2', url: 'https://other.example.com' })]);
    const { rotation } = endpoints;
    if (rotation.by !== 'replace_secret') throw new Error('no rotation');
    expect(rotation.keepDays).toBe(15);
    await rotation.replace('wh1', 'second', accessWith({ webhookSecrets: ['second', 'first'] }));
    expect(api.webhooks.get('')).toEqual([
      webhook({ secret: 'second' }),
      webhook({ id: 'wh2', url: 'https://other.example.com' }),
    ]);
  });

  it('that do not exist are not changed', async () => {
    const { accessWith } = await start();
    await expect(endpoints.disable?.('wh9', accessWith())).rejects.toMatchObject({ status: 404 });
  });

  it('cannot be tested by the API', () => {
    expect(endpoints.ping).toBeUndefined();
  });
});

describe('the webhooks of a sub-merchant', () => {
  const MERCHANT = { merchant: 'acc_Sub1' };

  it('are created, extended and removed by the documented API', async () => {
    const { api, accessWith } = await start();
    const access = accessWith({}, MERCHANT);
    const { endpoint } = await endpoints.create({ url: URL, secret: 'made here' }, access);
    await endpoints.subscribe(endpoint, ['account.activated'], access);
    expect(api.webhooks.get('acc_Sub1')).toEqual([
      webhook({ events: [...endpoints.eventTypes, 'account.activated'], secret: 'made here' }),
    ]);
    await endpoints.remove?.('wh1', access);
    expect(await endpoints.list(access)).toEqual([]);
    expect(api.asked.map(({ method, path }) => `${method} ${path}`)).toEqual([
      'POST /v2/accounts/acc_Sub1/webhooks',
      'PATCH /v2/accounts/acc_Sub1/webhooks/wh1',
      'DELETE /v2/accounts/acc_Sub1/webhooks/wh1',
      'GET /v2/accounts/acc_Sub1/webhooks',
    ]);
  });

  it('keep their secret and status, which the documented API cannot change', async () => {
    const { api, accessWith } = await start();
    const access = accessWith({}, MERCHANT);
    const { rotation } = endpoints;
    if (rotation.by !== 'replace_secret') throw new Error('no rotation');
    await expect(rotation.replace('wh1', 'second', access)).rejects.toThrow(/use the dashboard$/);
    await expect(endpoints.disable?.('wh1', access)).rejects.toBeInstanceOf(ApiRefusedError);
    expect(api.asked).toEqual([]);
  });
});

it('an answer that is not a list of webhooks is an error', async () => {
  const { accessWith } = await start({ faults: { at: () => ({ status: 200, body: '{}' }) } });
  await expect(endpoints.list(accessWith())).rejects.toBeInstanceOf(UnavailableError);
});

it('a refusal names its code', async () => {
  const { accessWith } = await start();
  await expect(endpoints.list(accessWith({ keySecret: 'another_secret_0' }))).rejects.toMatchObject({
    status: 401,
    code: 'BAD_REQUEST_ERROR',
  });
});
