import type { FastifyReply, FastifyRequest } from 'fastify';

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
