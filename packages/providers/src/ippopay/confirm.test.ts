import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { UnavailableError, UnusableEventError, type OutboundFetch } from '../contract/index.ts';
import { confirm } from './confirm.ts';
import { normalise } from './normalise.ts';
import { IppopaySettings } from './settings.ts';
import { simulatedAnswer, simulatedOrderId } from './simulator/simulated-api.ts';

interface Asked {
  readonly method: string | undefined;
  readonly url: string;
  readonly authorization: string | undefined;
}

const servers: Server[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => new Promise((closed) => server.close(closed))));
});

/** A stand-in for the API over real HTTP, with the requests that it received. */
async function startApi(answer: (url: string, askedTimes: number) => { status: number; body: string }) {
  const asked: Asked[] = [];
  const server = createServer((request, response) => {
    asked.push({
      method: request.method,
      url: request.url ?? '',
      authorization: request.headers.authorization,
    });
    const { status, body } = answer(request.url ?? '', asked.length);
    response.writeHead(status, { connection: 'close' }).end(body);
  });
  servers.push(server);
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return { asked, apiUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

/** The contract's exchange over Node's fetch. */
const realFetch: OutboundFetch = async ({ method, url, headers, body, timeoutMs }) => {
  try {
    const response = await fetch(url, {
      method,
      headers,
      body: body === undefined ? undefined : new Uint8Array(Buffer.from(body)),
      redirect: 'manual',
      signal: AbortSignal.timeout(timeoutMs),
    });
    return { status: response.status, headers: {}, body: Buffer.from(await response.arrayBuffer()) };
  } catch (cause) {
    throw new UnavailableError('no answer', { cause });
  }
};

const hintOf = (orderId: string) => ({
  body: Buffer.from(JSON.stringify({ order_id: orderId, status: 'success' })),
});

const ask = (apiUrl: string, hint: { body: Buffer }, publicKey = 'pk_test_1') =>
  confirm(hint, {
    settings: IppopaySettings.parse({
      pathToken: 'long_enough',
      publicKey,
      secretKey: 'sk:with:colons',
      apiUrl,
    }),
    mode: 'live',
    io: { fetch: realFetch, now: () => new Date() },
  });

const ORDER = { uid: 'abc123def456', amountMinor: 10_050, startsAt: new Date('2026-03-02T09:00:00Z') };
const orderIdOf = (url: string) => /^\/apitest\/v1\/pg\/order\/([^/]+)\/transaction$/.exec(url)?.[1] ?? '';
const simulatedApi = () => startApi((url, askedTimes) => simulatedAnswer(orderIdOf(url), askedTimes));

describe('confirming a hint', () => {
  // node-ippopay 1.0.7 index.js: only a key with the prefix pk_live reaches the live API.
  it.each([
    ['pk_live_1', '/v1/order/order_G@nzg3qBq/transaction'],
    ['pk_test_1', '/apitest/v1/pg/order/order_G@nzg3qBq/transaction'],
    ['pk_1', '/apitest/v1/pg/order/order_G@nzg3qBq/transaction'],
  ])('with the key %s asks for %s, with Basic authentication', async (publicKey, url) => {
    const { asked, apiUrl } = await simulatedApi();
    await ask(`${apiUrl}/`, hintOf('order_G@nzg3qBq'), publicKey);
    const authorization = `Basic ${Buffer.from(`${publicKey}:sk:with:colons`).toString('base64')}`;
    expect(asked).toEqual([{ method: 'GET', url, authorization }]);
  });

  it("records the API's answer byte for byte, under the order and a hash of the answer", async () => {
    const { apiUrl } = await simulatedApi();
    const orderId = simulatedOrderId({ ...ORDER, outcome: 'paid' });
    const confirmation = await ask(apiUrl, hintOf(orderId));
    expect(confirmation).toMatchObject({
      final: true,
      deliveries: [{ eventKey: expect.stringContaining(`${orderId}:`) }],
    });
    const [delivery] = confirmation.deliveries;
    expect(delivery?.eventKey).toMatch(/^order_sim_[a-z0-9_]+:[0-9a-f]{32}$/);
    expect(delivery?.body.toString()).toContain(simulatedAnswer(orderId, 1).body);
    expect(normalise({ body: delivery?.body ?? Buffer.of() })).toMatchObject({
      events: [{ type: 'payment.succeeded', orderRef: orderId, amount: { amountMinor: 10050n } }],
    });
  });

  it('gives the same event for the same answer, and another event for another answer', async () => {
    const { apiUrl } = await simulatedApi();
    const hint = hintOf(simulatedOrderId({ ...ORDER, outcome: 'pendingthenpaid' }));
    const pending = await ask(apiUrl, hint);
    const paid = await ask(apiUrl, hint);
    const again = await ask(apiUrl, hint);
    expect([pending.final, paid.final, again.final]).toEqual([false, true, true]);
    expect(paid.deliveries[0]?.eventKey).not.toBe(pending.deliveries[0]?.eventKey);
    expect(again.deliveries).toEqual(paid.deliveries);
  });

  it.each([
    ['failed', false],
    ['failedthenpaid', true],
    ['refunded', true],
  ] as const)('for an order that is %s, is final: %s', async (outcome, final) => {
    const { apiUrl } = await simulatedApi();
    const confirmation = await ask(apiUrl, hintOf(simulatedOrderId({ ...ORDER, outcome })));
    expect(confirmation).toMatchObject({ final, deliveries: [{}] });
  });

  it.each([
    [404, '{"success":false}'],
    [200, '{"success":false,"message":"no transaction","data":null}'],
  ])('is retried if the API does not have the order yet (%i %s)', async (status, body) => {
    const { apiUrl } = await startApi(() => ({ status, body }));
    expect(await ask(apiUrl, hintOf('order_1'))).toEqual({ deliveries: [], final: false });
  });

  it('records an answer with another form; reading it then names the invalid field', async () => {
    const { apiUrl } = await startApi(() => ({
      status: 200,
      body: '{"data":{"transaction":{"trans_id":1}}}',
    }));
    const { deliveries, final } = await ask(apiUrl, hintOf('order_1'));
    expect(final).toBe(false);
    expect(() => normalise({ body: deliveries[0]?.body ?? Buffer.of() })).toThrow(
      /answer\.data\.transaction\.0\.trans_id/,
    );
  });

  it.each([
    [500, ''],
    [503, '{"success":false}'],
    [429, '{}'],
    [408, ''],
    [302, ''],
    [200, '<html>maintenance</html>'],
  ])('is retried after %i %s', async (status, body) => {
    const { apiUrl } = await startApi(() => ({ status, body }));
    await expect(ask(apiUrl, hintOf('order_1'))).rejects.toBeInstanceOf(UnavailableError);
  });

  it('is retried if there is no connection', async () => {
    await expect(ask('http://127.0.0.1:1', hintOf('order_1'))).rejects.toBeInstanceOf(UnavailableError);
  });

  it.each([400, 401, 403, 422])(
    'fails permanently after %i, and the message does not contain the keys',
    async (status) => {
      const { apiUrl } = await startApi(() => ({ status, body: '{}' }));
      const failure: unknown = await ask(apiUrl, hintOf('order_1')).catch((error: unknown) => error);
      expect(failure).toBeInstanceOf(UnusableEventError);
      expect(failure).toMatchObject({ code: 'refused_by_provider' });
      expect(String(failure)).not.toMatch(/pk_test|sk:with/);
    },
  );

  it('sends no request if the hint has no valid order id', async () => {
    const { asked, apiUrl } = await simulatedApi();
    await expect(ask(apiUrl, hintOf('../../v1/payout'))).rejects.toMatchObject({
      code: 'schema_violation',
      path: 'order_id',
    });
    expect(asked).toEqual([]);
  });
});
