import { afterEach, describe, expect, it } from 'vitest';
import { ApiRefusedError, type Observation, ThrottledError, UnavailableError } from '../../contract/index.ts';
import { startPaymentKit } from '../simulator/api-under-test.ts';
import type { PaymentKitAccess } from './api.ts';
import { objects } from './objects.ts';

const START = new Date('2026-03-02T09:00:00.000Z');
const after = (seconds: number) => new Date(START.getTime() + seconds * 1000);
const HOUR = { from: START, to: after(3600) };

const refund = (number: number, second = number) => ({
  id: `re_${number}`,
  livemode: false,
  updated_at: after(second).toISOString(),
});

const running: { close: () => Promise<void> }[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map(({ close }) => close()));
});
const start = async (options: Partial<Parameters<typeof startPaymentKit>[0]> = {}) => {
  const paymentkit = await startPaymentKit({ now: () => after(7200), ...options });
  running.push(paymentkit);
  return paymentkit;
};

/** Every page of a list. */
async function listed(kind: string, access: PaymentKitAccess, span = HOUR): Promise<readonly Observation[]> {
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

describe('a list is read from the last change backwards', () => {
  it('in pages of 100, to the start of the span and no further', async () => {
    const { api, accessWith, calls } = await start();
    for (let number = 0; number < 150; number += 1) api.put('refunds', refund(number));
    for (let number = 200; number < 400; number += 1) api.put('refunds', refund(number, -number));
    const ids = idsOf(await listed('refund', accessWith()));
    expect(ids).toHaveLength(150);
    expect(ids.slice(0, 2)).toEqual(['re_149', 're_148']);
    expect(api.asked.map(({ path, query }) => `${path}?${query.toString()}`)).toEqual([
      '/api/refunds?livemode=false&page=1&pageSize=100&order=updated_at%3ADESC',
      '/api/refunds?livemode=false&page=2&pageSize=100&order=updated_at%3ADESC',
    ]);
    expect(calls()).toBe(2);
  });

  it('to the end of the list, also if its last page is full', async () => {
    const { api, accessWith } = await start();
    for (let number = 0; number < 200; number += 1) api.put('refunds', refund(number));
    expect(await listed('refund', accessWith())).toHaveLength(200);
    expect(api.asked).toHaveLength(2);
  });

  it('to the end of the list, even if the API has smaller pages', async () => {
    const { api, accessWith } = await start({
      faults: {
        at: ({ query }) => {
          const page = Number(query.get('page'));
          const list = Array.from({ length: 10 }, (_, at) =>
            refund((page - 1) * 10 + at, 3000 - page * 10 - at),
          );
          return { status: 200, body: JSON.stringify({ count: 30, list }) };
        },
      },
    });
    expect(await listed('refund', accessWith())).toHaveLength(30);
    expect(api.asked).toHaveLength(3);
  });

  it('if an object changes meanwhile, no other is missed', async () => {
    const { api, accessWith } = await start();
    for (let number = 0; number < 150; number += 1) api.put('refunds', refund(number));
    const request = { kind: 'refund', span: HOUR };
    const first = await objects.list?.({ ...request, page: undefined }, accessWith());
    api.put('refunds', refund(3, 5000));
    const second = await objects.list?.({ ...request, page: first?.next }, accessWith());
    const ids = new Set(idsOf([...(first?.items ?? []), ...(second?.items ?? [])]));
    expect(ids.size).toBe(149);
    expect(ids.has('re_3')).toBe(false);
    expect(idsOf(await listed('refund', accessWith(), { from: after(3600), to: after(7200) }))).toEqual([
      're_3',
    ]);
  });

  it('and a page that repeats is an error, not a loop', async () => {
    const list = Array.from({ length: 100 }, (_, number) => refund(number, 3000 - number));
    const body = JSON.stringify({ count: 1000, list });
    const { accessWith } = await start({ faults: { at: () => ({ status: 200, body }) } });
    await expect(listed('refund', accessWith())).rejects.toThrow(
      "PaymentKit's API repeats a page of /api/refunds",
    );
  });

  it('and is an error if the API sorts by something else', async () => {
    const body = JSON.stringify({ count: 2, list: [refund(1, 10), refund(2, 20)] });
    const { accessWith } = await start({ faults: { at: () => ({ status: 200, body }) } });
    await expect(listed('refund', accessWith())).rejects.toThrow(
      "PaymentKit's API does not sort /api/refunds by updated_at",
    );
  });
});

describe('the objects of a span', () => {
  it('are those that changed from its start to before its end', async () => {
    const { api, accessWith } = await start();
    for (const second of [-1, 0, 3599, 3600]) api.put('refunds', refund(second + 1, second));
    expect(idsOf(await listed('refund', accessWith()))).toEqual(['re_3600', 're_1']);
  });

  it('include one that appears late, when the span is read again', async () => {
    let now = after(3700);
    const { api, accessWith } = await start({ now: () => now });
    api.put('refunds', refund(1), after(4000));
    expect(await listed('refund', accessWith())).toEqual([]);
    now = after(4100);
    expect(idsOf(await listed('refund', accessWith()))).toEqual(['re_1']);
  });

  it('are those of the mode', async () => {
    const { api, accessWith } = await start();
    api.put('refunds', refund(1));
    api.put('refunds', { ...refund(2), livemode: true });
    expect(idsOf(await listed('refund', accessWith()))).toEqual(['re_1']);
    expect(idsOf(await listed('refund', accessWith({}, { mode: 'live' })))).toEqual(['re_2']);
  });

  it('are recorded byte for byte, with the time of the question by the clock of the application', async () => {
    const item = '{ "id":"re_1", "amount":"5","updated_at":"2026-03-02T09:00:01.000Z" }';
    const body = `{"count":1,"list":[ ${item} ]}`;
    const { accessWith } = await start({ faults: { at: () => ({ status: 200, body }) }, skewMs: -3_600_000 });
    const [observation] = await listed('refund', accessWith());
    expect(observation?.body.toString()).toBe(
      `{"observed":{"kind":"refund","id":"re_1","askedAt":"2026-03-02T10:00:00.000Z"},"answer":${item}}`,
    );
  });
});

describe('a list that cannot be read', () => {
  it.each([
    ['<html>sign in</html>', UnavailableError],
    ['{"count":0}', UnavailableError],
    ['{"count":1,"list":[{"id":"re_1"}]}', UnavailableError],
    ['{"count":1,"list":[{"id":"../1","updated_at":"2026-03-02T09:00:01.000Z"}]}', UnavailableError],
  ])('because of %s', async (body, error) => {
    const { accessWith } = await start({ faults: { at: () => ({ status: 200, body }) } });
    await expect(listed('refund', accessWith())).rejects.toBeInstanceOf(error);
  });

  it('because it is throttled says after how long it may be read', async () => {
    const response = { status: 429, headers: { 'retry-after': '30' }, body: '' };
    const { accessWith } = await start({ faults: { at: () => response } });
    const error: unknown = await listed('refund', accessWith()).catch((cause: unknown) => cause);
    expect(error).toBeInstanceOf(ThrottledError);
    expect(error).toMatchObject({ retryAfterMs: 30_000 });
  });

  it('in the middle is read on from the page that failed', async () => {
    const failed = { status: 500, body: '' };
    const { api, accessWith } = await start({ faults: { at: (_, n) => (n === 2 ? failed : undefined) } });
    for (let number = 0; number < 150; number += 1) api.put('refunds', refund(number));
    const request = { kind: 'refund', span: HOUR };
    const first = await objects.list?.({ ...request, page: undefined }, accessWith());
    await expect(objects.list?.({ ...request, page: first?.next }, accessWith())).rejects.toBeInstanceOf(
      UnavailableError,
    );
    const second = await objects.list?.({ ...request, page: first?.next }, accessWith());
    expect(new Set(idsOf([...(first?.items ?? []), ...(second?.items ?? [])])).size).toBe(150);
  });

  it('because the access key is refused, or of a kind that has no list', async () => {
    const { accessWith } = await start();
    await expect(listed('refund', accessWith({ accessKey: 'another_access_key' }))).rejects.toMatchObject({
      status: 403,
      code: 'forbidden',
    });
    await expect(listed('constructor', accessWith())).rejects.toBeInstanceOf(ApiRefusedError);
  });
});
