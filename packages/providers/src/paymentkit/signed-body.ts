import stableStringify from 'json-stable-stringify';
import { readJson } from '../contract/index.ts';

/** No delivery of PaymentKit's is nested this deeply; the canonical text is made recursively, so there must be a limit. */
const MAX_DEPTH = 100;

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** A body as the component signature sees it: the same for every spelling of one signed body. */
export interface SignedBody {
  /** JSON with sorted keys and without white space. It is what gets signed, and what an event without an id is named by. */
  readonly text: string;
  /** What `text` says. A number beyond every float is `null` in the text, and is `null` here. */
  readonly value: unknown;
}

/**
 * The canonical form of a body, which the component signature covers instead of its bytes
 * (blocklet-server blocklet/node-sdk/src/util/verify-sign.ts). Of a key that is given twice the last value counts.
 * `undefined` when the body is not UTF-8 JSON, or nested too deeply to be made canonical.
 */
export function signedBody(body: Buffer): SignedBody | undefined {
  const text = signedText(body);
  return text === undefined ? undefined : { text, value: JSON.parse(text) };
}

/** The text alone, which is made for every request that claims to be signed so: it has to be cheap. */
export function signedText(body: Buffer): string | undefined {
  if (depthOf(body) > MAX_DEPTH) return undefined;
  try {
    const parsed: unknown = JSON.parse(utf8.decode(body));
    // The SDK signs an empty object where there is no body.
    return stableStringify(parsed ?? {});
  } catch {
    return undefined;
  }
}

/**
 * What the canonical text says. It spells nearly every value as the body does: a number beyond every float is `null` there, and -0 is 0.
 * A body that has no canonical form says what its bytes say.
 *
 * @throws {UnusableEventError} `not_json`
 */
export function signedValue(body: Buffer): unknown {
  const said = readJson(body) ?? {};
  return depthOf(body) > MAX_DEPTH || isSaidAlike(said) ? said : JSON.parse(JSON.stringify(said));
}

const isSaidAlike = (value: unknown): boolean =>
  typeof value === 'number'
    ? Number.isFinite(value) && !Object.is(value, -0)
    : typeof value !== 'object' || value === null || Object.values(value).every(isSaidAlike);

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
