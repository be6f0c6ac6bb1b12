import { describe, expect, it } from 'vitest';
import { ApiRefusedError } from '../../contract/api-access.ts';
import { UnavailableError } from '../../contract/errors.ts';
import { objects } from './objects.ts';
import { allOf, named, rejection, SPAN, startPaypal } from './paypal-under-test.ts';

type Started = Awaited<ReturnType<typeof startPaypal>>;

const { list } = objects;
const read =
  (kind: string, { access }: Pick<Started, 'access'>, span = SPAN) =>
  (page: string | undefined) => {
    if (!list) throw new Error('there are no lists');
    return list({ kind, span, page }, access);
  };

/** At a minute of the span. */
const at = (minute: number): string => new Date(SPAN.from.getTime() + minute * 60_000).toISOString();

function putSubscriptions({ api }: Started, count: number) {
  for (let number = 1; number <= count; number += 1)
    api.put('subscription', { id: `I-${number}`, status: 'ACTIVE', status_update_time: at(number) });
}

function putDisputes({ api }: Started, count: number) {
  for (let number = 1; number <= count; number += 1)
    api.put('dispute', { dispute_id: `PP-D-${number}`, status: 'OPEN', update_time: at(number) });
}

/** The budget has as many calls as that, and then none. */
const withBudget = ({ access }: Started, budget: number): Pick<Started, 'access'> => {
  let left = budget;
  const takeCall = () => {
    left -= 1;
    return left < 0 ? Promise.reject(new UnavailableError('the budget is used up')) : Promise.resolve();
  };
  return { access: { ...access, takeCall } };
};

describe('the list of subscriptions', () => {
  it('has each subscription whose status changed, as it is read by its id', async () => {
    const started = await startPaypal();
    putSubscriptions(started, 43);
    const { items, pages } = await allOf(read('subscription', started));
    expect(pages).toBe(3);
    expect(named(items)).toEqual(Array.from({ length: 43 }, (_, index) => `subscription I-${index + 1}`));
    expect(items[0]?.body.toString()).toContain('"answer":{"id":"I-1","status":"ACTIVE"');
  });

  it('ends after a full page without a further one', async () => {
    const started = await startPaypal();
    putSubscriptions(started, 20);
    expect(await allOf(read('subscription', started))).toMatchObject({ pages: 2, items: { length: 20 } });
  });

  it('is asked for the changes of the span', async () => {
    const started = await startPaypal();
    started.api.put('subscription', {
      id: 'I-OLD',
      status: 'ACTIVE',
      status_update_time: '2026-03-03T23:59:59Z',
    });
    putSubscriptions(started, 1);
    expect(named((await read('subscription', started)(undefined)).items)).toEqual(['subscription I-1']);
    expect(Object.fromEntries(started.api.asked[0]?.query ?? [])).toEqual({
      status_updated_after: '2026-03-04T00:00:00Z',
      status_updated_before: '2026-03-05T00:00:00Z',
      page_size: '20',
      page: '1',
    });
  });

  it('goes on at the subscription where the budget ended', async () => {
    const started = await startPaypal();
    putSubscriptions(started, 5);
    const first = await read('subscription', withBudget(started, 4))(undefined);
    expect(named(first.items)).toEqual(['subscription I-1', 'subscription I-2', 'subscription I-3']);
    const second = await read('subscription', started)(first.next);
    expect(named(second.items)).toEqual(['subscription I-4', 'subscription I-5']);
    expect(second.next).toBeUndefined();
  });

  it('is unavailable if the budget ends before the first subscription', async () => {
    const started = await startPaypal();
    putSubscriptions(started, 5);
    const error = await rejection(read('subscription', withBudget(started, 1))(undefined));
    expect(error).toBeInstanceOf(UnavailableError);
  });

  it('ends with an error if PayPal returns one page again and again', async () => {
    const started = await startPaypal({
      faults: {
        at: ({ path }) =>
          path === '/v1/billing/subscriptions'
            ? {
                status: 200,
                body: JSON.stringify({
                  subscriptions: Array.from({ length: 20 }, (_, index) => ({ id: `I-${index + 1}` })),
                }),
              }
            : undefined,
      },
    });
    putSubscriptions(started, 20);
    expect(await rejection(allOf(read('subscription', started)))).toMatchObject({ code: 'page_repeats' });
  });

  it('leaves out a subscription that was deleted since', async () => {
    const started = await startPaypal({
      faults: { at: ({ path }) => (path.endsWith('/I-2') ? { status: 404, body: '{}' } : undefined) },
    });
    putSubscriptions(started, 3);
    expect(named((await read('subscription', started)(undefined)).items)).toEqual([
      'subscription I-1',
      'subscription I-3',
    ]);
  });
});

describe('the list of disputes', () => {
  it('follows the links to its end, and reads each dispute by its id', async () => {
    const started = await startPaypal();
    putDisputes(started, 45);
    const { items, pages } = await allOf(read('dispute', started));
    expect(pages).toBe(3);
    expect(named(items)).toEqual(Array.from({ length: 45 }, (_, index) => `dispute PP-D-${index + 1}`));
  });

  it('is asked for the changes of the span', async () => {
    const started = await startPaypal();
    await read('dispute', started)(undefined);
    expect(Object.fromEntries(started.api.asked[0]?.query ?? [])).toEqual({
      update_time_after: '2026-03-04T00:00:00.000Z',
      update_time_before: '2026-03-05T00:00:00.000Z',
      page_size: '20',
    });
  });

  it('goes on at the dispute where the budget ended, on any page', async () => {
    const started = await startPaypal();
    putDisputes(started, 25);
    const first = await read('dispute', started)(undefined);
    const second = await read('dispute', withBudget(started, 3))(first.next);
    expect(named(second.items)).toEqual(['dispute PP-D-21', 'dispute PP-D-22']);
    const third = await read('dispute', started)(second.next);
    expect(named(third.items)).toEqual(['dispute PP-D-23', 'dispute PP-D-24', 'dispute PP-D-25']);
    expect(third.next).toBeUndefined();
  });

  it('does not follow a link to another host', async () => {
    const started = await startPaypal({ linkOrigin: 'https://evil.example' });
    putDisputes(started, 45);
    expect(await rejection(read('dispute', started)(undefined))).toBeInstanceOf(ApiRefusedError);
    expect(started.api.asked.every(({ headers }) => headers['host'] !== 'evil.example')).toBe(true);
  });

  it('ends with the error of a page that fails', async () => {
    const started = await startPaypal({
      faults: { at: ({ query }) => (query.get('page') === '2' ? { status: 500, body: '' } : undefined) },
    });
    putDisputes(started, 45);
    expect(await rejection(allOf(read('dispute', started)))).toBeInstanceOf(UnavailableError);
  });
});

describe('a list', () => {
  it.each(['order', 'capture', 'refund'])('does not exist of the kind %s', async (kind) => {
    const started = await startPaypal();
    expect(objects.listed).not.toContain(kind);
    expect(await rejection(read(kind, started)(undefined))).toBeInstanceOf(ApiRefusedError);
  });

  it.each(['subscription', 'dispute', 'transaction'])(
    'of the kind %s does not go on at a position that it did not return',
    async (kind) => {
      const started = await startPaypal();
      expect(await rejection(read(kind, started)('{"page":"/v1/oauth2/token"}'))).toBeInstanceOf(
        ApiRefusedError,
      );
      expect(started.api.asked).toEqual([]);
    },
  );
});
