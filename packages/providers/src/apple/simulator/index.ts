import { readJson } from '../../contract/index.ts';
import type { SimulatedCredentials, Simulator } from '../../simulator/contract.ts';
import { bodyOf, signaturesIn } from './jws.ts';
import { cancellation, renewal, subscription, failedThenPaid } from './scenarios/subscriptions.ts';
import { checkout, refund } from './scenarios/purchases.ts';
import { BUNDLE_ID } from './scenarios/notification.ts';
import { sign } from './sign.ts';
import { createSimulatedChain, type SimulatedChain } from './simulated-chain.ts';

/** Simulates the App Store's sandbox with a certificate chain that is created for the run. */
export const simulator: Simulator = {
  createCredentials: async ({ now }) => credentialsOf(await createSimulatedChain({ now })),
  createDemoCredentials: async (mark) =>
    // The mark is in the names of the certificates, which are valid until 2049.
    credentialsOf(
      await createSimulatedChain({ now: new Date('2025-01-31T00:00:00Z'), name: mark, days: 365 * 24 }),
    ),
  sign,
  encode: (content) => bodyOf(readJson(content)),
  signatureInBody: signaturesIn,
  scenarios: {
    checkout,
    refund,
    'failed-then-paid': failedThenPaid,
    subscription,
    renewal,
    cancellation,
  },
};

const credentialsOf = ({ root, x5c, privateKey }: SimulatedChain): SimulatedCredentials => ({
  env: { APPLE_BUNDLE_IDS: BUNDLE_ID, APPLE_TRUST_ANCHORS: root },
  signing: { privateKey, x5c: JSON.stringify(x5c), bundleId: BUNDLE_ID },
});
