import { METHODS } from 'node:http';
import { type Logger, withoutRedaction } from '@payspool/runtime';
import type { DeliveryQueue } from '@payspool/queue';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { answerAuthentic, answerError } from './answers.ts';
import type { Destination, FindDestination } from './endpoints.ts';
import { type Acknowledgement, ingest } from './ingest.ts';
import type { IngestMetrics } from './metrics.ts';
import { receive } from './receive.ts';

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
  const handler = (request: FastifyRequest, reply: FastifyReply) => acknowledge(request, reply, options);
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
  options: WebhookOptions,
): Promise<FastifyReply> {
  const { destination } = request;
  if (!destination) return answerError(reply, 'not_found');
  const delivery = receive(request, destination.pathToken);
  const work = ingest(delivery, { ...options, candidates: destination.candidates });
  request.work = work;
  const acknowledgement = await work;
  report(acknowledgement, reply, options);
  // Out of time: the sender has been told to come again.
  return reply.sent ? reply : answer(reply, acknowledgement);
}

function answer(reply: FastifyReply, acknowledgement: Acknowledgement): FastifyReply {
  return acknowledgement.outcome === 'refused'
    ? answerError(reply, 'unauthorized')
    : answerAuthentic(reply, acknowledgement.outcome, acknowledgement.account.provider.reply);
}

/** One line and one count per delivery: ids and types, never what it says. */
function report(
  acknowledgement: Acknowledgement,
  reply: FastifyReply,
  { logger, metrics }: Pick<WebhookOptions, 'logger' | 'metrics'>,
): void {
  const { account, outcome } = acknowledgement;
  const provider = account.provider.slug;
  metrics.count('payspool_deliveries_total', { provider, outcome });
  const about = {
    provider,
    account: account.name,
    outcome,
    ms: Math.round(reply.elapsedTime),
    ...(reply.sent && { late: true }),
  };
  if (acknowledgement.outcome === 'refused') {
    const { code, reason } = acknowledgement.refusal;
    metrics.count('payspool_refusals_total', { provider, code });
    logger.warn({ ...about, code, reason }, 'delivery refused');
  } else {
    logger.info(
      { ...about, eventKey: acknowledgement.identity.eventKey, type: acknowledgement.identity.type },
      'delivery',
    );
  }
}
