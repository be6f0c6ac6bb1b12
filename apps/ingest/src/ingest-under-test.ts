import {
  loadAccounts,
  type Provider,
  type ProviderIo,
  providers,
  UnavailableError,
} from '@payspool/providers';
import { type SignedRequest, type SimulatedCredentials, simulatorOf } from '@payspool/providers/simulator';
import type { DeliveryQueue } from '@payspool/queue';
import { demoSecretProblems, createLogger, createMetrics } from '@payspool/runtime';
import type { LightMyRequestResponse } from 'fastify';
import { IngestConfig } from './config.ts';
import { INGEST_METRICS } from './metrics.ts';
import { createQueueDouble, type QueueDouble } from './queue-double.ts';
import { createServer } from './server.ts';

/** When the deliveries of these tests are received, and when they are signed unless a test names another time. */
export const NOW = new Date('2026-03-02T12:00:00Z');

export interface IngestUnderTest {
  readonly queue: QueueDouble;
  /** Signs a body like the provider's simulator, for the account in the variables. */
  readonly sign: (slug: string, body: Buffer, sentAt?: Date) => SignedRequest;
  readonly send: (path: string, request?: Partial<Sent>) => Promise<LightMyRequestResponse>;
  /** Signs a body and sends it to the provider's own path. */
  readonly deliver: (slug: string, body: Buffer, sentAt?: Date) => Promise<LightMyRequestResponse>;
  /** The complete log text. */
  readonly log: () => string;
  /** The metrics in the format that Prometheus reads. */
  readonly metrics: () => string;
}

interface Sent {
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PUT';
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** An ingest without a network. Its accounts come from `credentials`, by slug, and from the text of the endpoints file. */
export function openIngest({
  known = providers,
  credentials,
  env = {},
  endpoints,
  enqueue,
  fetchCertificate = () => Promise.reject(new UnavailableError('no network in this test')),
  ackTimeoutMs = 2000,
  bodyLimitBytes = 64 * 1024,
}: {
  readonly known?: readonly Provider[];
  readonly credentials: Readonly<Record<string, SimulatedCredentials>>;
  readonly env?: Readonly<Record<string, string>>;
  readonly endpoints?: string;
  readonly enqueue?: DeliveryQueue['enqueue'];
  readonly fetchCertificate?: ProviderIo['fetchCertificate'];
  readonly ackTimeoutMs?: number;
  readonly bodyLimitBytes?: number;
}): IngestUnderTest {
  const lines: string[] = [];
  const variables = Object.values(credentials).map((made) => made.env);
  const accounts = loadAccounts({
    providers: known,
    env: Object.assign({}, ...variables, env) as Record<string, string>,
    mode: 'test',
    endpointsFile: endpoints === undefined ? undefined : 'endpoints.yaml',
    demoSecretProblems,
    readFile: () => endpoints ?? '',
  });
  const metrics = createMetrics(INGEST_METRICS, { app: 'ingest' });
  const queue = createQueueDouble(enqueue && { enqueue });
  const server = createServer({
    ...IngestConfig.parse({ queueUrl: 'redis://in-memory' }),
    accounts,
    queue,
    writes: { check: async () => undefined },
    metrics,
    io: { now: () => NOW, fetch: () => Promise.reject(new UnavailableError('no network')), fetchCertificate },
    logger: createLogger({
      app: 'ingest',
      level: 'trace',
      destination: { write: (line) => lines.push(line) },
    }),
    ackTimeoutMs,
    bodyLimitBytes,
  });
  const send: IngestUnderTest['send'] = async (path, { method = 'POST', headers = {}, body } = {}) =>
    server.inject({ method, url: path, headers, ...(body === undefined ? {} : { payload: body }) });
  const sign: IngestUnderTest['sign'] = (slug, body, sentAt = NOW) => {
    const { signing } = credentials[slug] ?? missing(slug);
    return simulatorOf(slug).sign({ body, sentAt, path: `/webhooks/${slug}`, signing });
  };
  const deliver: IngestUnderTest['deliver'] = async (slug, body, sentAt) => {
    const { pathSuffix, ...signed } = sign(slug, body, sentAt);
    return send(`/webhooks/${slug}${pathSuffix}`, signed);
  };
  return { queue, sign, send, deliver, log: () => lines.join(''), metrics: metrics.render };
}

/** Credentials made by the providers' simulators, by slug. */
export async function createCredentials<Slug extends string>(
  ...slugs: readonly Slug[]
): Promise<Record<Slug, SimulatedCredentials>> {
  const make = async (slug: Slug) => {
    return [slug, await simulatorOf(slug).createCredentials({ now: NOW })] as const;
  };
  return Object.fromEntries(await Promise.all(slugs.map(make))) as Record<Slug, SimulatedCredentials>;
}

/** A body with the form of a Stripe event. */
export const stripeEvent = (id: string): Buffer =>
  Buffer.from(`{"id":"${id}","object":"event","type":"charge.succeeded","data":{"object":{"note":"Kö"}}}`);

function missing(slug: string): never {
  throw new Error(`this test has no ${slug}`);
}
