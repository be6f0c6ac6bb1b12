import { METHODS } from 'node:http';
import type { Account } from '@payspool/providers';
import { type Logger, withoutRedaction } from '@payspool/runtime';
import type { DeliveryQueue } from '@payspool/queue';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { answerAuthentic, answerError } from './answers.ts';
import type { Destination, FindDestination } from './endpoints.ts';
import { type Acknowledgement, ingest } from './ingest.ts';
import type { IngestMetrics } from './metrics.ts';
import type { ProvenSources } from './proven-sources.ts';
import { receive } from './receive.ts';
import { createRefusalLog, type RefusalLog } from './refusal-log.ts';

declare module 'fastify' {
  interface FastifyRequest {
    destination: Destination | null;
  }
}

interface WebhookOptions {
  readonly findDestination: FindDestination;
  readonly queue: DeliveryQueue;
  readonly logger: Logger;
  readonly metrics: IngestMetrics;
  readonly now: () => Date;
  /** Told where verified deliveries come from. */
  readonly sources: Pick<ProvenSources, 'add'>;
}

/** `/webhooks/:provider` and `/webhooks/:provider/:segment`, where the segment is an account or a secret. */
export function webhookRoutes(app: FastifyInstance, given: WebhookOptions): void {
  const options = { ...given, logger: withoutRedaction(given.logger) };
  app.decorateRequest('destination', null);
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));

  // Before the body is read: whoever has no business here costs nothing.
  app.addHook('onRequest', (request: FastifyRequest<{ Params: Params }>, reply, done) => {
    const { provider, segment } = request.params;
    request.destination = options.findDestination(provider, segment) ?? null;
    if (!request.destination) return answerError(reply, 'not_found');
    if (request.method !== 'POST') return answerError(reply, 'method_not_allowed');
    // Bytes are bytes: an odd or missing content type must not stand in the way of an authentic delivery.
    request.raw.headers['content-type'] = 'application/octet-stream';
    done();
  });

  // The framework leaves WebDAV's methods out, and would call the path unknown.
  for (const method of METHODS) if (!app.supportedMethods.includes(method)) app.addHttpMethod(method);
  const context = {
    ...options,
    refusals: createRefusalLog(options.logger),
    loggerOf: accountLoggers(options.logger),
  };
  const handler = (request: FastifyRequest, reply: FastifyReply) => acknowledge(request, reply, context);
  app.all('/webhooks/:provider', handler);
  app.all('/webhooks/:provider/:segment', handler);
}

interface Params {
  readonly provider: string;
  readonly segment?: string;
}

async function acknowledge(
  request: FastifyRequest,
  reply: FastifyReply,
  options: WebhookOptions & Log,
): Promise<FastifyReply> {
  const { destination } = request;
  if (!destination) return answerError(reply, 'not_found');
  const { source } = request;
  const delivery = receive(request, { pathToken: destination.pathToken, source });
  const work = ingest(delivery, { ...options, candidates: destination.candidates });
  request.work = work;
  const acknowledgement = await work;
  if (acknowledgement.outcome !== 'refused') options.sources.add(source);
  report(acknowledgement, reply, options);
  // Out of time: the sender has been told to come again.
  return reply.sent ? reply : answer(reply, acknowledgement);
}

function answer(reply: FastifyReply, acknowledgement: Acknowledgement): FastifyReply {
  return acknowledgement.outcome === 'refused'
    ? answerError(reply, 'unauthorized')
    : answerAuthentic(reply, acknowledgement.outcome, acknowledgement.account.provider.reply);
}

/** One count per delivery, and one line unless many are refused: ids and types, never what it says. */
function report(
  acknowledgement: Acknowledgement,
  reply: FastifyReply,
  { metrics, refusals, loggerOf }: Pick<WebhookOptions, 'metrics'> & Log,
): void {
  const { account, outcome } = acknowledgement;
  const provider = account.provider.slug;
  metrics.count('payspool_deliveries_total', { provider, outcome });
  const ms = Math.round(reply.elapsedTime);
  const late = reply.sent || undefined;
  if (acknowledgement.outcome === 'refused') {
    const { code, reason } = acknowledgement.refusal;
    metrics.count('payspool_refusals_total', { provider, code });
    refusals.refused({
      provider,
      account: account.name,
      outcome,
      ms,
      ...(late && { late }),
      code,
      reason,
    });
  } else {
    const { eventKey, type } = acknowledgement.identity;
    loggerOf(account, acknowledgement.outcome).info({ ms, late, eventKey, type }, 'delivery');
  }
}

interface Log {
  readonly refusals: RefusalLog;
  readonly loggerOf: ReturnType<typeof accountLoggers>;
}

/** Loggers that begin each line with whose delivery it is and what became of it: those are written out once, not for each line. */
function accountLoggers(logger: Logger) {
  const known = new Map<Account, Partial<Record<'accepted' | 'duplicate', Logger>>>();
  return (account: Account, outcome: 'accepted' | 'duplicate'): Logger => {
    const own = known.get(account) ?? {};
    known.set(account, own);
    return (own[outcome] ??= logger.child({
      provider: account.provider.slug,
      account: account.name,
      outcome,
    }));
  };
}
