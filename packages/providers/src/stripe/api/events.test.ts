import { describe, expect, it } from 'vitest';
import { ApiRefusedError, type Span, ThrottledError, UnavailableError } from '../../contract/index.ts';
import { identify } from '../identify.ts';
import { normalise } from '../normalise.ts';
import { refusal, throttled } from '../simulator/fake-api.ts';
import { deliveriesOf, NOW, openApi, readAll } from './api-under-test.ts';
import { events } from './events.ts';

const DAY: Span = { from: new Date(NOW.getTime() - 86_400_000), to: NOW };
const seconds = (time: Date) => time.getTime() / 1000;

/** An event of a type that means nothing here, `before` seconds before now. */
const eventAt = (id: string, before: number) => ({
  body: Buffer.from(
    JSON.stringify({
      id,
      object: 'event',
      created: seconds(NOW) - before,
      type: 'balance.available',
      data: { object: { object: 'balance' } },
    }),
  ),
});
const keys = (items: readonly { readonly eventKey: string }[]) => items.map(({ eventKey }) => eventKey);

describe("Stripe's list of events", () => {
  it('is read to its end, the newest event first, without a filter of types and in the version of the account', async () => {
    const { fake, access, calls } = await openApi();
    const made = Array.from({ length: 250 }, (_, at) => eventAt(`evt_${at}`, 3600 - at));
    fake.account.withDeliveries(made);
    const { items, pages } = await readAll((page) => events.list(DAY, page, access));
    expect(keys(items)).toEqual(Array.from({ length: 250 }, (_, at) => `evt_${249 - at}`));
    expect([pages, calls()]).toEqual([3, 3]);
    expect(fake.requests.map(({ query }) => query.get('starting_after'))).toEqual([
      null,
      'evt_150',
      'evt_50',
    ]);
    for (const { query, headers } of fake.requests) {
      expect([query.get('limit'), query.getAll('types[]'), query.get('type')]).toEqual(['100', [], null]);
      expect(headers).not.toHaveProperty('stripe-version');
    }
  });

  it('has the events from the first second of a span to before its end', async () => {
    const { fake, access } = await openApi();
    fake.account.withDeliveries([1, 2, 3, 4].map((before) => eventAt(`evt_${before}`, before)));
    const at = (before: number) => new Date(NOW.getTime() - before * 1000);
    expect(keys((await events.list({ from: at(3), to: at(1) }, undefined, access)).items)).toEqual([
      'evt_2',
      'evt_3',
    ]);
    // An event of the second that began before the span is not in it; one of a second that begins in it is.
    expect(keys((await events.list({ from: at(2.5), to: at(0.5) }, undefined, access)).items)).toEqual([
      'evt_1',
      'evt_2',
    ]);
  });

  it('has the key, type and time of each event, and its bytes as they are in the answer', async () => {
    const { fake, access } = await openApi();
    const text =
      '{ "id" : "evt_1", "created":1772366400,\n "type":"charge.updated", "n": 1.0, "t":"\\u00e9]}" }';
    fake.faults.at = () => ({ status: 200, body: `{"data":[ ${text} ],"has_more":false}` });
    const { items } = await events.list(DAY, undefined, access);
    expect(items).toEqual([
      {
        eventKey: 'evt_1',
        type: 'charge.updated',
        createdAt: new Date('2026-03-01T12:00:00.000Z'),
        body: Buffer.from(text),
      },
    ]);
  });

  it('gives each event the key of its delivery, also in another version of the API', async () => {
    const { fake, access } = await openApi({ generation: 'legacy' });
    const delivered = deliveriesOf('checkout', 'twoversions1');
    fake.account.withDeliveries(delivered);
    const { items } = await events.list(DAY, undefined, access);
    expect(keys(items).toSorted()).toEqual(delivered.map((one) => identify(one).eventKey).toSorted());
    const succeeded = items.find(({ type }) => type === 'payment_intent.succeeded');
    // In the version of the account the intent says that it has no invoice, so that it is an order.
    expect(normalise({ body: succeeded?.body ?? Buffer.of(), headers: {} }, access.settings)).toMatchObject({
      events: [{ type: 'payment.succeeded', paymentRef: 'pi_twoversions1', orderRef: 'pi_twoversions1' }],
    });
  });

  it('shows an event that appears late when the span is read again', async () => {
    const { fake, clock, access } = await openApi();
    fake.account.withDeliveries([eventAt('evt_soon', 20)]);
    fake.account.withDeliveries([eventAt('evt_late', 30)], { lateMs: 40_000 });
    const read = async () => keys((await events.list(DAY, undefined, access)).items);
    expect(await read()).toEqual(['evt_soon']);
    clock.now = new Date(NOW.getTime() + events.settleMs);
    expect(await read()).toEqual(['evt_soon', 'evt_late']);
  });

  it('misses and repeats nothing if events are added while it is read', async () => {
    const { fake, clock, access } = await openApi();
    fake.account.withDeliveries(Array.from({ length: 150 }, (_, at) => eventAt(`evt_${at}`, 3600 - at)));
    const { items } = await readAll((page) => {
      if (page !== undefined) {
        fake.account.withDeliveries([eventAt(`evt_new`, -1)]);
        clock.now = new Date(NOW.getTime() + 5000);
      }
      return events.list({ ...DAY, to: new Date(NOW.getTime() + 3000) }, page, access);
    });
    expect(keys(items)).toEqual(Array.from({ length: 150 }, (_, at) => `evt_${149 - at}`));
  });

  it('is that of a connected account if one is asked for', async () => {
    const { fake, access, accessWith } = await openApi();
    fake.account.withDeliveries([eventAt('evt_own', 60)]);
    fake.connected('acct_1').withDeliveries([eventAt('evt_connected', 60)]);
    expect(keys((await events.list(DAY, undefined, accessWith({}, 'acct_1'))).items)).toEqual([
      'evt_connected',
    ]);
    expect(keys((await events.list(DAY, undefined, access)).items)).toEqual(['evt_own']);
    expect(fake.requests.map(({ headers }) => headers['stripe-account'])).toEqual(['acct_1', undefined]);
    await expect(events.list(DAY, undefined, accessWith({}, 'acct_2'))).rejects.toMatchObject({
      name: 'ApiRefusedError',
      status: 403,
      code: 'account_invalid',
    });
  });
});

describe("an error of Stripe's list of events", () => {
  it.each([
    [throttled(7), 7000],
    [throttled(), undefined],
  ])('429 asks for fewer calls: %j', async (response, retryAfterMs) => {
    const { fake, access } = await openApi();
    fake.faults.at = () => response;
    const failure: unknown = await events.list(DAY, undefined, access).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(ThrottledError);
    expect(failure).toHaveProperty('retryAfterMs', retryAfterMs);
  });

  it('500 in the middle leaves the page to be read again', async () => {
    const { fake, access } = await openApi();
    fake.account.withDeliveries(Array.from({ length: 101 }, (_, at) => eventAt(`evt_${at}`, 3600 - at)));
    fake.faults.at = (_, n) => (n === 2 ? { status: 500, body: '' } : undefined);
    const { next } = await events.list(DAY, undefined, access);
    await expect(events.list(DAY, next, access)).rejects.toBeInstanceOf(UnavailableError);
    expect(keys((await events.list(DAY, next, access)).items)).toEqual(['evt_0']);
  });

  it('403 is permanent and has the code of Stripe', async () => {
    const { fake, access } = await openApi();
    fake.faults.at = () => refusal(403, 'more_permissions_required_for_application');
    await expect(events.list(DAY, undefined, access)).rejects.toMatchObject({
      name: 'ApiRefusedError',
      code: 'more_permissions_required_for_application',
    });
  });

  it('without a key no request is sent', async () => {
    const { fake, accessWith } = await openApi();
    const keyless = accessWith({ apiKey: undefined });
    await expect(events.list(DAY, undefined, keyless)).rejects.toBeInstanceOf(ApiRefusedError);
    expect(fake.requests).toEqual([]);
  });

  it('does not quote the key', async () => {
    const { accessWith } = await openApi();
    const failure: unknown = await events
      .list(DAY, undefined, accessWith({ apiKey: 'rk_test_another' }))
      .catch((error: unknown) => error);
    expect(failure).toMatchObject({ name: 'ApiRefusedError', status: 401 });
    expect(String(failure)).not.toContain('rk_test_another');
  });

  it.each([
    ['a text', '<html>'],
    ['no list', '{"object":"event"}'],
    ['an entry without an id', '{"data":[{"created":1}],"has_more":false}'],
    ['an entry that is no object', '{"data":[7],"has_more":false}'],
    ['an empty page that is not the last', '{"data":[],"has_more":true}'],
    ['the page before', '{"data":[{"id":"evt_9"}],"has_more":true}'],
  ])('an answer with %s is no page', async (_, body) => {
    const { fake, access } = await openApi();
    fake.faults.at = () => ({ status: 200, body });
    await expect(events.list(DAY, 'evt_9', access)).rejects.toBeInstanceOf(UnavailableError);
  });
});
