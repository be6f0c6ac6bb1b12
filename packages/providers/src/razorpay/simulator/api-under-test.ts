import { outboundFetch } from '../../io/outbound-fetch.ts';
import { startApiServer } from '../../simulator/api-server.ts';
import type { RazorpayAccess } from '../api/api.ts';
import { settings } from '../settings.ts';
import { createFakeApi } from './fake-api.ts';

type FakeOptions = Parameters<typeof createFakeApi>[0];

/** For tests: the fake API over HTTP on loopback, and what a call needs. Its clock and ours show `now`. */
export async function startRazorpay(options: Partial<FakeOptions> & { readonly now: () => Date }) {
  const api = createFakeApi(options);
  const server = await startApiServer(api);
  let calls = 0;
  const accessWith = (
    given: Readonly<Record<string, unknown>> = {},
    more: Partial<RazorpayAccess> = {},
  ): RazorpayAccess => ({
    settings: settings.parse({
      keyId: 'rzp_test_fake',
      keySecret: 'secret_of_the_fake',
      apiUrl: server.url,
      ...given,
    }),
    mode: 'test',
    io: { fetch: outboundFetch, now: options.now },
    takeCall: async () => {
      calls += 1;
    },
    ...more,
  });
  return { api, accessWith, calls: () => calls, close: server.close };
}
