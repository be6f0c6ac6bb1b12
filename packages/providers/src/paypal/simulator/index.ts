import { randomBytes } from 'node:crypto';
import type { SimulatedCredentials, Simulator } from '../../simulator/contract.ts';
import { checkout, dispute, failedThenPaid, refund } from './scenarios/orders.ts';
import { cancellation, renewal, subscription } from './scenarios/subscriptions.ts';
import { createFakeApi } from './fake-api.ts';
import { sign } from './sign.ts';
import { createSimulatedAuthority, type SimulatedAuthority } from './simulated-authority.ts';

/** An address of PayPal, as the rule for certificates requires. It is never downloaded, because the certificate is configured for this URL. */
const CERTIFICATE_URL = 'https://api.sandbox.paypal.com/v1/notifications/certs/CERT-payspool-simulator';

/** Simulates PayPal's sandbox with a certificate chain that is created for the run. */
export const simulator: Simulator = {
  createCredentials: async ({ now }) => {
    const authority = await createSimulatedAuthority({ now });
    return credentialsOf(authority, `SIM${randomBytes(7).toString('hex').toUpperCase()}`);
  },
  createDemoCredentials: async (mark) => {
    // The mark is in the names of the certificates, which are valid until 2049.
    const authority = await createSimulatedAuthority({
      now: new Date('2025-01-31T00:00:00Z'),
      name: mark,
      days: 365 * 24,
    });
    return credentialsOf(authority, mark.replaceAll('-', '').toUpperCase());
  },
  sign,
  keepsStamp: true,
  createReading: ({ now }) => {
    const credentials = { clientId: 'simulated-app', clientSecret: 'simulated-secret-of-the-app' };
    const api = createFakeApi({ now, credentials });
    return {
      api,
      env: (url) => ({
        PAYPAL_CLIENT_ID: credentials.clientId,
        PAYPAL_CLIENT_SECRET: credentials.clientSecret,
        PAYPAL_API_URL: url,
      }),
      add: api.withDeliveries,
    };
  },
  scenarios: {
    checkout,
    refund,
    'failed-then-paid': failedThenPaid,
    subscription,
    renewal,
    cancellation,
    dispute,
  },
};

const credentialsOf = (
  { anchors, leaf, privateKey }: SimulatedAuthority,
  webhookId: string,
): SimulatedCredentials => ({
  env: {
    PAYPAL_WEBHOOK_IDS: webhookId,
    PAYPAL_TRUST_ANCHORS: anchors,
    PAYPAL_CERTIFICATES: `${CERTIFICATE_URL}\n${leaf}`,
  },
  signing: { privateKey, webhookId, certificateUrl: CERTIFICATE_URL },
});
