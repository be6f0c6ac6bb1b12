import type { ProviderReads } from '../../contract/index.ts';
import type { StripeSettings } from '../settings.ts';
import { modeOfKey } from './api.ts';
import { events } from './events.ts';
import { objects } from './objects.ts';

/** What Stripe's API can be asked for. */
export const reads: ProviderReads<StripeSettings> = {
  setting: 'apiKey',
  isConfigured: ({ apiKey }) => apiKey !== undefined,
  modeOf: modeOfKey,
  // A tenth of what Stripe allows an account in live mode, 100/s, and a fifth of 25/s in a sandbox (docs.stripe.com/rate-limits): the shop uses the
  // same limit.
  rate: { live: { burst: 10, perSecond: 10 }, test: { burst: 5, perSecond: 5 } },
  // `*` names no account.
  merchantsOf: ({ connectedAccounts }) => connectedAccounts.filter((account) => account !== '*'),
  events,
  objects,
};
