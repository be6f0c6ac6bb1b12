import { type HmacScheme, signHmac } from '../contract/index.ts';
import type { Simulator } from './contract.ts';

/** A simulator that signs with one shared secret, by the scheme of the provider. */
export const hmacSimulator = ({
  variable,
  scheme,
  makeSecret,
  secretKey = 'secret',
  headers = () => ({}),
  idOf,
  scenarios,
}: {
  /** The variable with the secret, `ACME_WEBHOOK_SECRETS`. */
  readonly variable: string;
  readonly scheme: HmacScheme;
  /** A new secret in the form of the provider's. */
  readonly makeSecret: () => string;
  /** The name of the secret among the keys for signing. */
  readonly secretKey?: string;
  /** Headers that are not part of the signature. */
  readonly headers?: (body: Buffer) => Readonly<Record<string, string>>;
  /** The id of the delivery, the same at every attempt, if the scheme signs one. */
  readonly idOf?: (body: Buffer) => string;
  readonly scenarios: Simulator['scenarios'];
}): Simulator => ({
  createCredentials: async () => {
    const secret = makeSecret();
    return { env: { [variable]: secret }, signing: { [secretKey]: secret } };
  },
  secretKey,
  sign: ({ body, sentAt, signing }) => ({
    pathSuffix: '',
    headers: {
      'content-type': 'application/json',
      ...headers(body),
      ...signHmac(scheme, { body, sentAt, secrets: [signing[secretKey] ?? ''], id: idOf?.(body) }),
    },
    body,
  }),
  scenarios,
});
