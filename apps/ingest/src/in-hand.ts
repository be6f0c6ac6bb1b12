import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

declare module 'fastify' {
  interface FastifyRequest {
    /** Work for the request that may continue after its answer. */
    work: Promise<unknown> | null;
    /** The number of bytes of its body that have arrived so far. */
    bytesInHand: number;
    /** Whether it has one of the places for deliveries that are being verified and queued. */
    isInHand: boolean;
  }
}

/**
 * Limits the memory of deliveries: their number while they are verified and queued, and the bytes of all bodies, including incomplete ones.
 * A place becomes free when its delivery is answered and its `work` has ended, so that deliveries cannot accumulate behind early answers if
 * the queue hangs. A slow sender uses bytes but no place.
 */
export function limitInHand(
  app: FastifyInstance,
  { maxDeliveries, maxBytes }: { readonly maxDeliveries: number; readonly maxBytes: number },
): void {
  let deliveries = 0;
  let bytes = 0;
  const problem = () => {
    if (deliveries >= maxDeliveries)
      return new OverloadedError(`${maxDeliveries} deliveries are in progress`);
    return bytes > maxBytes ? new OverloadedError(`bodies of ${maxBytes} bytes are in progress`) : undefined;
  };

  app.decorateRequest('work', null);
  app.decorateRequest('bytesInHand', 0);
  app.decorateRequest('isInHand', false);
  // Before the body is read, because the request may be refused without it.
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
    // The framework must listen to the stream before the first bytes arrive, so this must not wait.
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

declare module 'fastify' {
  interface FastifyRequest {
    /** The functions that run once the exchange of this request is over, see `afterExchange`. */
    endings: (() => void)[] | null;
  }
}

/**
 * Calls `end` once the exchange is over: completely answered, or broken off. All functions of one request share a listener. The request
 * must be decorated with `endings`.
 */
export function afterExchange(request: FastifyRequest, reply: FastifyReply, end: () => void): void {
  const endings = (request.endings ??= listen(reply));
  endings.push(end);
}

function listen(reply: FastifyReply): (() => void)[] {
  const endings: (() => void)[] = [];
  reply.raw.once('close', () => {
    for (const end of endings) end();
  });
  return endings;
}

/** Calls `end` once the exchange is over and the remaining work for the request has ended. */
export function afterWork(request: FastifyRequest, reply: FastifyReply, end: () => void): void {
  afterExchange(request, reply, () => void Promise.resolve(request.work).then(end, end));
}

/** This process cannot accept more work now. The sender should retry; deliveries in progress continue. */
export class OverloadedError extends Error {
  readonly code = 'overloaded';
  override readonly name = 'OverloadedError';

  constructor(reason = 'the process is under pressure') {
    super(reason);
  }
}
