import { UnavailableError } from '@payspool/providers';
import { createDeadlines } from '@payspool/queue';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { afterExchange } from './in-hand.ts';

/**
 * Time limit of an acknowledgement, milliseconds, from the end of the request's head. It includes reading the body, fetching a certificate,
 * verifying and enqueueing. After it the sender gets a 503 although work may continue. If the job is queued later, the provider's next
 * delivery is a duplicate.
 */
export function limitTime(app: FastifyInstance, ms: number): void {
  const deadlines = createDeadlines<FastifyReply>(ms, (reply) => {
    if (reply.sent) return;
    // Does not wait for the rest of a body that arrives too slowly.
    if (!reply.request.raw.complete) reply.header('connection', 'close');
    reply.send(new UnavailableError(`no acknowledgement within ${ms} ms`));
  });
  app.addHook('onRequest', (request, reply, done) => {
    deadlines.begin(reply);
    afterExchange(request, reply, () => deadlines.end(reply));
    done();
  });
}
