import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { simulatorOf } from '@payspool/providers/simulator';
import { waitFor } from '@payspool/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BACKENDS } from './backends.ts';
import { jobOf, scenarioOf } from './jobs.ts';
import { startWorker, type WorkerUnderTest } from './worker-under-test.ts';

const [backend] = BACKENDS.filter(({ available }) => available);

/** A part of what the API states about a payment of a subscription. */
interface ApiPayment {
  readonly id: string;
  readonly subscriptionId: string;
}

describe.skipIf(!backend)('Mollie, which sends hints and signed events:', () => {
  let api: Server;
  let worker: WorkerUnderTest;
  beforeAll(async () => {
    api = createServer((request, response) => {
      const { status, body } = simulatorOf('mollie').api?.answer(request.url ?? '', 1) ?? {
        status: 404,
        body: '',
      };
      response.writeHead(status, { 'content-type': 'application/json' }).end(body);
    });
    await new Promise<void>((listening) => api.listen(0, '127.0.0.1', listening));
    if (!backend) return;
    worker = await startWorker(backend, {
      env: {
        MOLLIE_PATH_TOKEN: 'k7Qm2v_Zx9Lr4Tn8',
        MOLLIE_WEBHOOK_SECRETS: 'a-secret-of-the-test',
        MOLLIE_API_KEY: 'test_0123456789abcdef',
        MOLLIE_API_URL: `http://127.0.0.1:${(api.address() as AddressInfo).port}`,
      },
    });
  });
  afterAll(async () => {
    await worker.stop();
    await new Promise((closed) => api.close(closed));
  });

  it.each([
    ['checkout', 'event', false],
    ['checkout', 'hint', true],
    ['refund', 'event', false],
    ['refund', 'hint', true],
  ] as const)('the scenario %s counts once if the %s comes last', async (name, last, isReversed) => {
    const { deliveries, expected } = scenarioOf('mollie', name, `${name}${last}`);
    const jobs = deliveries.map(({ body }) => jobOf('mollie', body));
    expect(new Set(jobs.map(({ kind }) => kind))).toEqual(new Set(['hint', 'event']));
    for (const job of isReversed ? jobs.toReversed() : jobs)
      expect(await worker.deliver(job)).toMatchObject({ state: 'completed' });
    const [order] = expected.orders;
    const found = await worker.db.order.findMany({ where: { orderRef: order?.orderRef ?? '' } });
    expect(
      found.map(({ status, paidMinor, refundedMinor }) => [
        status,
        paidMinor.toFixed(),
        refundedMinor.toFixed(),
      ]),
    ).toEqual([[order?.status, '2500', String(order?.refundedMinor)]]);
  });

  it('a signed event about a subscription asks the API for the subscription', async () => {
    const [hint] = scenarioOf('mollie', 'subscription', 'asked').deliveries;
    const id = new URLSearchParams(hint?.body.toString()).get('id') ?? '';
    const entity = JSON.parse(
      simulatorOf('mollie').api?.answer(`/v2/payments/${id}`, 1).body ?? '{}',
    ) as ApiPayment;
    const event = {
      resource: 'event',
      id: 'event_asked',
      type: 'payment.paid',
      entityId: id,
      createdAt: '2026-01-31T12:00:31+00:00',
      _embedded: { entity },
    };
    const { subscriptionId } = entity;
    const job = jobOf('mollie', Buffer.from(JSON.stringify(event)));
    expect(job).toMatchObject({ kind: 'event', eventKey: 'event_asked' });
    expect(await worker.deliver(job)).toMatchObject({ state: 'completed', outcome: 'applied' });

    const subscriptions = () =>
      worker.db.subscription.findMany({ where: { subscriptionRef: subscriptionId } });
    await waitFor(async () => (await subscriptions())[0]?.paidUntilSource === 'stated', {
      what: 'the end of the paid period, which only the API states',
    });
    expect(await subscriptions()).toMatchObject([{ status: 'active' }]);
    const rows = await worker.db.event.findMany({ where: { provider: 'mollie', type: 'subscription' } });
    expect(rows.map(({ eventKey, status }) => [eventKey.split(':')[0], status])).toEqual([
      [subscriptionId, 'applied'],
    ]);
  });
});
