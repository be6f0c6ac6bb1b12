import { settingsFromEnv, type Env } from '../accounts/settings-from-env.ts';
import type { OutboundFetch } from '../contract/index.ts';
import type { Subject } from './subject.ts';

/** The input of `normalise` for a delivery: its own body, or the answer of the simulated API if the delivery is a hint. */
export async function confirmedBodies(
  { provider, simulator }: Pick<Subject, 'provider' | 'simulator'>,
  body: Buffer,
  env: Env,
): Promise<readonly Buffer[]> {
  if (!provider.confirm) return [body];
  const { api } = simulator;
  if (!api) throw new Error(`the simulator of ${provider.slug} has no API`);
  const fetch: OutboundFetch = async ({ url }) => {
    const answer = api.answer(url.pathname, 1);
    return { status: answer.status, headers: {}, body: Buffer.from(answer.body) };
  };
  const io = { now: () => new Date(), fetch, fetchCertificate: () => Promise.reject(new Error('none')) };
  const settings = settingsFromEnv(provider, env);
  const { deliveries } = await provider.confirm({ body, headers: {} }, { settings, io });
  return deliveries.map((delivery) => delivery.body);
}
