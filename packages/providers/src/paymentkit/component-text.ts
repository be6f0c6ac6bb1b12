import stableStringify from 'json-stable-stringify';
import { signedBody } from './signed-body.ts';

/**
 * The text that a component call signs: the parsed request with its keys sorted
 * (blocklet-server blocklet/node-sdk/src/util/verify-sign.ts). `undefined` when the body has no canonical form.
 */
export function componentText(request: {
  readonly iat: number;
  readonly exp: number;
  readonly body: Buffer;
  readonly query: Readonly<Record<string, string>>;
  readonly path: string;
}): string | undefined {
  const { iat, exp, query, path } = request;
  const signed = signedBody(request.body);
  return signed && stableStringify({ iat, exp, body: signed.value, query, method: 'post', url: path });
}
