import { loadAccounts, providers, UnavailableError } from '@payspool/providers';
import { type SignedRequest, simulatorOf } from '@payspool/providers/simulator';
import { type DeliveryQueue, openDeliveryQueue, watchWrites } from '@payspool/queue';
import { demoSecretProblems, createLogger } from '@payspool/runtime';
import { IngestConfig } from '../src/config.ts';
import { createServer, type ServerOptions } from '../src/server.ts';

export interface ListeningIngest {
  readonly port: number;
  readonly queue: DeliveryQueue;
  /** Signs a body like Stripe, with the current time. */
  readonly sign: (body: Buffer) => Pick<SignedRequest, 'headers' | 'body'>;
  readonly close: () => Promise<void>;
}

const ACK_TIMEOUT_MS = 3000;
export const BODY_LIMIT_BYTES = 1024 * 1024;

/** An ingest with one Stripe account, on a free port of the loopback address, with a real queue unless the caller passes another one. */
export async function startIngest({
  url = 'redis://unused',
  keyPrefix,
  onError = (error) => {
    throw error;
  },
  queue: given,
  ...limits
}: {
  readonly url?: string;
  readonly queue?: DeliveryQueue;
  readonly keyPrefix?: string;
  readonly onError?: (error: Error) => void;
} & Partial<
  Omit<ServerOptions, 'accounts' | 'queue' | 'writes' | 'io' | 'logger'>
>): Promise<ListeningIngest> {
  const now = () => new Date();
  const { env, signing } = await simulatorOf('stripe').createCredentials({ now: now() });
  const queue =
    given ??
    openDeliveryQueue({
      url,
      dedupeTtlMs: 3_600_000,
      onError,
      ...(keyPrefix === undefined ? {} : { keyPrefix }),
    });
  const offline = () => Promise.reject(new UnavailableError('no network in this test'));
  const writes = watchWrites(queue);
  const server = createServer({
    ...IngestConfig.parse({ queueUrl: url }),
    accounts: loadAccounts({ providers, env, mode: 'test', demoSecretProblems, readFile: () => '' }),
    queue,
    writes,
    io: { now, fetch: offline, fetchCertificate: offline },
    logger: createLogger({ app: 'ingest', level: 'silent' }),
    ackTimeoutMs: ACK_TIMEOUT_MS,
    bodyLimitBytes: BODY_LIMIT_BYTES,
    ...limits,
  });
  const address = await server.listen({ host: '127.0.0.1', port: 0 });
  return {
    port: Number(new URL(address).port),
    queue,
    sign: (body) => simulatorOf('stripe').sign({ body, sentAt: now(), path: '/webhooks/stripe', signing }),
    close: async () => {
      await server.close();
      writes.stop();
      await queue.close();
    },
  };
}
