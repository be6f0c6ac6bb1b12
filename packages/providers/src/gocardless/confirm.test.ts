import { describe, expect, it } from 'vitest';
import { UnavailableError, UnusableEventError, type OutboundRequest } from '../contract/index.ts';
import { confirm } from './confirm.ts';
import { gocardless } from './index.ts';

const SETTINGS = gocardless.settings.parse({ accessToken: 'sandbox_k3Qw', apiUrl: 'https://api.test/' });
const hintOf = (fields: object = {}) => ({
  body: Buffer.from(
    JSON.stringify({
      events: [
        {
          id: 'EV1',
          created_at: '2026-03-05T06:02:11.907Z',
          resource_type: 'payments',
          action: 'confirmed',
          links: { payment: 'PM1' },
          ...fields,
        },
      ],
    }),
  ),
});

/** Asks an API that answers these bodies, and returns the requests. */
async function asked(answers: Readonly<Record<string, string | number>>, hint = hintOf()) {
  const requests: OutboundRequest[] = [];
  const io = {
    now: () => new Date(),
    fetch: async (request: OutboundRequest) => {
      requests.push(request);
      const answer = answers[request.url.href] ?? 404;
      const [status, body] = typeof answer === 'number' ? [answer, '{}'] : [200, answer];
      return { status, headers: {}, body: Buffer.from(body) };
    },
  };
  return { confirmation: await confirm(hint, { settings: SETTINGS, mode: 'test', io }), requests };
}

const PAYMENT = 'https://api.test/payments/PM1';
const BYTES = '{ "payments":{"id":"PM1","amount":1000,"currency":"GBP","links":{"mandate":"MD1"}} }';

describe('a question about a payment', () => {
  it('is asked with the token and the version, and its answer is kept byte for byte with the event', async () => {
    const { confirmation, requests } = await asked({ [PAYMENT]: BYTES });
    expect(requests).toMatchObject([
      {
        method: 'GET',
        headers: { authorization: 'Bearer sandbox_k3Qw', 'gocardless-version': '2015-07-06' },
      },
    ]);
    const [delivery, ...others] = confirmation.deliveries;
    expect(others).toEqual([]);
    expect(confirmation.final).toBe(true);
    expect(delivery?.eventKey).toBe('EV1/answer');
    expect(delivery?.body.toString()).toBe(
      `{"event":{"id":"EV1","created_at":"2026-03-05T06:02:11.907Z","resource_type":"payments","action":"confirmed","links":{"payment":"PM1"}},"answers":{"payments":${BYTES}}}`,
    );
    const meaning = gocardless.normalise({ body: delivery?.body ?? Buffer.of(), headers: {} }, SETTINGS);
    expect(meaning).toMatchObject({ events: [{ type: 'order.created' }, { type: 'payment.succeeded' }] });
  });

  it.each([
    ['subscription', 'SB1', 'subscriptions', '"interval":1,"interval_unit":"yearly"'],
    ['instalment_schedule', 'IS1', 'instalment_schedules', '"total_amount":3000,"currency":"GBP"'],
  ])('is followed by one about its %s', async (link, id, object, fields) => {
    const payment = BYTES.replace('"mandate":"MD1"', `"${link}":"${id}"`);
    const further = `{"${object}":{"id":"${id}",${fields}}}`;
    const { confirmation, requests } = await asked({
      [PAYMENT]: payment,
      [`https://api.test/${object}/${id}`]: further,
    });
    expect(requests.map(({ url }) => url.pathname)).toEqual(['/payments/PM1', `/${object}/${id}`]);
    expect(confirmation.deliveries[0]?.body.toString()).toContain(
      `"answers":{"payments":${payment},"${object}":${further}}`,
    );
  });

  it.each([
    ['an unknown payment, because a signed event names it', 404],
    ['too many requests', 429],
    ['an outage', 503],
  ])('is asked again after %s', async (_, status) => {
    await expect(asked({ [PAYMENT]: status })).rejects.toThrow(UnavailableError);
  });

  it('is asked again while the subscription of its payment is not answered', async () => {
    const payment = BYTES.replace('"mandate":"MD1"', '"subscription":"SB1"');
    await expect(asked({ [PAYMENT]: payment })).rejects.toThrow(/does not know SB1.*access token/);
  });

  it.each([401, 403])('fails after %i: the token is refused', async (status) => {
    await expect(asked({ [PAYMENT]: status })).rejects.toMatchObject({ code: 'refused_by_provider' });
  });

  it('is recorded with an answer of another shape, which is refused when it is read', async () => {
    const { confirmation } = await asked({ [PAYMENT]: '{"payment":{}}' });
    const body = confirmation.deliveries[0]?.body ?? Buffer.of();
    expect(() => gocardless.normalise({ body, headers: {} }, SETTINGS)).toThrow(
      /^answers\.payments\.payments: /,
    );
  });

  it.each([
    ['names no payment', { links: {} }],
    ['names a path', { links: { payment: '../customers' } }],
    ['needs no answer', { action: 'submitted' }],
    ['is of an unknown type', { action: 'imagined' }],
  ])('is not asked if the event %s', async (_, fields) => {
    await expect(asked({}, hintOf(fields))).rejects.toThrow(UnusableEventError);
  });
});

it('a question about a refund is asked of the refund', async () => {
  const hint = hintOf({ resource_type: 'refunds', action: 'paid', links: { refund: 'RF1' } });
  const answer = '{"refunds":{"id":"RF1","amount":300,"currency":"GBP","links":{"payment":"PM1"}}}';
  const { requests } = await asked({ 'https://api.test/refunds/RF1': answer }, hint);
  expect(requests).toHaveLength(1);
});
