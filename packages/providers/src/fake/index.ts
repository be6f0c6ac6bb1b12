import { ordinaryProvider, timestampedHmac } from '../contract/index.ts';
import { handlers } from './events.ts';
import { personal } from './personal.ts';

/**
 * `fake-signature: t=<unix seconds>,v1=<hex>`: HMAC-SHA256 over `"<t>.<body>"`, 300 s both ways. Name the documentation of the
 * provider's scheme here.
 */
export const FAKE_SCHEME = timestampedHmac('fake-signature');

/** The smallest complete provider, to copy and for tests. It is not in the registry. */
export const fake = ordinaryProvider({
  slug: 'fake',
  title: 'Fake',
  personal,
  // Any text may be a secret here. Describe the form of the provider's secrets: `{ prefix: 'acme_' }`.
  secrets: {},
  scheme: FAKE_SCHEME,
  envelope: {
    id: 'id',
    type: 'kind',
    time: 'at',
    timeIs: 'unix-seconds',
    mode: ({ live }) => (typeof live === 'boolean' ? (live ? 'live' : 'test') : undefined),
  },
  handlers,
  ignored: { customer_updated: 'customers are not kept' },
  batches: { charge_batch: 'events' },
});
