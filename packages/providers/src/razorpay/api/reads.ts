import type { ApiRate, ProviderReads } from '../../contract/index.ts';
import { ANY_ACCOUNT, canRead, keyMode, type RazorpaySettings } from '../settings.ts';
import { objects } from './objects.ts';

/** Razorpay publishes no limit, only that it answers 429 (razorpay/markdown-docs api/understand.md). */
const RATE: ApiRate = { burst: 4, perSecond: 2 };

/** What is read from Razorpay's API. */
export const reads: ProviderReads<RazorpaySettings> = {
  setting: 'keyId',
  isConfigured: canRead,
  modeOf: keyMode,
  rate: { live: RATE, test: RATE },
  merchantsOf: ({ connectedAccounts }) => connectedAccounts.filter((account) => account !== ANY_ACCOUNT),
  objects,
};
