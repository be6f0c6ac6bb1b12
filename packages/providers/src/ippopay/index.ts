import { createTokenVerifier, defineProvider } from '../contract/index.ts';
import { reads } from './api/reads.ts';
import { confirm } from './confirm.ts';
import { handlers, normalise } from './normalise.ts';
import { hintedOrderId, identify } from './hint.ts';
import { IppopaySettings, isConfigured } from './settings.ts';
import { personal } from './personal.ts';

/** IppoPay's unsigned webhooks. Each is a hint that is confirmed with the API before anything is written. */
export const ippopay = defineProvider({
  slug: 'ippopay',
  title: 'IppoPay',
  personal,
  settings: IppopaySettings,
  fileSettings: { reading: ['pathToken', 'publicKey', 'secretKey'] },
  isConfigured,
  recognises: {
    headers: [],
    body: { has: 'the id of an order', isIn: (body) => hintedOrderId(body) !== undefined },
  },
  route: 'token',
  mayNameMerchantRefLater: false,
  eventTypes: { handled: Object.keys(handlers), ignored: {} },
  statusWords: {},
  keepHeaders: [],
  // IppoPay documents no signature: "notify_url: Your webhook url" is all that ippopay/docs-api
  // server-side-integrations/rest-api.md says of webhooks.
  createVerifier: ({ settings }) => createTokenVerifier(settings.pathToken),
  identify,
  normalise,
  confirm,
  reads,
  endpoints:
    'IppoPay has no webhook endpoints: give `notify_url` with each order that you create, the URL of this account with its path token.',
});
