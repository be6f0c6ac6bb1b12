import { encodeDeliveryJob } from '@payspool/queue';
import { describe, expect, it } from 'vitest';
import { createCredentials, NOW, openIngest, stripeEvent } from './ingest-under-test.ts';

const credentials = await createCredentials('stripe', 'paypal', 'razorpay', 'ippopay');
const BODY = stripeEvent('evt_1');

describe('the job of a delivery', () => {
  it.each([
    ['invalid UTF-8 and a NUL', [0x7b, 0xff, 0xfe, 0x00, 0x80, 0x7d], 'e//+AIB9', 'base64'],
    [
      'a byte order mark and line ends',
      [0xef, 0xbb, 0xbf, 0x0d, 0x0a, 0x7b, 0x7d, 0x0a],
      '\ufeff\r\n{}\n',
      'utf8',
    ],
  ])('contains the unchanged bytes: %s', async (_, bytes, body, bodyEncoding) => {
    const ingest = openIngest({ credentials });
    await ingest.deliver('stripe', Buffer.from(bytes));
    expect(ingest.queue.jobs.map(encodeDeliveryJob)).toMatchObject([{ body, bodyEncoding }]);
  });

  it('contains its kind, its account and the time of its arrival', async () => {
    const ingest = openIngest({ credentials });
    const sentAt = new Date(NOW.getTime() - 60_000);
    await ingest.deliver('stripe', BODY, sentAt);
    expect(ingest.queue.jobs).toMatchObject([
      {
        kind: 'event',
        provider: 'stripe',
        account: 'default',
        mode: 'test',
        eventKey: 'evt_1',
        type: 'charge.succeeded',
        receivedAt: NOW,
        signedAt: sentAt,
        body: BODY,
      },
    ]);
  });

  it('has no signed time if the scheme does not sign one', async () => {
    const ingest = openIngest({ credentials });
    await ingest.deliver('razorpay', BODY);
    expect(ingest.queue.jobs.map(({ signedAt }) => signedAt)).toEqual([undefined]);
  });

  it("keeps the provider's headers and no others", async () => {
    const ingest = openIngest({ credentials });
    const { headers, body } = ingest.sign('razorpay', BODY);
    const more = { cookie: 'a=b', authorization: 'Basic eDp5', 'x-forwarded-for': '203.0.113.9' };
    await ingest.send('/webhooks/razorpay', { headers: { ...headers, ...more }, body });
    expect(ingest.queue.jobs.map((job) => job.headers)).toEqual([
      { 'x-razorpay-event-id': headers['x-razorpay-event-id'] },
    ]);
  });

  it('contains no header that was not sent', async () => {
    const ingest = openIngest({ credentials });
    const { headers, body } = ingest.sign('razorpay', BODY);
    const { 'x-razorpay-event-id': _, ...others } = headers;
    expect((await ingest.send('/webhooks/razorpay', { headers: others, body })).statusCode).toBe(202);
    expect(ingest.queue.jobs.map((job) => job.headers)).toEqual([{}]);
  });

  it("contains PayPal's transmission id and the mode of its certificate, but not its signature", async () => {
    const ingest = openIngest({ credentials });
    const { headers, body } = ingest.sign('paypal', BODY);
    await ingest.send('/webhooks/paypal', { headers, body });
    expect(ingest.queue.jobs).toMatchObject([
      { deliveryRef: headers['paypal-transmission-id'], verifiedMode: 'test', signedAt: NOW },
    ]);
    expect(JSON.stringify(ingest.queue.jobs)).not.toContain(headers['paypal-transmission-sig']);
  });

  it('does not contain the token of its path', async () => {
    const ingest = openIngest({ credentials });
    await ingest.deliver('ippopay', Buffer.from('{"order_id":"order_1"}'));
    const stored = JSON.stringify(ingest.queue.jobs.map((job) => encodeDeliveryJob(job)));
    expect(stored).toContain('"eventKey":"hint:order_1"');
    expect(stored).not.toContain(credentials.ippopay.signing['pathToken']);
  });
});
