import { createPrivateKey, generateKeyPairSync, randomBytes, sign as signDigest } from 'node:crypto';
import { signHmac } from '../../contract/index.ts';
import type { Simulator } from '../../simulator/contract.ts';
import { componentDigest, componentText } from '../component-signature.ts';
import { endpointScheme } from '../verify.ts';
import { cancellation, renewal, subscription } from './scenarios/subscriptions.ts';
import { checkout, failedThenPaid, refund } from './scenarios/purchases.ts';
import { createFakeApi } from './fake-api.ts';
import { CURRENCIES } from './scenarios/objects.ts';

const COMPONENT_LIFETIME_SECONDS = 300;
const DECIMALS = Object.entries(CURRENCIES)
  .map((entry) => entry.join('='))
  .join(',');

type Signing = Readonly<Record<string, string>>;
interface Attempt {
  readonly body: Buffer;
  readonly sentAt: Date;
  readonly path: string;
  readonly signing: Signing;
}

/** Signs with the endpoint's secret, or with the application's key if `signing.scheme` is `component`. The scenarios need `PAYMENTKIT_CURRENCIES`. */
export const simulator: Simulator = {
  createCredentials: async () => {
    const webhookSecret = randomBytes(32).toString('hex');
    const { privateKey, publicKey } = generateKeyPairSync('ed25519');
    const appPublicKey = Buffer.from(publicKey.export({ format: 'jwk' }).x ?? '', 'base64url').toString(
      'hex',
    );
    return {
      env: {
        PAYMENTKIT_WEBHOOK_SECRETS: webhookSecret,
        PAYMENTKIT_APP_PUBLIC_KEYS: `0x${appPublicKey}`,
        PAYMENTKIT_CURRENCIES: DECIMALS,
      },
      signing: {
        webhookSecret,
        appPrivateKey: privateKey.export({ type: 'pkcs8', format: 'der' }).toString('base64'),
      },
    };
  },
  createDemoCredentials: async (mark) => ({
    env: { PAYMENTKIT_WEBHOOK_SECRETS: mark, PAYMENTKIT_CURRENCIES: DECIMALS },
    signing: { webhookSecret: mark },
  }),
  secretKey: 'webhookSecret',
  createReading: ({ now }) => {
    const accessKey = 'simulated-access-key';
    const api = createFakeApi({ now, accessKey });
    return {
      api,
      env: (url) => ({ PAYMENTKIT_ACCESS_KEY: accessKey, PAYMENTKIT_API_URL: url }),
      add: api.withDeliveries,
    };
  },
  sign: (attempt) => ({
    pathSuffix: '',
    headers: {
      'content-type': 'application/json',
      ...(attempt.signing.scheme === 'component' ? componentHeaders(attempt) : endpointHeaders(attempt)),
    },
    body: attempt.body,
  }),
  scenarios: {
    checkout,
    refund,
    'failed-then-paid': failedThenPaid,
    subscription,
    renewal,
    cancellation,
  },
};

const secondsOf = (date: Date): number => Math.floor(date.getTime() / 1000);

const endpointHeaders = ({ body, sentAt, signing }: Attempt) =>
  signHmac(endpointScheme, { body, sentAt, secrets: [signing.webhookSecret ?? ''] });

function componentHeaders({ body, sentAt, path, signing }: Attempt) {
  const iat = secondsOf(sentAt);
  const exp = iat + COMPONENT_LIFETIME_SECONDS;
  const key = createPrivateKey({
    key: Buffer.from(signing.appPrivateKey ?? '', 'base64'),
    type: 'pkcs8',
    format: 'der',
  });
  const text = componentText({ iat, exp, body, query: {}, path }) ?? '';
  return {
    'x-component-did': 'z2qaPayspoolStoryComponent',
    'x-component-sig': `0x${signDigest(null, componentDigest(text), key).toString('hex')}`,
    'x-component-sig-iat': String(iat),
    'x-component-sig-exp': String(exp),
    'x-component-sig-version': '1',
  };
}
