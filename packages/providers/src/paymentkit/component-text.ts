import stableStringify from 'json-stable-stringify';

/** No delivery of PaymentKit's is nested this deeply; the canonical text is made recursively, so there must be a limit. */
const MAX_DEPTH = 100;

const utf8 = new TextDecoder('utf-8', { fatal: true });

/**
 * The text that a component call signs: the parsed request with its keys sorted
 * (blocklet-server blocklet/node-sdk/src/util/verify-sign.ts).
 * `undefined` when the body is not UTF-8 JSON, or nested too deeply to be made canonical.
 */
export function componentText(request: {
  readonly iat: number;
  readonly exp: number;
  readonly body: Buffer;
  readonly query: Readonly<Record<string, string>>;
  readonly path: string;
}): string | undefined {
  const { iat, exp, query, path } = request;
  if (depthOf(request.body) > MAX_DEPTH) return undefined;
  try {
    const body: unknown = JSON.parse(utf8.decode(request.body));
    return stableStringify({ iat, exp, body: body ?? {}, query, method: 'post', url: path });
  } catch {
    return undefined;
  }
}

const [QUOTE, BACKSLASH, OPEN_ARRAY, CLOSE_ARRAY, OPEN_OBJECT, CLOSE_OBJECT] = Buffer.from('"\\[]{}');

/** How deeply arrays and objects nest, counted over the bytes so that nothing has to be built first. */
function depthOf(json: Buffer): number {
  let depth = 0;
  let deepest = 0;
  let inText = false;
  for (let index = 0; index < json.length; index += 1) {
    const byte = json[index];
    if (inText) {
      if (byte === BACKSLASH) index += 1;
      else if (byte === QUOTE) inText = false;
    } else if (byte === QUOTE) inText = true;
    else if (byte === OPEN_ARRAY || byte === OPEN_OBJECT) deepest = Math.max(deepest, (depth += 1));
    else if (byte === CLOSE_ARRAY || byte === CLOSE_OBJECT) depth -= 1;
  }
  return deepest;
}
