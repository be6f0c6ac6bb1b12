import { describe, expect, it } from 'vitest';
import { ApiRefusedError } from '../../contract/api-access.ts';
import { UnavailableError } from '../../contract/errors.ts';
import { identify } from '../identify.ts';
import { fixture } from '../simulator/fixtures/changed-fixture.ts';
import { events } from './events.ts';
import { allOf, NOW, rejection, SPAN, startPaypal } from './paypal-under-test.ts';

const PATH = '/v1/notifications/webhooks-events';

/** An event at a minute of the span. The numbers and escapes would change if JSON were read and written again. */
const event = (minute: number): Buffer => {
  const time = new Date(SPAN.from.getTime() + minute * 60_000).toISOString();
  return Buffer.from(
    `{"id":"WH-${minute}", "event_type":"PAYMENT.CAPTURE.COMPLETED","create_time":"${time}",\t"n": 1.0, "big":12345678901234567890,"path":"a\\/b", "resource":{}}`,
  );
};

const fixed = (body: string) => ({
  faults: {
    at: ({ path }: { readonly path: string }) => (path === PATH ? { status: 200, body } : undefined),
  },
});

describe('the list of events', () => {
  it('is read to its end, with the bytes and the key of each event', async () => {
    const { api, access } = await startPaypal();
    const bodies = Array.from({ length: 250 }, (_, minute) => event(minute));
    for (const body of bodies) api.addEvent(body);
    const { items, pages } = await allOf((page) => events.list(SPAN, page, access));
    expect(pages).toBe(3);
    expect(items.map(({ body }) => body.toString())).toEqual(bodies.map(String).toReversed());
    expect(items[0]).toEqual({
      eventKey: 'WH-249:PAYMENT.CAPTURE.COMPLETED',
      type: 'PAYMENT.CAPTURE.COMPLETED',
      createdAt: new Date('2026-03-04T04:09:00Z'),
      body: bodies[249],
    });
  });

  it('has the key that the delivery of the event has', async () => {
    const { api, access } = await startPaypal();
    const body = fixture('PAYMENT.SALE.COMPLETED');
    api.addEvent(body);
    const { items } = await events.list(SPAN, undefined, access);
    expect(items.map(({ eventKey }) => eventKey)).toEqual([identify({ body }).eventKey]);
  });

  it('is asked for a span in whole seconds that is never shorter', async () => {
    const { api, access } = await startPaypal();
    const span = { from: new Date('2026-03-04T00:00:00.999Z'), to: new Date('2026-03-04T01:00:00.001Z') };
    await events.list(span, undefined, access);
    expect(Object.fromEntries(api.asked[0]?.query ?? [])).toEqual({
      start_time: '2026-03-04T00:00:00Z',
      end_time: '2026-03-04T01:00:01Z',
      page_size: '100',
    });
  });

  it('has an event that appears late, if the span is read again', async () => {
    const { api, access, clock } = await startPaypal();
    api.addEvent(event(1));
    api.addEvent(event(2), { listedFrom: new Date(NOW.getTime() + 60_000) });
    expect((await events.list(SPAN, undefined, access)).items).toHaveLength(1);
    clock.now = new Date(NOW.getTime() + 120_000);
    expect((await events.list(SPAN, undefined, access)).items).toHaveLength(2);
  });

  it('does not shift if events are added while it is read', async () => {
    const { api, access } = await startPaypal();
    for (let minute = 0; minute < 150; minute += 1) api.addEvent(event(minute));
    const first = await events.list(SPAN, undefined, access);
    api.addEvent(event(200));
    const second = await events.list(SPAN, first.next, access);
    expect([...first.items, ...second.items].map(({ eventKey }) => eventKey)).toEqual(
      Array.from({ length: 150 }, (_, at) => `WH-${149 - at}:PAYMENT.CAPTURE.COMPLETED`),
    );
  });

  it('ends with an error in the middle, and goes on at the page that failed', async () => {
    const down = { status: 503, body: '' };
    const { api, access } = await startPaypal({
      faults: { at: ({ query }, n) => (query.has('move_to') && n < 4 ? down : undefined) },
    });
    for (let minute = 0; minute < 150; minute += 1) api.addEvent(event(minute));
    const { next } = await events.list(SPAN, undefined, access);
    expect(await rejection(events.list(SPAN, next, access))).toBeInstanceOf(UnavailableError);
    expect((await events.list(SPAN, next, access)).items).toHaveLength(50);
  });

  it('counts an event without a readable time as the oldest of the span', async () => {
    const body =
      '{"id":"WH-1","event_type":"PAYMENT.CAPTURE.COMPLETED","create_time":"2016-19-15T00:00:00Z"}';
    const { access } = await startPaypal(fixed(`{"events":[${body}],"count":1}`));
    const { items } = await events.list(SPAN, undefined, access);
    expect(items).toMatchObject([{ eventKey: 'WH-1:PAYMENT.CAPTURE.COMPLETED', createdAt: SPAN.from }]);
  });

  it.each(['{"events":[],"count":0,"links":[]}', '{"count":0,"links":[]}'])(
    'may be empty: %s',
    async (body) => {
      const { access } = await startPaypal(fixed(body));
      expect(await events.list(SPAN, undefined, access)).toEqual({ items: [], next: undefined });
    },
  );

  it.each(['{}', '<html>maintenance</html>', '[]', '{"events":{}}', ''])(
    'is never empty because of an answer that is not a list: %s',
    async (body) => {
      const { access } = await startPaypal(fixed(body));
      expect(await rejection(events.list(SPAN, undefined, access))).toBeInstanceOf(UnavailableError);
    },
  );
});

describe('the link to the next page', () => {
  it.each([
    'https://evil.example/v1/notifications/webhooks-events?move_to=next',
    'https://10.74.133.169:17881/v1/notifications/webhooks-events?move_to=next',
    'https://api.paypal.com/v1/notifications/webhooks-events?move_to=next',
    '/v1/oauth2/token',
  ])('is not followed to %s', async (href) => {
    const { api, access } = await startPaypal(
      fixed(JSON.stringify({ events: [], links: [{ href, rel: 'next', method: 'GET' }] })),
    );
    expect(await rejection(events.list(SPAN, undefined, access))).toBeInstanceOf(ApiRefusedError);
    expect(api.asked).toHaveLength(1);
  });

  it("may have PayPal's other name of the API, and is asked for at the configured one", async () => {
    const { access } = await startPaypal();
    const asked: string[] = [];
    const links = [
      {
        href: 'https://api.paypal.com/v1/notifications/webhooks-events/?page_size=100&amp;move_to=next&amp;index_id=3',
        rel: 'next',
      },
    ];
    const answers = [
      '{"access_token":"t","expires_in":300}',
      JSON.stringify({ events: [], links }),
      '{"count":0}',
    ];
    const live = {
      ...access,
      settings: { ...access.settings, apiUrl: undefined, clientId: 'app-of-two-names' },
      mode: 'live' as const,
      io: {
        now: access.io.now,
        fetch: ({ url }: { readonly url: URL }) => {
          asked.push(url.href);
          return Promise.resolve({
            status: 200,
            headers: {},
            body: Buffer.from(answers[asked.length - 1] ?? ''),
          });
        },
      },
    };
    const { pages } = await allOf((page) => events.list(SPAN, page, live));
    expect(pages).toBe(2);
    expect(asked[2]).toBe(
      'https://api-m.paypal.com/v1/notifications/webhooks-events/?page_size=100&move_to=next&index_id=3',
    );
  });

  it('ends with an error if it leads to the same page again', async () => {
    const { access } = await startPaypal(
      fixed(
        JSON.stringify({ events: [], links: [{ href: `${PATH}?move_to=next&index_id=3`, rel: 'next' }] }),
      ),
    );
    const { next } = await events.list(SPAN, undefined, access);
    expect(await rejection(events.list(SPAN, next, access))).toMatchObject({ code: 'page_repeats' });
  });

  it('is refused if it is not one of this list', async () => {
    const { api, access } = await startPaypal();
    expect(await rejection(events.list(SPAN, '/v1/oauth2/token', access))).toBeInstanceOf(ApiRefusedError);
    expect(api.asked).toEqual([]);
  });
});
