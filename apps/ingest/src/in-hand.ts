import type { FastifyInstance } from 'fastify';
import { afterWork } from './after-exchange.ts';
import { OverloadedError } from './overloaded-error.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** What goes on for the request, perhaps after it was answered. */
    work: Promise<unknown> | null;
    /** Of its body, as far as it has come. */
    bytesInHand: number;
    /** Whether it has a place among those that are being verified and queued. */
    isInHand: boolean;
  }
}

/**
 * Bounds the memory that deliveries can take: how many are being verified and queued, and the bytes of all bodies, those that are
 * still coming in included. A place is free again once its delivery is answered and its `work` has ended, so that a queue that
 * hangs cannot collect deliveries behind answers. A sender that is slow takes bytes, and no place.
 */
export function limitInHand(
  app: FastifyInstance,
  { maxDeliveries, maxBytes }: { readonly maxDeliveries: number; readonly maxBytes: number },
): void {
  let deliveries = 0;
  let bytes = 0;
  const problem = () => {
    if (deliveries >= maxDeliveries) return new OverloadedError(`${maxDeliveries} deliveries are in hand`);
    return bytes > maxBytes ? new OverloadedError(`bodies of ${maxBytes} bytes are in hand`) : undefined;
  };

  app.decorateRequest('work', null);
  app.decorateRequest('bytesInHand', 0);
  app.decorateRequest('isInHand', false);
  // Before the body is read, for what cannot be served is not worth reading.
  app.addHook('onRequest', (_request, _reply, done) => done(problem()));
  app.addHook('preParsing', (request, reply, payload, done) => {
    payload.on('data', (chunk: Buffer) => {
      request.bytesInHand += chunk.length;
      bytes += chunk.length;
      if (bytes <= maxBytes || reply.sent) return;
      reply.header('connection', 'close').send(problem());
    });
    afterWork(request, reply, () => {
      bytes -= request.bytesInHand;
      if (request.isInHand) deliveries -= 1;
    });
    // Without a pause: the framework has to listen as well before the first bytes come.
    done(null, payload);
  });
  app.addHook('preHandler', (request, _reply, done) => {
    const refused = problem();
    if (!refused) {
      deliveries += 1;
      request.isInHand = true;
    }
    done(refused);
  });
}
