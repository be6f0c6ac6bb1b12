import { wire } from './raw-exchange.ts';

const POST = 'POST /webhooks/stripe HTTP/1.1';
const CHUNKED = { 'transfer-encoding': 'chunked' };

/** Requests that no honest sender makes, as bytes. */
export const BAD_REQUESTS: Readonly<Record<string, Buffer>> = {
  'a content length that is a word': wire(POST, { 'content-length': 'many' }, '{}'),
  'a negative content length': wire(POST, { 'content-length': '-1' }, '{}'),
  'an enormous content length': wire(POST, { 'content-length': '99999999999999999999999' }, '{}'),
  'a list of content lengths': wire(POST, { 'content-length': '2, 3' }, '{}'),
  'two content lengths': wire(POST, { 'content-length': 2, 'Content-Length': 3 }, '{}'),
  'a length beside chunks': wire(POST, { 'content-length': 2, ...CHUNKED }, '2\r\n{}\r\n0\r\n\r\n'),
  'an unknown transfer encoding': wire(POST, { 'transfer-encoding': 'xchunked' }, '2\r\n{}\r\n0\r\n\r\n'),
  'chunks that are not the last encoding': wire(POST, { 'transfer-encoding': 'chunked, gzip' }, '0\r\n\r\n'),
  'a chunk size that is a word': wire(POST, CHUNKED, 'zz\r\n{}\r\n0\r\n\r\n'),
  'an enormous chunk size': wire(POST, CHUNKED, 'ffffffffffffffffff\r\n{}\r\n'),
  'a chunk longer than its declared size': wire(POST, CHUNKED, '1\r\n{}\r\n0\r\n\r\n'),
  'chunk extensions without end': wire(POST, CHUNKED, `2;${'x'.repeat(30_000)}\r\n{}\r\n0\r\n\r\n`),
  'trailers without end': wire(POST, CHUNKED, `0\r\nx: ${'y'.repeat(30_000)}\r\n\r\n`),
  'no host': Buffer.from(`${POST}\r\nconnection: close\r\ncontent-length: 2\r\n\r\n{}`),
  'a header name with a space': wire(POST, { 'stripe signature': 'x', 'content-length': 2 }, '{}'),
  'a NUL in a header': wire(POST, { 'stripe-signature': 'a\u0000b', 'content-length': 2 }, '{}'),
  'a header folded over lines': wire(
    POST,
    { 'stripe-signature': 't=1,\r\n v1=2', 'content-length': 2 },
    '{}',
  ),
  'a header of 64 KiB': wire(POST, { 'stripe-signature': 'x'.repeat(65_536), 'content-length': 2 }, '{}'),
  'two thousand headers': wire(POST, manyHeaders(2000), '{}'),
  'a header called __proto__': wire(POST, { ['__proto__']: 'x', 'content-length': 2 }, '{}'),
  'a path of 64 KiB': wire(
    `POST /webhooks/stripe/${'a'.repeat(65_536)} HTTP/1.1`,
    { 'content-length': 2 },
    '{}',
  ),
  'a path that does not decode': wire('POST /webhooks/%ff%fe HTTP/1.1', { 'content-length': 2 }, '{}'),
  'an invalid address': wire('POST http://[:/webhooks/stripe HTTP/1.1', { 'content-length': 2 }, '{}'),
  'an invalid port': wire('POST http://a:99999/webhooks/stripe HTTP/1.1', { 'content-length': 2 }, '{}'),
  'an invalid host': wire('POST http://%/webhooks/stripe HTTP/1.1', { 'content-length': 2 }, '{}'),
  'a tunnel': wire('CONNECT ingest:443 HTTP/1.1'),
  'another protocol to switch to': wire(
    POST,
    { connection: 'Upgrade, close', upgrade: 'websocket', 'content-length': 2 },
    '{}',
  ),
  'an expectation that is unknown': wire(POST, { expect: 'miracles', 'content-length': 2 }, '{}'),
  'an unknown version of HTTP': wire('POST /webhooks/stripe HTTP/9.9', { 'content-length': 2 }, '{}'),
  'the preface of HTTP/2': Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'),
  'a greeting of TLS': Buffer.from('16030100a5010000a1030300', 'hex'),
  noise: Buffer.alloc(4096, '\u0001\u00ff\r\n'),
};

/** This number of headers, in addition to the length of a body of two bytes. */
function manyHeaders(count: number): Record<string, string | number> {
  const extra = Array.from({ length: count }, (_, at) => [`x-${at}`, 'y'.repeat(20)] as const);
  return { 'content-length': 2, ...Object.fromEntries(extra) };
}
