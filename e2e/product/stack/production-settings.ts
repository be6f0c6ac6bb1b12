import { createCredentials } from '@payspool/cli';
import { providers } from '@payspool/providers';
import type { startForwardReceiver } from './forward-receiver.ts';
import { startProviderApis } from './provider-apis.ts';
import type { createStopList } from './stop-in-reverse.ts';

interface Surroundings {
  readonly databaseUrl: string;
  readonly queueUrl: string;
  /** The receiver of forwarded transitions. */
  readonly receiver: Awaited<ReturnType<typeof startForwardReceiver>>;
  readonly stops: ReturnType<typeof createStopList>;
}

/**
 * The settings of apps as in production, but in test mode: credentials of every provider for this run, and the
 * providers' APIs, which it starts.
 */
export async function productionSettings({ databaseUrl, queueUrl, receiver, stops }: Surroundings) {
  const apis = await startProviderApis();
  stops.add(apis.stop);
  const { env, signing } = await createCredentials(providers, new Date());
  return {
    apis,
    signing,
    env: {
      ...env,
      NODE_ENV: 'production',
      PAYSPOOL_MODE: 'test',
      // Long enough for events that arrive out of order within a second, and short enough for a test.
      MERCHANT_REF_GRACE_SECONDS: '1',
      DATABASE_URL: databaseUrl,
      QUEUE_URL: queueUrl,
      ...apis.env,
      FORWARD_ALLOW_PRIVATE: 'true',
      FORWARD_URLS: receiver.forwardUrls('worker'),
      // Short, so that another worker continues the work of a killed worker within the run.
      WORKER_LOCK_MS: '3000',
      SWEEP_EVERY_SECONDS: '3',
      SWEEP_LEASE_SECONDS: '6',
      SWEEP_SINCE: new Date(Date.now() - 86_400_000).toISOString(),
    },
  };
}
