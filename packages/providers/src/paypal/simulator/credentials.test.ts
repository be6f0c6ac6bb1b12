import { beforeAll, describe, expect, it } from 'vitest';
import type { SimulatedCredentials } from '../../simulator/contract.ts';
import { account, body, DAY, now } from './account-under-test.ts';
import { simulator } from './index.ts';

describe("the simulator's own credentials", () => {
  let credentials: SimulatedCredentials;
  beforeAll(async () => {
    credentials = await simulator.createCredentials({ now });
  });
  it("verify the simulator's deliveries, and a later attempt has the same transmission id", async () => {
    const { PAYPAL_WEBHOOK_IDS, PAYPAL_TRUST_ANCHORS, PAYPAL_CERTIFICATES } = credentials.env;
    const { verify, downloads } = account({
      webhookIds: PAYPAL_WEBHOOK_IDS,
      trustAnchors: PAYPAL_TRUST_ANCHORS,
      certificates: PAYPAL_CERTIFICATES,
    });
    const attempt = (sentAt: Date) => {
      const request = simulator.sign({
        body,
        sentAt,
        path: '/webhooks/paypal',
        signing: credentials.signing,
      });
      return verify({ headers: request.headers, body: request.body, path: '/webhooks/paypal', query: {} });
    };
    const [first, second] = [await attempt(new Date(now.getTime() - DAY)), await attempt(now)];
    expect(first).toMatchObject({ authentic: true, mode: 'test' });
    expect(second).toMatchObject({
      authentic: true,
      deliveryRef: 'deliveryRef' in first ? first.deliveryRef : '',
    });
    expect(downloads).toEqual([]);
  });
});
