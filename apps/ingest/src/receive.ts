import type { Delivery } from '@payspool/providers';
import type { FastifyRequest } from 'fastify';

/** The request as a delivery: bytes as they came, header names in lower case. */
export function receive(request: FastifyRequest, pathToken: string | undefined): Delivery {
  const url = new URL(request.raw.url ?? '/', 'http://ingest');
  return {
    headers: flatten(request.headers),
    body: Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0),
    path: url.pathname,
    query: Object.fromEntries(url.searchParams),
    ...(pathToken === undefined ? {} : { pathToken }),
  };
}

const flatten = (headers: FastifyRequest['headers']): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, Array.isArray(value) ? value.join(', ') : value]],
    ),
  );
