import { describe, expect, it } from 'vitest';
import {
  ApiRefusedError,
  observationBody,
  observationKey,
  observedState,
  readObservation,
  type Span,
  type SubjectRef,
  ThrottledError,
  UnavailableError,
} from '../../contract/index.ts';
import { refusal, throttled } from '../simulator/fake-api.ts';
import { withDefaults } from '../simulator/fixtures/made-event.ts';
import { deliveriesOf, NOW, openApi, readAll } from './api-under-test.ts';
import { API_VERSION } from './api.ts';
import { objects } from './objects.ts';

const DAY: Span = { from: new Date(NOW.getTime() - 86_400_000), to: NOW };

/** An account in which each scenario has happened. */
async function openAccount(options: Parameters<typeof openApi>[0] = {}) {
  const api = await openApi(options);
  for (const name of ['checkout', 'refund', 'subscription', 'cancellation', 'dispute'] as const)
    api.fake.account.withDeliveries(deliveriesOf(name, name));
  const list = (kind: string, span = DAY) =>
    readAll(async (page) => (await objects.list?.({ kind, span, page }, api.access)) ?? { items: [] });
  return { ...api, list };
}

describe('a list of objects', () => {
  it.each([
    ['checkout_session', ['cs_test_subscription', 'cs_test_checkout', 'cs_test_dispute', 'cs_test_refund']],
    ['subscription', ['sub_subscription', 'sub_cancellation']],
    ['invoice', ['in_subscription', 'in_cancellation']],
    ['invoice_payment', ['inpay_subscription']],
    ['payment_intent', ['pi_subscription', 'pi_checkout', 'pi_dispute', 'pi_refund']],
    ['charge', ['ch_checkout1', 'ch_subscription1', 'ch_refund1', 'ch_dispute1']],
    ['refund', ['re_refund2', 're_refund1']],
    ['dispute', ['du_dispute']],
  ])('of the kind %s has all of them', async (kind, ids) => {
    const { list } = await openAccount();
    const { items } = await list(kind);
    expect(items.map(({ id }) => id).toSorted()).toEqual(ids.toSorted());
    expect(items.every((item) => item.kind === kind)).toBe(true);
  });

  it('is known for every kind', () => {
    expect(objects.listed.toSorted()).toEqual(
      [
        'checkout_session',
        'subscription',
        'invoice',
        'invoice_payment',
        'payment_intent',
        'charge',
        'refund',
        'dispute',
      ].toSorted(),
    );
  });

  it('is read to its end by pages, in a pinned version', async () => {
    const { fake, list } = await openAccount();
    for (let at = 0; at < 210; at += 1)
      fake.account.setObject({
        id: `re_${at}`,
        object: 'refund',
        created: NOW.getTime() / 1000 - 10_000 + at,
      });
    const { items, pages } = await list('refund');
    expect([items.length, pages]).toEqual([212, 3]);
    expect(new Set(items.map(({ id }) => id)).size).toBe(212);
    expect(fake.requests.map(({ headers }) => headers['stripe-version'])).toEqual(
      Array.from({ length: 3 }, () => API_VERSION),
    );
  });

  it('asks for canceled subscriptions, and for what each object includes', async () => {
    const { fake, list } = await openAccount();
    await list('subscription');
    await list('checkout_session');
    expect(fake.requests.map(({ query }) => [query.get('status'), query.getAll('expand[]')])).toEqual([
      ['all', ['data.latest_invoice.payments']],
      [null, ['data.payment_intent.latest_charge.refunds']],
    ]);
  });

  it('has the bytes of each object, and the time of the question by the clock of Stripe', async () => {
    const { fake, access } = await openApi({ clockErrorMs: -3_600_000 });
    const text = '{"id":"re_1",  "amount":1.0e2}';
    fake.faults.at = () => ({ status: 200, body: `{"data":[${text}],"has_more":false}` });
    const page = await objects.list?.({ kind: 'refund', span: DAY, page: undefined }, access);
    const observed = '{"kind":"refund","id":"re_1","askedAt":"2026-03-01T11:00:00.000Z"}';
    expect(page?.items.map(({ body }) => body.toString())).toEqual([
      `{"observed":${observed},"answer":${text}}`,
    ]);
  });

  it.each([
    [throttled(3), ThrottledError],
    [{ status: 503, body: '' }, UnavailableError],
    [{ status: 404, body: '{}' }, UnavailableError],
    [refusal(403, 'more_permissions_required'), ApiRefusedError],
  ])('fails after %j', async (response, error) => {
    const { fake, list } = await openAccount();
    fake.faults.at = () => response;
    await expect(list('charge')).rejects.toBeInstanceOf(error);
  });

  it('of an unknown kind is refused without a request', async () => {
    const { fake, list } = await openAccount();
    await expect(list('customer')).rejects.toBeInstanceOf(ApiRefusedError);
    await expect(list('constructor')).rejects.toBeInstanceOf(ApiRefusedError);
    expect(fake.requests).toEqual([]);
  });
});

describe('one object', () => {
  it('is recorded with its kind, its id and the time of the question', async () => {
    const { access } = await openAccount();
    const found = await objects.get({ kind: 'payment_intent', id: 'pi_checkout' }, access);
    if (found === 'gone') throw new Error('gone');
    expect([found.kind, found.id]).toEqual(['payment_intent', 'pi_checkout']);
    expect(readObservation(found.body)).toMatchObject({
      kind: 'payment_intent',
      id: 'pi_checkout',
      askedAt: '2026-03-01T12:00:00.000Z',
      answer: { id: 'pi_checkout', latest_charge: { id: 'ch_checkout1', refunds: { data: [] } } },
    });
  });

  it.each(['gone', 'deleted'] as const)('that is %s at Stripe is gone', async (how) => {
    const { fake, access } = await openAccount();
    fake.account.remove('in_subscription', how);
    expect(await objects.get({ kind: 'invoice', id: 'in_subscription' }, access)).toBe('gone');
  });

  it('of a connected account is asked for with its header', async () => {
    const { fake, accessWith } = await openApi();
    fake.connected('acct_1').withDeliveries(deliveriesOf('checkout', 'connected'));
    const connected = accessWith({}, 'acct_1');
    expect(await objects.get({ kind: 'charge', id: 'ch_connected1' }, connected)).toMatchObject({
      id: 'ch_connected1',
    });
    expect(fake.requests[0]?.headers['stripe-account']).toBe('acct_1');
  });

  it.each(['../events', 'pi_1/confirm', 'pi_1?expand[]=customer', '', 'pi 1', 'pi_é'])(
    'with the id %j is refused without a request',
    async (id) => {
      const { fake, access } = await openAccount();
      await expect(objects.get({ kind: 'payment_intent', id }, access)).rejects.toBeInstanceOf(
        ApiRefusedError,
      );
      expect(fake.requests).toEqual([]);
    },
  );

  it.each(['<html>', '{"id":"pi_other","object":"payment_intent"}'])('is not the answer %s', async (body) => {
    const { fake, access } = await openAccount();
    fake.faults.at = () => ({ status: 200, body });
    await expect(objects.get({ kind: 'payment_intent', id: 'pi_1' }, access)).rejects.toBeInstanceOf(
      UnavailableError,
    );
  });
});

describe('what shows the state of', () => {
  it.each<[SubjectRef['kind'], string, string | undefined]>([
    ['order', 'cs_test_a1', 'checkout_session'],
    ['order', 'in_1', 'invoice'],
    ['order', 'pi_1', 'payment_intent'],
    ['order', 'ch_1', 'charge'],
    ['payment', 'pi_1', 'payment_intent'],
    ['payment', 'ch_1', 'charge'],
    ['payment', 'py_1', 'charge'],
    ['payment', 'in_1', 'invoice'],
    ['payment', 'pr_1', undefined],
    ['refund', 're_1', 'refund'],
    ['refund', 'pyr_1', 'refund'],
    ['subscription', 'sub_1', 'subscription'],
    ['dispute', 'dp_1', 'dispute'],
    ['dispute', 'du_1', 'dispute'],
    ['dispute', 'ch_1', undefined],
    ['order', 'order-1', undefined],
    ['refund', 're_1/../x', undefined],
  ])('the %s %s is the %s', (kind, ref, read) => {
    expect(objects.about({ kind, ref })).toEqual(read === undefined ? [] : [{ kind: read, id: ref }]);
  });
});

describe('the key of an observation', () => {
  const keyOf = (answer: object, askedAt: string): string => {
    const object = { kind: 'subscription', id: 'sub_1' };
    const body = observationBody(object, {
      askedAt: new Date(askedAt),
      answer: Buffer.from(JSON.stringify({ id: 'sub_1', created: 1_767_225_600, livemode: true, ...answer })),
    });
    const meaning = objects.normalise({ body, headers: {} }, withDefaults());
    return observationKey(object, meaning.outcome === 'events' ? meaning.events : [], askedAt);
  };
  const [EARLIER, LATER] = ['2026-03-01T12:00:00.000Z', '2026-03-02T09:30:00.000Z'];

  it('shows the same state, whenever it was asked for and whatever else changed', () => {
    const earlier = keyOf({ status: 'active', description: 'a', discounts: [] }, EARLIER);
    const later = keyOf({ status: 'active', description: 'b', billing_thresholds: null }, LATER);
    expect(observedState(earlier)).toBe(observedState(later));
    // The state has no time of its own and may come back, so that another question may be another event.
    expect(earlier).not.toBe(later);
  });

  it('differs for another state', () => {
    expect(keyOf({ status: 'active' }, EARLIER)).not.toBe(keyOf({ status: 'past_due' }, EARLIER));
  });
});
