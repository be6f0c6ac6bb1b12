import type { ProviderReads } from '../../contract/provider-reads.ts';
import type { PaypalSettings } from '../settings.ts';
import { events } from './events.ts';
import { objects } from './objects.ts';

/** PayPal publishes no limits and asks not to poll. The burst is a page of a list with its first objects. */
const RATE = { burst: 5, perSecond: 1 };

/** What is read from PayPal's API. The credentials do not show their mode: those of the other mode are refused by PayPal. */
export const reads: ProviderReads<PaypalSettings> = {
  setting: 'clientId',
  isConfigured: ({ clientId, clientSecret }) => clientId !== undefined && clientSecret !== undefined,
  rate: { live: RATE, test: RATE },
  events,
  objects,
};
