import type { FastifyInstance } from 'fastify';

/** Reads the body of a form as `URLSearchParams`. Fastify's limit of the size comes first. */
export function readForms(app: FastifyInstance): void {
  app.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string' },
    (_request, body, done) => done(null, new URLSearchParams(body.toString())),
  );
}
