import type { OutboundFetch, Provider } from '../contract/index.ts';
import { settingsFromEnv, type Env } from '../accounts/settings-from-env.ts';
import { simulatedAnswer } from '../ippopay/simulated-api.ts';

/** The simulated APIs of the providers whose deliveries are hints. */
const APIS: Readonly<Record<string, OutboundFetch>> = {
  ippopay: async ({ url }) => {
    const orderId = decodeURIComponent(url.pathname.split('/')[3] ?? '');
    const { status, body } = simulatedAnswer(orderId, 1);
    return { status, headers: {}, body: Buffer.from(body) };
  },
};

/** The input of `normalise` for a delivery: its own body, or the API's answer if it is only a hint. */
export async function confirmedBodies(
  provider: Provider,
  body: Buffer,
  env: Env,
): Promise<readonly Buffer[]> {
  const fetch = APIS[provider.slug];
  if (!provider.confirm) return [body];
  if (!fetch) throw new Error(`the API of ${provider.slug} has no simulation`);
  const io = { now: () => new Date(), fetch, fetchCertificate: () => Promise.reject(new Error('none')) };
  const settings = settingsFromEnv(provider, env);
  const { deliveries } = await provider.confirm({ body, headers: {} }, { settings, io });
  return deliveries.map((delivery) => delivery.body);
}
