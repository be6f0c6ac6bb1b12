import stableStringify from 'json-stable-stringify';
import { signedText } from './signed-body.ts';

/**
 * The text that a component call signs: the parsed request with its keys sorted
 * (blocklet-server blocklet/node-sdk/src/util/verify-sign.ts). `undefined` if the body has no canonical form.
 */
export function componentText(request: {
  readonly iat: number;
  readonly exp: number;
  readonly body: Buffer;
  readonly query: Readonly<Record<string, string>>;
  readonly path: string;
}): string | undefined {
  const { iat, exp, query, path } = request;
  const text = signedText(request.body);
  if (text === undefined) return undefined;
  // The keys are already sorted and the body's text is already canonical, so it is not created again.
  const [inQuery, url] = [stableStringify(query), JSON.stringify(path)];
  return `{"body":${text},"exp":${exp},"iat":${iat},"method":"post","query":${inQuery},"url":${url}}`;
}
