import type { FastifyInstance } from 'fastify';
import { afterWork } from './after-exchange.ts';
import { OverloadedError } from './overloaded-error.ts';
import type { ProvenSources } from './proven-sources.ts';
import { sourceNetwork } from './source-network.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** The network from which the request comes. */
    source: string | undefined;
    /** Whether its source has not sent a verified delivery yet, while other sources have. */
    isUnproven: boolean;
  }
}

/** Maximum share of places and bytes for unproven sources; the rest is reserved for proven ones. */
const SHARE_OF_UNPROVEN = 3 / 4;

/**
 * Reserves a quarter of the places and bytes for sources that have sent verified deliveries. All other sources share the rest, so a sender
 * that only begins bodies, or names certificates that must be fetched, cannot use up all of them. Nothing is reserved until a source has
 * sent a verified delivery.
 */
export function keepRoom(
  app: FastifyInstance,
  {
    sources,
    maxDeliveries,
    maxBytes,
  }: { readonly sources: ProvenSources; readonly maxDeliveries: number; readonly maxBytes: number },
): void {
  const limits = {
    deliveries: Math.max(1, Math.floor(maxDeliveries * SHARE_OF_UNPROVEN)),
    bytes: maxBytes * SHARE_OF_UNPROVEN,
  };
  let deliveries = 0;
  let bytes = 0;
  const problem = () =>
    deliveries >= limits.deliveries || bytes > limits.bytes
      ? new OverloadedError('unproven sources already use their whole share')
      : undefined;

  app.decorateRequest('source', undefined);
  app.decorateRequest('isUnproven', false);
  app.addHook('onRequest', (request, _reply, done) => {
    request.source = sourceNetwork(request.ip);
    request.isUnproven = !sources.isEmpty() && !sources.has(request.source);
    done(request.isUnproven ? problem() : undefined);
  });
  app.addHook('preParsing', (request, reply, payload, done) => {
    if (!request.isUnproven) return done(null, payload);
    let own = 0;
    payload.on('data', (chunk: Buffer) => {
      own += chunk.length;
      bytes += chunk.length;
      if (bytes <= limits.bytes || reply.sent) return;
      reply.header('connection', 'close').send(problem());
    });
    afterWork(request, reply, () => (bytes -= own));
    return done(null, payload);
  });
  app.addHook('preHandler', (request, reply, done) => {
    if (!request.isUnproven) return done();
    const refused = problem();
    if (!refused) {
      deliveries += 1;
      afterWork(request, reply, () => (deliveries -= 1));
    }
    return done(refused);
  });
}
