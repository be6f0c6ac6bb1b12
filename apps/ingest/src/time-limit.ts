import { UnavailableError } from '@payspool/providers';
import { createDeadlines } from '@payspool/queue';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { afterExchange } from './after-exchange.ts';

/**
 * One budget for an acknowledgement, milliseconds, from the end of the request's head: reading the body, fetching a certificate,
 * verifying and enqueueing are all inside it. When it is over the sender is told so, whatever still goes on: a job that is
 * enqueued after all is found to be a duplicate when the provider resends.
 */
export function limitTime(app: FastifyInstance, ms: number): void {
  const deadlines = createDeadlines<FastifyReply>(ms, (reply) => {
    if (reply.sent) return;
    // What is left of a body that comes too slowly is not waited for.
    if (!reply.request.raw.complete) reply.header('connection', 'close');
    reply.send(new UnavailableError(`no acknowledgement within ${ms} ms`));
  });
  app.addHook('onRequest', (request, reply, done) => {
    deadlines.begin(reply);
    afterExchange(request, reply, () => deadlines.end(reply));
    done();
  });
}
