import type { Socket } from 'node:net';
import { type ErrorCode, STATUS } from './answers.ts';

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
