import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createSimulatedAuthority } from '../packages/providers/src/paypal/simulator/simulated-authority.ts';
import { CURRENCIES } from '../packages/providers/src/paymentkit/simulator/scenarios/story.ts';
import { ROOT } from './source-files.ts';

// `node --import tsx scripts/demo-secrets.ts` writes the demo secrets of docker-compose.yml into ops/compose/demo-secrets. These
// secrets are public: live mode recognises them by the mark that each contains (packages/runtime/src/demo-secret.ts).

const FOLDER = join(ROOT, 'ops/compose/demo-secrets');
const secretOf = (what: string) => `payspool-demo-${what}-everybody-knows-this`;

const stripe = `whsec_${secretOf('stripe')}`;
const paymentkit = secretOf('paymentkit');
const razorpay = secretOf('razorpay');
const standard = 'whsec_PayspoolDemoEverybodyKnowsThisStandardWebhooksSecret0000'; // base64, as in the specification
const paypal = {
  webhookId: 'PAYSPOOLDEMO00001',
  certificateUrl: 'https://api.sandbox.paypal.com/v1/notifications/certs/CERT-payspool-demo',
  ...(await createSimulatedAuthority({
    now: new Date('2025-01-31T00:00:00Z'),
    name: 'Payspool Demo',
    days: 365 * 24,
  })),
};

const files: Readonly<Record<string, string>> = {
  postgres_password: secretOf('postgres'),
  database_url: `postgres://payspool:${secretOf('postgres')}@postgres:5432/payspool`,
  redis_conf: `requirepass ${secretOf('redis')}`,
  queue_url: `redis://:${secretOf('redis')}@redis:6379`,
  dashboard_password: secretOf('dashboard'),
  stripe_webhook_secrets: stripe,
  paypal_webhook_ids: paypal.webhookId,
  paypal_client_id: '',
  paypal_client_secret: '',
  paypal_trust_anchors: paypal.anchors,
  paypal_certificates: `${paypal.certificateUrl}\n${paypal.leaf}`,
  paymentkit_webhook_secrets: paymentkit,
  paymentkit_currencies: Object.entries(CURRENCIES)
    .map((entry) => entry.join('='))
    .join(','),
  paymentkit_app_public_keys: '',
  razorpay_webhook_secrets: razorpay,
  ippopay_path_token: '',
  ippopay_public_key: '',
  ippopay_secret_key: '',
  standard_webhooks_secrets: standard,
  // The credentials with which `payspool simulate` signs, in the format of the file that `start` writes.
  'signing.json': JSON.stringify(
    {
      signing: {
        stripe: { secret: stripe },
        paypal: {
          privateKey: paypal.privateKey,
          webhookId: paypal.webhookId,
          certificateUrl: paypal.certificateUrl,
        },
        paymentkit: { webhookSecret: paymentkit },
        razorpay: { webhookSecret: razorpay },
        standard: { secret: standard },
      },
    },
    null,
    2,
  ),
};

await mkdir(FOLDER, { recursive: true });
for (const [name, text] of Object.entries(files))
  await writeFile(join(FOLDER, name), text === '' ? '' : `${text}\n`);
