import { METHODS } from 'node:http';
import type { Account, Delivery } from '@payspool/providers';
import { type Logger, withoutRedaction } from '@payspool/runtime';
import type { DeliveryQueue } from '@payspool/queue';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { answerAuthentic, answerError } from './answers.ts';
import { type Acknowledgement, type Destination, type FindDestination, ingest } from './ingest.ts';
import type { IngestMetrics } from './metrics.ts';
import type { ProvenSources } from './keep-room.ts';
import { createRefusalLog, type RefusalLog } from './refusal-log.ts';
import type { RefusalRecord } from './refusal-record.ts';

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
  /** Remembers the sources of verified deliveries. */
  readonly sources: Pick<ProvenSources, 'add'>;
  /** Keeps the refused deliveries for people; nothing is kept without it. */
  readonly refusalRecord?: Pick<RefusalRecord, 'refused'> | undefined;
}

/** `/webhooks/:provider` and `/webhooks/:provider/:segment`; the segment is an account or a secret. */
export function webhookRoutes(app: FastifyInstance, given: WebhookOptions): void {
  const options = { ...given, logger: withoutRedaction(given.logger) };
  app.decorateRequest('destination', null);
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));

  // Runs before the body is read, so that an unknown path costs little.
  app.addHook('onRequest', (request: FastifyRequest<{ Params: Params }>, reply, done) => {
    const { provider, segment } = request.params;
    request.destination = options.findDestination(provider, segment) ?? null;
    if (!request.destination) return answerError(reply, 'not_found');
    if (request.method !== 'POST') return answerError(reply, 'method_not_allowed');
    // The body is treated as bytes: an unusual or missing content type must not prevent an authentic delivery.
    request.raw.headers['content-type'] = 'application/octet-stream';
    done();
  });

  // The framework omits WebDAV's methods, and would answer them as an unknown path.
  for (const method of METHODS) if (!app.supportedMethods.includes(method)) app.addHttpMethod(method);
  const context = {
    refusals: createRefusalLog(options.logger),
    loggerOf: accountLoggers(options.logger),
    ...options,
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
  const work = ingest(delivery, { candidates: destination.candidates, ...options });
  request.work = work;
  const acknowledgement = await work;
  if (acknowledgement.outcome !== 'refused') options.sources.add(source);
  else {
    const { account, refusal } = acknowledgement;
    const { headers, body } = delivery;
    options.refusalRecord?.refused({
      at: options.now(),
      account,
      refusal,
      headers,
      source: request.ip,
      bytes: body.length,
    });
  }
  report(acknowledgement, reply, options);
  // The time limit is over; the sender already got a 503.
  return reply.sent ? reply : answer(reply, acknowledgement);
}

function answer(reply: FastifyReply, acknowledgement: Acknowledgement): FastifyReply {
  return acknowledgement.outcome === 'refused'
    ? answerError(reply, 'unauthorized')
    : answerAuthentic(reply, acknowledgement.outcome, acknowledgement.account.provider);
}

/** Counts each delivery, and writes one line for each unless many are refused. The lines have ids and types, and no content. */
function report(
  acknowledgement: Acknowledgement,
  reply: FastifyReply,
  { metrics, refusals, loggerOf }: Pick<WebhookOptions, 'metrics'> & Log,
): void {
  const { account, outcome } = acknowledgement;
  const provider = account.provider.slug;
  metrics.count('payspool_deliveries_total', { provider, outcome });
  const ms = Math.round(reply.elapsedTime);
  // The time limit has passed: the sender got a 503, and this is what became of its delivery.
  const afterTimeLimit = reply.sent || undefined;
  if (acknowledgement.outcome === 'refused') {
    const { code, reason } = acknowledgement.refusal;
    metrics.count('payspool_refusals_total', { provider, code });
    refusals.refused({
      provider,
      account: account.name,
      outcome,
      ms,
      ...(afterTimeLimit && { afterTimeLimit }),
      code,
      reason,
    });
  } else {
    const { eventKey, type } = acknowledgement.identity;
    loggerOf(account, acknowledgement.outcome).info({ ms, afterTimeLimit, eventKey, type }, 'delivery');
  }
}

interface Log {
  readonly refusals: RefusalLog;
  readonly loggerOf: ReturnType<typeof accountLoggers>;
}

/** Loggers whose lines begin with the account and the outcome. These fields are serialized once and not for each line. */
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

/** Converts the request to a delivery: the unchanged bytes, and header names in lower case. */
function receive(
  request: FastifyRequest,
  { pathToken, source }: { readonly pathToken: string | undefined; readonly source: string | undefined },
): Delivery {
  const { path, query } = locate(request.raw.url ?? '/');
  const delivery: { -readonly [Field in keyof Delivery]: Delivery[Field] } = {
    headers: asText(request.headers),
    body: Buffer.isBuffer(request.body) ? request.body : EMPTY,
    path,
    query,
  };
  if (pathToken !== undefined) delivery.pathToken = pathToken;
  if (source !== undefined) delivery.source = source;
  return delivery;
}

const EMPTY = Buffer.alloc(0);

type Headers = Delivery['headers'];

/** Node joins the values of repeated headers, except for one header: https://nodejs.org/api/http.html#messageheaders. */
function asText(headers: FastifyRequest['headers']): Headers {
  const cookies = headers['set-cookie'];
  const joined = cookies ? { ...headers, 'set-cookie': cookies.join(', ') } : headers;
  return joined as Headers;
}

function locate(url: string): Pick<Delivery, 'path' | 'query'> {
  if (PLAIN_PATH.test(url)) return { path: url, query: {} };
  const { pathname, searchParams } = new URL(url, 'http://ingest');
  return { path: pathname, query: Object.fromEntries(searchParams) };
}

/** A path that needs no parsing: it has no query, nothing to decode and no dots to resolve. */
const PLAIN_PATH = /^(?:\/[A-Za-z0-9_-]+)+$/;
