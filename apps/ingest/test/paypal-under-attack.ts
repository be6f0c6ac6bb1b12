import { createServer as createHttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  createProviderIo,
  loadAccounts,
  type OutboundFetch,
  outboundFetch,
  providers,
  type SharedCache,
} from '@payspool/providers';
import { simulatorOf } from '@payspool/providers/simulator';
import { createLogger, createMetrics, demoSecretProblems } from '@payspool/runtime';
import { IngestConfig } from '../src/config.ts';
import { INGEST_METRICS } from '../src/metrics.ts';
import { createQueueDouble } from '../src/queue-double.ts';
import { createServer } from '../src/server.ts';

const PATH = '/v1/notifications/certs/';

/** PayPal's certificate host, on the loopback address. It answers 404 for unknown addresses. */
export async function startCertificateHost() {
  const served = new Map<string, string>();
  const asked: string[] = [];
  const server = createHttpServer((request, response) => {
    const id = (request.url ?? '').slice(PATH.length);
    asked.push(id);
    const pem = served.get(id);
    response.writeHead(pem === undefined ? 404 : 200).end(pem ?? '');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  /** Redirects requests for PayPal's host to the loopback address. */
  const fetch: OutboundFetch = (request) =>
    outboundFetch({ ...request, url: new URL(request.url.pathname, `http://127.0.0.1:${port}`) });
  return {
    fetch,
    serve: (id: string, pem: string) => served.set(id, pem),
    /** How often this address was requested. */
    asked: (id: string) => asked.filter((each) => each === id).length,
    askedInAll: () => asked.length,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
export type CertificateHost = Awaited<ReturnType<typeof startCertificateHost>>;

/** A merchant's webhook, and PayPal's successive certificates for it. */
export async function createMerchant(now: Date, certificates: readonly string[]) {
  const made = await Promise.all(certificates.map(() => simulatorOf('paypal').createCredentials({ now })));
  const webhookId = made[0]?.signing['webhookId'] ?? '';
  const env = {
    PAYPAL_WEBHOOK_IDS: webhookId,
    PAYPAL_TRUST_ANCHORS: made.map((each) => each.env['PAYPAL_TRUST_ANCHORS']).join('\n'),
  };
  const signers = new Map(
    certificates.map((id, index) => {
      const { env: own = {}, signing = {} } = made[index] ?? {};
      // The first line is the address that belongs to the simulator's own certificate.
      const pem = (own['PAYPAL_CERTIFICATES'] ?? '').split('\n').slice(1).join('\n');
      return [id, { pem, privateKey: signing['privateKey'] ?? '' }];
    }),
  );
  let number = 0;
  return {
    env,
    pem: (id: string) => signers.get(id)?.pem ?? '',
    /** Signs a new delivery with the key of that certificate. */
    sign: (id: string, sentAt: Date) => {
      number += 1;
      const signing = {
        privateKey: signers.get(id)?.privateKey ?? '',
        webhookId,
        certificateUrl: addressOf(id),
      };
      const body = Buffer.from(
        JSON.stringify({ id: `WH-${number}`, event_type: 'PAYMENT.CAPTURE.COMPLETED' }),
      );
      return simulatorOf('paypal').sign({ body, sentAt, path: '/webhooks/paypal', signing });
    },
  };
}
export type Merchant = Awaited<ReturnType<typeof createMerchant>>;

const addressOf = (id: string) => `https://api.sandbox.paypal.com${PATH}${id}`;

/** Ingest with the parts of a real process, but with the test's clock, the certificate host above and a queue in memory. */
export function openPaypalIngest({
  merchant,
  host,
  clock,
  cache,
  env = {},
  trustedProxies = '',
  maxDeliveriesInHand = 250,
}: {
  readonly merchant: Merchant;
  readonly host: Pick<CertificateHost, 'fetch'>;
  readonly clock: { readonly at: number };
  readonly cache?: SharedCache | undefined;
  readonly env?: Readonly<Record<string, string>>;
  readonly trustedProxies?: string;
  readonly maxDeliveriesInHand?: number;
}) {
  const now = () => new Date(clock.at);
  const lines: string[] = [];
  const metrics = createMetrics(INGEST_METRICS, { app: 'ingest' });
  const queue = createQueueDouble();
  const server = createServer({
    ...IngestConfig.parse({ queueUrl: 'redis://in-memory', trustedProxies, maxDeliveriesInHand }),
    // The test sets the clock, so the load of the machine has no effect.
    ackTimeoutMs: 60_000,
    maxEventLoopDelayMs: 60_000,
    maxHeapPercent: 100,
    maxRssPercent: 100,
    accounts: loadAccounts({
      providers,
      env: { ...merchant.env, ...env },
      mode: 'test',
      demoSecretProblems,
      readFile: () => '',
    }),
    queue,
    writes: { check: async () => undefined },
    metrics,
    io: createProviderIo(now, {
      fetch: host.fetch,
      cache,
      limits: { timeoutMs: 60_000 },
      onOutcome: (outcome) => metrics.count('payspool_certificates_total', { outcome }),
    }),
    logger: createLogger({
      app: 'ingest',
      level: 'trace',
      destination: { write: (line) => lines.push(line) },
    }),
  });
  let invented = 0;
  const post = async (
    { headers, body }: { readonly headers: Readonly<Record<string, string>>; readonly body: Buffer },
    from: string,
  ) =>
    server.inject({ method: 'POST', url: '/webhooks/paypal', headers, payload: body, remoteAddress: from });
  return {
    queue,
    metrics: metrics.render,
    log: () => lines.join(''),
    server,
    /** A genuine delivery, signed now. */
    deliver: async (certificate: string, from: string, headers = {}) => {
      const signed = merchant.sign(certificate, now());
      return post({ ...signed, headers: { ...signed.headers, ...headers } }, from);
    },
    /** A request with an invalid signature and a new, invented certificate address. */
    invent: async (from: string, address?: string, headers = {}) => {
      invented += 1;
      const signature = Buffer.alloc(256, invented).toString('base64');
      return post(
        {
          headers: {
            'paypal-transmission-id': `invented-${invented}`,
            'paypal-transmission-time': now().toISOString(),
            'paypal-transmission-sig': signature,
            'paypal-auth-algo': 'SHA256withRSA',
            'paypal-cert-url': addressOf(
              address ?? `INVENTED-${invented}-${from.replaceAll(/[^0-9a-f]/g, '_')}`,
            ),
            ...headers,
          },
          body: Buffer.from('{}'),
        },
        from,
      );
    },
  };
}
export type PaypalIngest = ReturnType<typeof openPaypalIngest>;
