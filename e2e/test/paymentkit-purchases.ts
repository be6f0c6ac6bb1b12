import { createCredentials, planTraffic, signRequest } from '@payspool/cli';
import { providers } from '@payspool/providers';
import { post } from './stack.ts';

/**
 * Purchases through PaymentKit, whose amounts cannot be read until the decimals of its currencies are configured. Until then each
 * of their events fails permanently; a change of the worker's configuration corrects this.
 */
export async function paymentKitPurchases({
  count,
  seed,
}: {
  readonly count: number;
  readonly seed: number;
}) {
  const paymentKit = providers.filter(({ slug }) => slug === 'paymentkit');
  const { env: mended, signing } = await createCredentials(paymentKit, new Date());
  const { PAYMENTKIT_CURRENCIES: _currencies, ...broken } = mended;
  const { requests, expected } = planTraffic({
    providers: paymentKit,
    scenarios: ['checkout'],
    count,
    duplicate: 0,
    forge: 0,
    shuffle: false,
    seed,
    startsAt: new Date(Date.now() - 3_600_000),
  });
  return {
    broken,
    mended,
    expected,
    events: requests.map((request) => ({
      eventKey: request.provider.identify({ headers: {}, body: request.body }).eventKey,
      type: request.type,
      /** Sends it with a new signature, and returns the status. */
      send: async (ingest: { readonly url: string }): Promise<number> => {
        const signed = signRequest(request, { baseUrl: new URL(ingest.url), signing, sentAt: new Date() });
        return (await post(signed.url.href, signed.body.toString(), signed.headers)).status;
      },
    })),
  };
}
