import type { FastifyReply, FastifyRequest } from 'fastify';

declare module 'fastify' {
  interface FastifyRequest {
    /** What is to be done once its exchange is over, see `afterExchange`. */
    endings: (() => void)[] | null;
  }
}

/**
 * Calls `end` once the exchange is over: answered to the last byte, or broken off. All that is to be done then shares a listener.
 * The request has to be decorated with `endings`.
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

/** The same once also what still goes on for the request has ended. */
export function afterWork(request: FastifyRequest, reply: FastifyReply, end: () => void): void {
  afterExchange(request, reply, () => void Promise.resolve(request.work).then(end, end));
}
