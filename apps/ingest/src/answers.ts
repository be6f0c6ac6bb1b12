import type { FastifyError, FastifyReply } from 'fastify';
import { UnavailableError } from '@payspool/providers';
import { OverloadedError } from './overloaded-error.ts';

/** What a sender is told. The codes are stable; nothing else of an error leaves the process. */
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

/** What an authentic delivery is told where its provider demands nothing else. */
const ACKNOWLEDGED = {
  accepted: { status: 202, body: '{"status":"accepted"}' },
  duplicate: { status: 200, body: '{"status":"duplicate"}' },
} as const;

export function answerAuthentic(
  reply: FastifyReply,
  outcome: keyof typeof ACKNOWLEDGED,
  demanded: { readonly contentType: string; readonly body: string } | undefined,
): FastifyReply {
  const { status, body } = ACKNOWLEDGED[outcome];
  reply.code(status).type(demanded?.contentType ?? JSON_TYPE);
  return reply.send(demanded?.body ?? body);
}

/** Seconds; providers that heed it come back soon, the others keep their own schedule. */
const RETRY_AFTER = '10';

export function answerError(reply: FastifyReply, code: ErrorCode): FastifyReply {
  if (STATUS[code] === 503) reply.header('retry-after', RETRY_AFTER);
  if (code === 'method_not_allowed') reply.header('allow', 'POST');
  return reply.code(STATUS[code]).send({ error: code });
}

/**
 * The one place that turns errors into statuses. What the framework found wrong with the request itself keeps a 4xx;
 * everything else is our outage, whatever it is, and never the sender's fault.
 */
export function errorCodeOf(error: FastifyError | UnavailableError | OverloadedError): ErrorCode {
  if (error instanceof UnavailableError) return 'unavailable';
  if (error instanceof OverloadedError) return 'overloaded';
  if (error.code === 'FST_ERR_CTP_BODY_TOO_LARGE') return 'body_too_large';
  // No account has so long a name.
  if (error.code === 'FST_ERR_MAX_PARAM_LENGTH') return 'not_found';
  if (error.statusCode === 408) return 'request_timeout';
  return error.statusCode !== undefined && error.statusCode >= 400 && error.statusCode < 500
    ? 'bad_request'
    : 'unavailable';
}
