import type { z } from 'zod';
import { settingsFromEnv, variableName } from '../accounts/settings-from-env.ts';
import {
  secretRuleOf,
  UnavailableError,
  type AuthenticDelivery,
  type Delivery,
  type Normalised,
  type Provider,
  type ProviderIo,
  type Verdict,
} from '../contract/index.ts';
import type { SignedRequest, SimulatedCredentials, Simulator } from '../simulator/contract.ts';

/** When the deliveries of the suite are received, unless a test says otherwise. */
const RECEIVED_AT = new Date('2026-03-02T12:00:00Z');

/** One account of a provider, configured with credentials of its simulator, without any network. */
export interface AccountUnderTest {
  readonly credentials: SimulatedCredentials;
  readonly isConfigured: boolean;
  /** The delivery of a body that the simulator signs at `sentAt`, as ingest would receive it. */
  sign(body: Buffer, sentAt: Date): Delivery;
  /** The verdict at `now`, by a new verifier. */
  verify(delivery: Delivery, now: Date): Promise<Verdict>;
  normalise(body: Buffer, times?: Pick<AuthenticDelivery, 'signedAt' | 'receivedAt'>): Normalised;
}

const offline = (now: Date): ProviderIo => ({
  now: () => now,
  fetch: () => Promise.reject(new UnavailableError('no network in this test')),
  fetchCertificate: () => Promise.reject(new UnavailableError('no network in this test')),
});

/** `env` may differ from the variables of the credentials, for example after a rotation. */
export function openAccount({
  provider,
  simulator,
  credentials,
  env = credentials.env,
}: {
  readonly provider: Provider;
  readonly simulator: Simulator;
  readonly credentials: SimulatedCredentials;
  readonly env?: SimulatedCredentials['env'];
}): AccountUnderTest {
  const settings = settingsFromEnv(provider, env);
  const path = `/webhooks/${provider.slug}`;
  return {
    credentials,
    isConfigured: provider.isConfigured(settings),
    sign: (body, sentAt) =>
      received(simulator.sign({ body, sentAt, path, signing: credentials.signing }), path),
    verify: async (delivery, now) =>
      provider.createVerifier({ settings, mode: 'test', io: offline(now) })(delivery),
    normalise: (body, times) =>
      provider.normalise({ body, headers: {}, receivedAt: RECEIVED_AT, ...times }, settings),
  };
}

/** The configuration during a rotation: every list begins with an entry of another account; `undefined` if there is no list. */
export function rotatedEnv({
  provider,
  current,
  next,
}: {
  readonly provider: Provider;
  readonly current: SimulatedCredentials;
  readonly next: SimulatedCredentials;
}): SimulatedCredentials['env'] | undefined {
  const settings = settingsFromEnv(provider, current.env);
  const lists = Object.keys(settings).filter(
    (key) => Array.isArray(settings[key]) && settings[key].length > 0,
  );
  const joined = lists.map((key) => {
    const name = variableName(provider.slug, key);
    const both = [next.env[name], current.env[name]];
    const isSecret = secretRuleOf(provider.settings.shape[key] as z.ZodType) !== undefined;
    return [name, isSecret ? JSON.stringify(both) : both.join(',')] as const;
  });
  return joined.length > 0 ? { ...current.env, ...Object.fromEntries(joined) } : undefined;
}

function received({ headers, body, pathSuffix }: SignedRequest, path: string): Delivery {
  const lowered = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value] as const);
  return {
    headers: Object.fromEntries(lowered),
    body,
    path,
    query: {},
    pathToken: pathSuffix.slice(1) || undefined,
  };
}
