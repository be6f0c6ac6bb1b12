import { afterEach, describe, expect, it } from 'vitest';
import { ApiRefusedError, type Observation, ThrottledError, UnavailableError } from '../../contract/index.ts';
import type { FakeResponse } from '../../simulator/fake-api.ts';
import { startRazorpay } from '../simulator/api-under-test.ts';
import type { RazorpayAccess } from './api.ts';
import { objects } from './objects.ts';

const START = new Date('2026-03-02T09:00:00.000Z');
const SECONDS = START.getTime() / 1000;
const after = (seconds: number) => new Date(START.getTime() + seconds * 1000);
const HOUR = { from: START, to: after(3600) };

const payment = (number: number, createdAt = SECONDS + number) => ({
  id: `pay_${number}`,
  amount: 100,
  currency: 'INR',
  status: 'captured',
  created_at: createdAt,
});

const running: { close: () => Promise<void> }[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map(({ close }) => close()));
});
const start = async (options: Partial<Parameters<typeof startRazorpay>[0]> = {}) => {
  const razorpay = await startRazorpay({ now: () => after(7200), ...options });
  running.push(razorpay);
  return razorpay;
};

/** Every page of a list. */
async function listed(kind: string, access: RazorpayAccess, span = HOUR): Promise<readonly Observation[]> {
  const found: Observation[] = [];
  let page: string | undefined;
  do {
    const { items, next } = (await objects.list?.({ kind, span, page }, access)) ?? { items: [] };
    found.push(...items);
    page = next;
  } while (page !== undefined);
  return found;
}
const idsOf = (observations: readonly Observation[]) => observations.map(({ id }) => id);

describe('a list is read to its end', () => {
  it('in pages of 100, each object once', async () => {
    const { api, accessWith, calls } = await start();
    for (let number = 0; number < 230; number += 1) api.put('payment', payment(number));
    const ids = idsOf(await listed('payment', accessWith()));
    expect(ids).toHaveLength(230);
    expect(new Set(ids).size).toBe(230);
    expect(api.asked.map(({ query }) => [query.get('count'), query.get('skip')])).toEqual([
      ['100', '0'],
      ['100', '100'],
      ['100', '200'],
    ]);
    expect(calls()).toBe(3);
  });

  it('also if the last page is full', async () => {
    const { api, accessWith } = await start();
    for (let number = 0; number < 200; number += 1) api.put('payment', payment(number));
    expect(await listed('payment', accessWith())).toHaveLength(200);
    expect(api.asked).toHaveLength(3);
  });

  it('of a kind whose pages are not documented, only after an empty page', async () => {
    const { api, accessWith } = await start();
    api.put('invoice', { id: 'inv_1', created_at: SECONDS });
    expect(idsOf(await listed('invoice', accessWith()))).toEqual(['inv_1']);
    expect(api.asked.map(({ query }) => query.get('skip'))).toEqual(['0', '1']);
  });

  it('if new objects arrive while it is read: the span has ended before them', async () => {
    const { api, accessWith } = await start();
    for (let number = 0; number < 150; number += 1) api.put('payment', payment(number));
    const first = await objects.list?.({ kind: 'payment', span: HOUR, page: undefined }, accessWith());
    api.put('payment', payment(999, SECONDS + 3700));
    const second = await objects.list?.({ kind: 'payment', span: HOUR, page: first?.next }, accessWith());
    const ids = idsOf([...(first?.items ?? []), ...(second?.items ?? [])]);
    expect(new Set(ids).size).toBe(150);
    expect(ids).not.toContain('pay_999');
  });

  it('and a page that repeats is an error, not a loop', async () => {
    const items = Array.from({ length: 100 }, (_, number) => payment(number));
    const page = { status: 200, body: JSON.stringify({ entity: 'collection', count: 100, items }) };
    const { accessWith } = await start({ faults: { at: () => page } });
    await expect(listed('payment', accessWith())).rejects.toThrow(
      new ApiRefusedError("Razorpay's API repeats a page of /v1/payments", { status: 0 }),
    );
  });

  it('but a list without pages may repeat its only one', async () => {
    const items = [{ id: 'disp_1', created_at: SECONDS }];
    const page = { status: 200, body: JSON.stringify({ entity: 'collection', count: 1, items }) };
    const { accessWith } = await start({ faults: { at: () => page } });
    expect(idsOf(await listed('dispute', accessWith()))).toEqual(['disp_1']);
  });
});

describe('the objects of a span', () => {
  it('are those that were created from its start to before its end', async () => {
    const { api, accessWith } = await start();
    for (const second of [-1, 0, 3599, 3600]) api.put('payment', payment(second + 1, SECONDS + second));
    expect(idsOf(await listed('payment', accessWith()))).toEqual(['pay_3600', 'pay_1']);
  });

  it('are in exactly one of two spans that meet within a second', async () => {
    const { api, accessWith } = await start();
    api.put('payment', payment(1, SECONDS + 60));
    const middle = new Date(START.getTime() + 60_500);
    const before = await listed('payment', accessWith(), { from: START, to: middle });
    const behind = await listed('payment', accessWith(), { from: middle, to: after(3600) });
    expect([idsOf(before), idsOf(behind)]).toEqual([['pay_1'], []]);
  });

  it('are chosen here for disputes, which have no span in the API', async () => {
    const { api, accessWith } = await start();
    api.put('dispute', { id: 'disp_old', created_at: SECONDS - 86_400 });
    api.put('dispute', { id: 'disp_new', created_at: SECONDS + 5 });
    expect(idsOf(await listed('dispute', accessWith()))).toEqual(['disp_new']);
    expect(api.asked[0]?.query.has('from')).toBe(false);
  });

  it('include one that appears late, when the span is read again', async () => {
    let now = after(3900);
    const { api, accessWith } = await start({ now: () => now });
    api.put('payment', payment(1), { from: SECONDS + 5000 });
    expect(await listed('payment', accessWith())).toEqual([]);
    now = after(5100);
    expect(idsOf(await listed('payment', accessWith()))).toEqual(['pay_1']);
  });
});

describe('an item', () => {
  it('is recorded byte for byte, with the time of the question by the clock of Razorpay', async () => {
    const item = '{ "id":"pay_1", "amount":49900.0,"created_at":1772442000, "notes":[ ] }';
    const body = `{"entity":"collection","count":1,"items":[\n${item}\n]}`;
    const { accessWith } = await start({ faults: { at: () => ({ status: 200, body }) }, skewMs: 3_600_000 });
    const [observation] = await listed('payment', accessWith());
    expect(observation?.body.toString()).toBe(
      `{"observed":{"kind":"payment","id":"pay_1","askedAt":"2026-03-02T12:00:00.000Z"},"answer":${item}}`,
    );
  });

  it('of the list of orders includes its payments', async () => {
    const { api, accessWith } = await start();
    api.put('order', {
      id: 'order_1',
      amount: 100,
      currency: 'INR',
      status: 'attempted',
      created_at: SECONDS,
    });
    api.put('payment', { ...payment(1), order_id: 'order_1' });
    const [observation] = await listed('order', accessWith());
    expect(JSON.parse(observation?.body.toString() ?? '{}')).toMatchObject({
      answer: { id: 'order_1', payments: { items: [{ id: 'pay_1', order_id: 'order_1' }] } },
    });
  });

  it('without an id is an error: nothing is skipped silently', async () => {
    const body = '{"entity":"collection","count":1,"items":[{"amount":1}]}';
    const { accessWith } = await start({ faults: { at: () => ({ status: 200, body }) } });
    await expect(listed('payment', accessWith())).rejects.toBeInstanceOf(UnavailableError);
  });
});

describe('a list that cannot be read', () => {
  const failing = async (response: FakeResponse, from = 1) => {
    const { api, accessWith } = await start({
      faults: { at: (_, n) => (n === from ? response : undefined) },
    });
    for (let number = 0; number < 150; number += 1) api.put('payment', payment(number));
    return { api, access: accessWith() };
  };

  it('because it is throttled says after how long it may be read', async () => {
    const { access } = await failing({ status: 429, headers: { 'retry-after': '7' }, body: '{}' });
    const error: unknown = await listed('payment', access).catch((cause: unknown) => cause);
    expect(error).toBeInstanceOf(ThrottledError);
    expect(error).toMatchObject({ retryAfterMs: 7000 });
  });

  it('because it is throttled, without a time', async () => {
    const { access } = await failing({ status: 429, body: '{}' });
    const error: unknown = await listed('payment', access).catch((cause: unknown) => cause);
    expect(error).toBeInstanceOf(ThrottledError);
    expect(error).toHaveProperty('retryAfterMs', undefined);
  });

  it('in the middle is read on from the page that failed', async () => {
    const { access } = await failing({ status: 502, body: '' }, 2);
    const request = { kind: 'payment', span: HOUR };
    const first = await objects.list?.({ ...request, page: undefined }, access);
    await expect(objects.list?.({ ...request, page: first?.next }, access)).rejects.toBeInstanceOf(
      UnavailableError,
    );
    const second = await objects.list?.({ ...request, page: first?.next }, access);
    expect(new Set(idsOf([...(first?.items ?? []), ...(second?.items ?? [])])).size).toBe(150);
  });

  it.each(['<html>maintenance</html>', '{}', '{"items":{}}', '[]'])('because of %s', async (body) => {
    const { access } = await failing({ status: 200, body });
    await expect(listed('payment', access)).rejects.toBeInstanceOf(UnavailableError);
  });

  it('because of a kind that has no list', async () => {
    const { access } = await failing({ status: 200, body: '{}' });
    await expect(listed('__proto__', access)).rejects.toBeInstanceOf(ApiRefusedError);
  });
});
