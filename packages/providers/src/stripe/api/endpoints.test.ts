import { describe, expect, it } from 'vitest';
import { ApiRefusedError, UnavailableError } from '../../contract/index.ts';
import { stripe } from '../index.ts';
import { openApi } from './api-under-test.ts';
import { API_VERSION } from './api.ts';
import { endpoints } from './endpoints.ts';

const url = 'https://pay.example.com/webhooks/stripe';
const create = (access: Parameters<typeof endpoints.create>[1], at = url) =>
  endpoints.create({ url: at, secret: 'not used' }, access);

describe("Stripe's webhook endpoints", () => {
  it('are created for exactly the handled types, and their secret is returned once', async () => {
    const { fake, access } = await openApi();
    const created = await create(access);
    expect(created).toEqual({
      endpoint: {
        id: 'we_fake1',
        url,
        isEnabled: true,
        eventTypes: stripe.eventTypes.handled,
        apiVersion: undefined,
      },
      setting: 'webhookSecrets',
      value: `whsec_fake1${'0'.repeat(24)}`,
      isSecret: true,
    });
    expect(fake.requests[0]?.headers['content-type']).toBe('application/x-www-form-urlencoded');
    expect(JSON.stringify(await endpoints.list(access))).not.toContain('whsec_');
  });

  it('are all listed, also over several pages', async () => {
    const { fake, access } = await openApi();
    for (let at = 0; at < 101; at += 1) await create(access, `${url}/${at}`);
    const listed = await endpoints.list(access);
    expect(new Set(listed.map(({ id }) => id)).size).toBe(101);
    expect(fake.requests.slice(-2).map(({ query }) => query.get('starting_after'))).toEqual([
      null,
      'we_fake2',
    ]);
  });

  it('that subscribe to everything are shown as such', async () => {
    const { fake, access } = await openApi();
    const endpoint = {
      id: 'we_1',
      url,
      status: 'disabled',
      enabled_events: ['*'],
      api_version: '2024-06-20',
    };
    fake.faults.at = () => ({ status: 200, body: JSON.stringify({ data: [endpoint], has_more: false }) });
    expect(await endpoints.list(access)).toEqual([
      { id: 'we_1', url, isEnabled: false, eventTypes: 'all', apiVersion: '2024-06-20' },
    ]);
  });

  it('get further event types and keep theirs', async () => {
    const { fake, access } = await openApi();
    const { endpoint } = await create(access);
    await endpoints.subscribe(
      { ...endpoint, eventTypes: ['customer.created'] },
      ['charge.succeeded'],
      access,
    );
    expect(fake.endpoints.all()[0]?.enabled_events).toEqual(['customer.created', 'charge.succeeded']);
    await endpoints.subscribe({ ...endpoint, eventTypes: 'all' }, ['charge.failed'], access);
    expect(fake.endpoints.all()[0]?.enabled_events).toEqual(['customer.created', 'charge.succeeded']);
  });

  it('are disabled and removed, and removed again', async () => {
    const { fake, access } = await openApi();
    await create(access);
    await endpoints.disable?.('we_fake1', access);
    expect((await endpoints.list(access))[0]?.isEnabled).toBe(false);
    await endpoints.remove?.('we_fake1', access);
    await endpoints.remove?.('we_fake1', access);
    expect(fake.endpoints.all()).toEqual([]);
  });

  it('are sent a ping by the id that they have in the v2 API', async () => {
    const { fake, access } = await openApi();
    for (const name of ['a', 'b', 'c', 'd', 'e']) await create(access, `${url}/${name}`);
    await endpoints.ping?.('we_fake5', access);
    expect(fake.endpoints.pinged).toEqual(['we_fake5']);
    expect(fake.requests.at(-1)).toMatchObject({
      method: 'POST',
      path: '/v2/core/event_destinations/ed_test_fake5/ping',
      headers: { 'stripe-version': API_VERSION },
    });
  });

  it('are not looked for at another address', async () => {
    const { fake, access } = await openApi();
    await create(access);
    fake.faults.at = ({ path }) =>
      path === '/v2/core/event_destinations'
        ? {
            status: 200,
            body: '{"data":[],"next_page_url":"https://evil.example/v2/core/event_destinations?page=1"}',
          }
        : undefined;
    await expect(endpoints.ping?.('we_fake1', access)).rejects.toBeInstanceOf(ApiRefusedError);
    expect(fake.endpoints.pinged).toEqual([]);
  });

  it('that do not exist are refused', async () => {
    const { access } = await openApi();
    await expect(endpoints.ping?.('we_none', access)).rejects.toMatchObject({ status: 404 });
    await expect(endpoints.disable?.('we_none', access)).rejects.toMatchObject({ status: 404 });
    await expect(endpoints.disable?.('../events', access)).rejects.toBeInstanceOf(ApiRefusedError);
  });

  it('are not read from an answer of another form', async () => {
    const { fake, access } = await openApi();
    fake.faults.at = () => ({ status: 200, body: '{"id":"we_1"}' });
    await expect(create(access)).rejects.toBeInstanceOf(UnavailableError);
  });

  it('get a second endpoint to change their secret, and keep the first for three days', () => {
    expect(endpoints.rotation).toEqual({ by: 'second_endpoint', keepDays: 3 });
  });
});

describe("the account's version", () => {
  it.each([
    ['legacy', '2024-06-20'],
    ['current', '2026-08-26.dahlia'],
  ] as const)(
    'of the generation %s is that of an answer to a request without a version',
    async (generation, version) => {
      const { fake, access } = await openApi({ generation });
      expect(await endpoints.accountVersion?.(access)).toBe(version);
      expect(fake.requests[0]?.headers).not.toHaveProperty('stripe-version');
    },
  );
});
