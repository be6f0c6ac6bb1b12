import type { ApiRate, ProviderReads } from '../../contract/index.ts';
import { canRead, type PaymentKitSettings } from '../settings.ts';
import { objects } from './objects.ts';

/** The application answers its buyers from the same process, and no limit is documented. */
const RATE: ApiRate = { burst: 4, perSecond: 2 };

/** What is read from PaymentKit's API, if an access key is configured. Objects name their mode (`livemode`); the key does not. */
export const reads: ProviderReads<PaymentKitSettings> = {
  setting: 'accessKey',
  isConfigured: canRead,
  rate: { live: RATE, test: RATE },
  objects,
};
