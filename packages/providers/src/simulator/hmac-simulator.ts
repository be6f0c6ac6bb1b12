import { randomBytes } from 'node:crypto';
import { variableName } from '../accounts/settings-from-env.ts';
import { schemeFor, type SchemeOf, signHmac } from '../contract/index.ts';
import type { SimulatedCredentials, Simulator } from './contract.ts';

/** A simulator that signs with one shared secret, by the scheme of the provider. */
export const hmacSimulator = ({
  slug,
  scheme,
  setting = 'webhookSecrets',
  settings = {},
  secretOf = (text) => text,
  demoSecretOf = secretOf,
  secretKey = 'secret',
  headers = () => ({}),
  idOf,
  scenarios,
}: {
  readonly slug: string;
  /** It gets the keys for signing, among them `settings`. */
  readonly scheme: SchemeOf<SimulatedCredentials['signing']>;
  /** The name of the setting with the secret. */
  readonly setting?: string;
  /** Its other settings that a signature depends on: `{ notificationUrl: 'https://…' }`. */
  readonly settings?: Readonly<Record<string, string>>;
  /** A secret in the form of the provider's, made of 48 random hex digits. */
  readonly secretOf?: (text: string) => string;
  /** The same, made of a mark of letters and dashes. */
  readonly demoSecretOf?: (mark: string) => string;
  /** The name of the secret among the keys for signing. */
  readonly secretKey?: string;
  /** Headers that are not part of the signature. */
  readonly headers?: (body: Buffer) => Readonly<Record<string, string>>;
  /** The id of the delivery, the same at every attempt, if the scheme signs one. */
  readonly idOf?: (body: Buffer) => string;
  readonly scenarios: Simulator['scenarios'];
}): Simulator => {
  const credentialsOf = (secret: string): SimulatedCredentials => ({
    env: {
      ...Object.fromEntries(
        Object.entries(settings).map(([name, value]) => [variableName(slug, name), value]),
      ),
      [variableName(slug, setting)]: secret,
    },
    signing: { ...settings, [secretKey]: secret },
  });
  return {
    createCredentials: async () => credentialsOf(secretOf(randomBytes(24).toString('hex'))),
    createDemoCredentials: async (mark) => credentialsOf(demoSecretOf(mark)),
    secretKey,
    sign: ({ body, sentAt, signing }) => ({
      pathSuffix: '',
      headers: {
        'content-type': 'application/json',
        ...headers(body),
        ...signHmac(schemeFor(scheme, signing), {
          body,
          sentAt,
          secrets: [signing[secretKey] ?? ''],
          id: idOf?.(body),
        }),
      },
      body,
    }),
    scenarios,
  };
};
