import { afterEach, describe, expect, it } from 'vitest';
import { createAlerts } from '../src/reactions/alert/alert.ts';
import { createGuardedPost } from '../src/reactions/outbound/guarded-post.ts';
import { startReceiver } from './http-receiver.ts';
import {
  madeUpContext,
  orderPayload,
  paymentPayload,
  react,
  refundPayload,
  subscriptionPayload,
  transition,
} from './made-up-transition.ts';

const open: (() => Promise<void>)[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((close) => close()));
});

function alerts(alertUrl?: URL, { allowPrivate = true } = {}) {
  const guarded = createGuardedPost({ allowPrivate, timeoutMs: 2000, now: () => new Date() });
  open.push(guarded.close);
  const consumers = createAlerts({ alertUrl }, { guarded });
  return (name: string) => consumers.find((consumer) => consumer.name === name);
}

describe('the alert in the log', () => {
  it.each([
    [transition('payment.failed', paymentPayload()), { paymentRef: 'ch_1', failureCode: 'card_declined' }],
    [transition('subscription.past_due', subscriptionPayload()), { subscriptionRef: 'sub_1' }],
    [transition('order.disputed', orderPayload()), { orderRef: 'pi_1', merchantRef: 'A-17' }],
    [transition('payment.disputed', paymentPayload()), { paymentRef: 'ch_1' }],
    [transition('payment.charged_back', paymentPayload()), { paymentRef: 'ch_1' }],
    [transition('refund.unmatched', refundPayload()), { refundRef: 're_1' }],
    [transition('order.charged_back', orderPayload()), { orderRef: 'pi_1', eventKey: 'evt_1' }],
  ])('$topic is one line with its ids', async (given, facts) => {
    const { context, lines } = madeUpContext();
    await react(alerts()('alert'), given, context);
    expect(lines).toHaveLength(1);
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({
      level: 'warn',
      msg: given.topic,
      provider: 'stripe',
      ...facts,
    });
  });

  it('is the only output without a webhook', () => {
    expect(alerts()('alert:webhook')).toBeUndefined();
  });
});

describe('the alert in a chat channel', () => {
  it('is a text without a signature', async () => {
    const chat = await startReceiver((response) => response.end('ok'));
    open.push(chat.stop);
    const consumer = alerts(new URL(`http://127.0.0.1:${chat.port}/hooks/s3cret`))('alert:webhook');
    await react(consumer, transition('payment.failed', paymentPayload()));
    const [request] = chat.received;
    expect(request?.headers).toMatchObject({ 'content-type': 'application/json', 'user-agent': 'payspool' });
    expect(request?.headers).not.toHaveProperty('webhook-signature');
    expect(JSON.parse(request?.body.toString() ?? '')).toEqual({
      text: 'payment.failed: payment ch_1 of 12.50 EUR (stripe/default, card_declined)',
    });
  });

  it('that the webhook refuses is an error without the URL', async () => {
    const chat = await startReceiver((response) => response.writeHead(500).end());
    open.push(chat.stop);
    const consumer = alerts(new URL(`http://127.0.0.1:${chat.port}/hooks/s3cret`))('alert:webhook');
    await expect(react(consumer, transition('order.disputed', orderPayload()))).rejects.toThrow(
      /^alert:webhook answered 500$/,
    );
  });

  it('is not sent to a private address', async () => {
    const chat = await startReceiver((response) => response.end());
    open.push(chat.stop);
    const url = new URL(`http://localhost:${chat.port}`);
    const consumer = alerts(url, { allowPrivate: false })('alert:webhook');
    await expect(react(consumer, transition('order.disputed', orderPayload()))).rejects.toThrow(
      'no public address',
    );
    expect(chat.connections.size).toBe(0);
  });
});
