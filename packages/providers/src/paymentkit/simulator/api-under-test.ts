import { outboundFetch } from '../../io/outbound-fetch.ts';
import { startApiServer } from '../../simulator/api-server.ts';
import type { PaymentKitAccess } from '../api/api.ts';
import { settings } from '../settings.ts';
import { createFakeApi } from './fake-api.ts';
import { CURRENCIES } from './scenarios/objects.ts';

type FakeOptions = Parameters<typeof createFakeApi>[0];

/** For tests: the fake API over HTTP on loopback, below the path `/payment`, and what a call needs. */
export async function startPaymentKit(options: Partial<FakeOptions> & { readonly now: () => Date }) {
  const api = createFakeApi(options);
  const server = await startApiServer({
    answer: (request) =>
      request.path.startsWith('/payment/')
        ? api.answer({ ...request, path: request.path.slice('/payment'.length) })
        : { status: 404, body: '{}' },
  });
  let calls = 0;
  const accessWith = (
    given: Readonly<Record<string, unknown>> = {},
    more: Partial<PaymentKitAccess> = {},
  ): PaymentKitAccess => ({
    settings: settings.parse({
      currencies: CURRENCIES,
      accessKey: 'access_key_of_the_fake',
      apiUrl: `${server.url}/payment`,
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
