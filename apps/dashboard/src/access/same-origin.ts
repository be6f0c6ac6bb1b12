import type { IncomingHttpHeaders } from 'node:http';
import type { FastifyInstance } from 'fastify';
import { RequestError } from '../serving/failure.ts';

/**
 * A browser sends the login with every request to this host, from any site. So a request that changes something is accepted only
 * from the dashboard's own pages.
 */
export function refuseCrossSite(app: FastifyInstance): void {
  app.addHook('onRequest', async ({ method, headers }) => {
    if (method === 'GET' || method === 'HEAD' || isSameOrigin(headers)) return;
    throw new RequestError(403, 'The request comes from another site, or has no origin.');
  });
}

/**
 * Browsers send `Sec-Fetch-Site` over HTTPS and to localhost, and `Origin` with every request that is neither GET nor HEAD.
 * Source: Fetch Metadata Request Headers (W3C), section 2; Fetch Standard, "origin header".
 */
export function isSameOrigin(headers: IncomingHttpHeaders): boolean {
  const site = headers['sec-fetch-site'];
  if (site !== undefined) return site === 'same-origin';
  const { origin, host } = headers;
  if (origin === undefined || host === undefined || !URL.canParse(origin)) return false;
  return new URL(origin).host === host.toLowerCase();
}
