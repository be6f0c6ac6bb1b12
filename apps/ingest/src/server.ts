import { type Accounts, type ProviderIo, UnavailableError } from '@payspool/providers';
import type { DeliveryQueue, DurabilityWatch, WriteWatch } from '@payspool/queue';
import { createMetrics, healthRoutes, type Logger, NotReadyError, type Warning } from '@payspool/runtime';
import { fastify, type FastifyError, type FastifyInstance, type FastifyRequest } from 'fastify';
import { answerBrokenRequest, answerError, errorCodeOf } from './answers.ts';
import type { IngestConfig } from './config.ts';
import { createEndpoints } from './ingest.ts';
import { limitInHand, OverloadedError } from './in-hand.ts';
import { createProvenSources, keepRoom } from './keep-room.ts';
import { limitConnections, shedUnderPressure } from './pressure.ts';
import { INGEST_METRICS, type IngestMetrics } from './metrics.ts';
import type { RefusalRecord } from './refusal-record.ts';
import { limitTime } from './time-limit.ts';
import { createTroubleReport } from './trouble-report.ts';
import { webhookRoutes } from './webhook-routes.ts';

type Limits = Pick<
  IngestConfig,
  | 'ackTimeoutMs'
  | 'bodyLimitBytes'
  | 'maxDeliveriesInHand'
  | 'maxBytesInHand'
  | 'maxEventLoopDelayMs'
  | 'maxHeapPercent'
  | 'maxRssPercent'
  | 'maxConnections'
  | 'trustedProxies'
>;

export interface ServerOptions extends Limits, Pick<ReadinessOptions, 'writes' | 'checkDurability'> {
  readonly accounts: Accounts;
  readonly queue: DeliveryQueue;
  readonly io: ProviderIo;
  readonly logger: Logger;
  readonly metrics?: IngestMetrics;
  readonly refusalRecord?: Pick<RefusalRecord, 'refused'>;
  /** Slower senders are disconnected. No provider needs ten seconds for a body of a few kilobytes. */
  readonly headersTimeoutMs?: number;
  /** From the first byte to the last, including the body. */
  readonly requestTimeoutMs?: number;
}

/** Time limit of a connection without traffic during an exchange; longer than any exchange may take. */
const CONNECTION_TIMEOUT_MS = 15_000;
/**
 * Idle time of a connection between two requests. It is longer than the minute of load balancers, so that the load balancer closes the
 * connection first.
 */
const KEEP_ALIVE_TIMEOUT_MS = 72_000;

export function createServer({
  accounts,
  queue,
  io,
  logger,
  metrics = createMetrics(INGEST_METRICS, { app: 'ingest' }),
  writes,
  checkDurability,
  refusalRecord,
  headersTimeoutMs = 5_000,
  requestTimeoutMs = 10_000,
  ...limits
}: ServerOptions): FastifyInstance {
  const app = fastify({
    // Payspool's own log lines contain ids. Lines of the framework would contain paths, and a path can be a secret.
    logger: false,
    bodyLimit: limits.bodyLimitBytes,
    trustProxy: limits.trustedProxies.length > 0 ? [...limits.trustedProxies] : false,
    requestTimeout: requestTimeoutMs,
    connectionTimeout: CONNECTION_TIMEOUT_MS,
    keepAliveTimeout: KEEP_ALIVE_TIMEOUT_MS,
    routerOptions: { maxParamLength: 256 },
    http: { headersTimeout: headersTimeoutMs, connectionsCheckingInterval: 1_000 },
    forceCloseConnections: 'idle',
    // The framework's own answers to these errors would repeat the path.
    frameworkErrors: (error, _request, reply) => void answerError(reply, errorCodeOf(error)),
    clientErrorHandler: answerBrokenRequest,
  });
  limitConnections(app.server, limits);
  // Runs before the body is read: for an unknown path, errors of the body do not matter.
  app.addHook('onRequest', (request, reply, done) => {
    if (request.is404) return answerError(reply, 'not_found');
    done();
  });
  const outage = createTroubleReport(logger, { level: 'error', message: 'delivery not acknowledged' });
  const overload = createTroubleReport(logger, { level: 'warn', message: 'deliveries shed' });
  const providerOf = createProviderLabel(accounts);
  app.setErrorHandler((error: FastifyError, request, reply) => {
    const code = errorCodeOf(error);
    if (error instanceof OverloadedError) overload.failed(error);
    else if (code === 'unavailable') outage.failed(error);
    if (code === 'overloaded' || code === 'unavailable') {
      metrics.count('payspool_deliveries_total', { provider: providerOf(request), outcome: code });
    }
    return answerError(reply, code, error instanceof UnavailableError ? error.retryAfterMs : undefined);
  });
  readiness(app, { queue, writes, ...(checkDurability && { checkDurability }) });
  // Limits apply to webhooks only: `/healthz` and `/readyz` are answered under any load.
  app.register(async (scope) => {
    scope.addHook('onResponse', (request, { statusCode, elapsedTime }, done) => {
      if (statusCode !== 503) overload.succeeded();
      if (statusCode < 300) outage.succeeded();
      const labels = { provider: providerOf(request), status: String(statusCode) };
      metrics.observe('payspool_acknowledgement_seconds', labels, elapsedTime / 1000);
      done();
    });
    scope.decorateRequest('endings', null);
    limitTime(scope, limits.ackTimeoutMs);
    shedUnderPressure(scope, limits);
    limitInHand(scope, {
      maxDeliveries: limits.maxDeliveriesInHand,
      maxBytes: Math.max(limits.maxBytesInHand, limits.bodyLimitBytes),
    });
    const sources = createProvenSources();
    keepRoom(scope, {
      sources,
      maxDeliveries: limits.maxDeliveriesInHand,
      maxBytes: Math.max(limits.maxBytesInHand, limits.bodyLimitBytes),
    });
    webhookRoutes(scope, {
      findDestination: createEndpoints(accounts, io),
      queue,
      logger,
      metrics,
      now: io.now,
      sources,
      refusalRecord,
    });
  });
  return app;
}

/** A sender can write any path, so all unknown providers share one label. */
const createProviderLabel = (accounts: Accounts) => {
  const known = new Set(accounts.all.map(({ provider }) => provider.slug));
  return ({ params }: FastifyRequest): string => {
    const { provider = '' } = (params ?? {}) as { readonly provider?: string };
    return known.has(provider) ? provider : 'unknown';
  };
};

export interface ReadinessOptions {
  readonly queue: Pick<DeliveryQueue, 'replicas'>;
  /** Tests whether the queue accepts writes. */
  readonly writes: Pick<WriteWatch, 'check'>;
  readonly checkDurability?: DurabilityWatch['check'];
}

/**
 * `/healthz` and `/readyz`. The process is ready if its queue accepts a write. A queue that can lose acknowledged jobs makes it not ready,
 * or causes a `warning` if the settings allow such a queue.
 */
export function readiness(app: FastifyInstance, { queue, writes, checkDurability }: ReadinessOptions): void {
  healthRoutes(app, {
    queue: async (): Promise<Warning | undefined> => {
      const refusal = await writes.check();
      if (refusal) throw new NotReadyError(`queue_${refusal.reason}`, refusal);
      const weakness = await checkDurability?.();
      if (weakness?.refused) throw new NotReadyError(weakness.reason);
      const { reachable, wanted } = await queue.replicas();
      if (reachable < wanted) throw new NotReadyError(`too_few_replicas: ${reachable} of ${wanted}`);
      return weakness && { warning: weakness.reason };
    },
  });
}
