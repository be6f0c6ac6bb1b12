import type { Delivery } from '@payspool/providers';
import type { FastifyRequest } from 'fastify';

/** Converts the request to a delivery: the unchanged bytes, and header names in lower case. */
export function receive(
  request: FastifyRequest,
  { pathToken, source }: { readonly pathToken: string | undefined; readonly source: string | undefined },
): Delivery {
  const { path, query } = locate(request.raw.url ?? '/');
  const delivery: { -readonly [Field in keyof Delivery]: Delivery[Field] } = {
    headers: asText(request.headers),
    body: Buffer.isBuffer(request.body) ? request.body : EMPTY,
    path,
    query,
  };
  if (pathToken !== undefined) delivery.pathToken = pathToken;
  if (source !== undefined) delivery.source = source;
  return delivery;
}

const EMPTY = Buffer.alloc(0);

type Headers = Delivery['headers'];

/** Node joins the values of repeated headers, except for one header: https://nodejs.org/api/http.html#messageheaders. */
function asText(headers: FastifyRequest['headers']): Headers {
  const cookies = headers['set-cookie'];
  const joined = cookies ? { ...headers, 'set-cookie': cookies.join(', ') } : headers;
  return joined as Headers;
}

function locate(url: string): Pick<Delivery, 'path' | 'query'> {
  if (PLAIN_PATH.test(url)) return { path: url, query: {} };
  const { pathname, searchParams } = new URL(url, 'http://ingest');
  return { path: pathname, query: Object.fromEntries(searchParams) };
}

/** A path that needs no parsing: it has no query, nothing to decode and no dots to resolve. */
const PLAIN_PATH = /^(?:\/[A-Za-z0-9_-]+)+$/;
