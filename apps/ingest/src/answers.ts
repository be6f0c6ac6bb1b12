import type { FastifyError, FastifyReply } from 'fastify';
import { type Provider, UnavailableError } from '@payspool/providers';
import type { Socket } from 'node:net';
import { OverloadedError } from './in-hand.ts';

/** The error codes of answers. They are stable. No other part of an error leaves the process. */
export type ErrorCode =
  | 'unauthorized'
  | 'not_found'
  | 'method_not_allowed'
  | 'body_too_large'
  | 'bad_request'
  | 'request_timeout'
  | 'headers_too_large'
  | 'overloaded'
  | 'unavailable';

export const STATUS: Readonly<Record<ErrorCode, number>> = {
  bad_request: 400,
  unauthorized: 401,
  not_found: 404,
  method_not_allowed: 405,
  request_timeout: 408,
  body_too_large: 413,
  headers_too_large: 431,
  overloaded: 503,
  unavailable: 503,
};

const JSON_TYPE = 'application/json; charset=utf-8';

/** The answer to an authentic delivery, unless its provider requires another one. */
const ACKNOWLEDGED = {
  accepted: { status: 202, body: '{"status":"accepted"}' },
  duplicate: { status: 200, body: '{"status":"duplicate"}' },
} as const;

export function answerAuthentic(
  reply: FastifyReply,
  outcome: keyof typeof ACKNOWLEDGED,
  { reply: demanded, acceptedStatus }: Pick<Provider, 'reply' | 'acceptedStatus'>,
): FastifyReply {
  const { status, body } = ACKNOWLEDGED[outcome];
  reply.code(acceptedStatus ?? status).type(demanded?.contentType ?? JSON_TYPE);
  return reply.send(demanded?.body ?? body);
}

/** Seconds. Providers that respect it retry soon; the others keep their own schedule. */
const RETRY_AFTER = '10';

/** @param retryAfterMs for a 503, if it is known when another attempt may succeed */
export function answerError(reply: FastifyReply, code: ErrorCode, retryAfterMs?: number): FastifyReply {
  if (STATUS[code] === 503)
    reply.header('retry-after', retryAfterMs === undefined ? RETRY_AFTER : inSeconds(retryAfterMs));
  if (code === 'method_not_allowed') reply.header('allow', 'POST');
  return reply.code(STATUS[code]).send({ error: code });
}

/** At most ten minutes: a longer time does not help a provider with its own schedule. */
const inSeconds = (ms: number): string => String(Math.min(600, Math.max(1, Math.ceil(ms / 1000))));

/**
 * The only place that maps errors to statuses. Errors of the framework about the request itself keep a 4xx. Every other error counts as an
 * outage of Payspool and not as an error of the sender.
 */
export function errorCodeOf(error: FastifyError | UnavailableError | OverloadedError): ErrorCode {
  if (error instanceof UnavailableError) return 'unavailable';
  if (error instanceof OverloadedError) return 'overloaded';
  if (error.code === 'FST_ERR_CTP_BODY_TOO_LARGE') return 'body_too_large';
  // No account has such a long name.
  if (error.code === 'FST_ERR_MAX_PARAM_LENGTH') return 'not_found';
  if (error.statusCode === 408) return 'request_timeout';
  return error.statusCode !== undefined && error.statusCode >= 400 && error.statusCode < 500
    ? 'bad_request'
    : 'unavailable';
}

/** Answers data that Node could not parse as a request, if the connection still accepts an answer, and closes the connection. */
export function answerBrokenRequest(error: Error & { readonly code?: string }, socket: Socket): void {
  if (error.code !== 'ECONNRESET' && socket.writable)
    socket.write(answer(CODES.get(error.code) ?? 'bad_request'));
  socket.destroy();
}

/** The error code for each code of Node's `clientError`. */
const CODES: ReadonlyMap<string | undefined, ErrorCode> = new Map([
  ['ERR_HTTP_REQUEST_TIMEOUT', 'request_timeout'],
  ['HPE_HEADER_OVERFLOW', 'headers_too_large'],
]);

function answer(code: ErrorCode): string {
  const body = JSON.stringify({ error: code });
  const head = [
    `HTTP/1.1 ${STATUS[code]} `,
    'connection: close',
    'content-type: application/json; charset=utf-8',
    `content-length: ${body.length}`,
  ];
  return `${head.join('\r\n')}\r\n\r\n${body}`;
}
