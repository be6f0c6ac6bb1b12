import stableStringify from 'json-stable-stringify';
import { readJson } from '../contract/index.ts';

/** PaymentKit's deliveries are not nested this deeply. The canonical text is made recursively, so a limit is required. */
const MAX_DEPTH = 100;

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** A body as the component signature protects it, the same for every spelling of one signed body. */
export interface SignedBody {
  /** JSON with sorted keys and without white space. This text is signed, and it is the source of the key of an event without an id. */
  readonly text: string;
  /** The value of `text`. A number that is too large for a float is `null` in both. */
  readonly value: unknown;
}

/**
 * The canonical form of a body, which the component signature covers instead of its bytes
 * (blocklet-server blocklet/node-sdk/src/util/verify-sign.ts). If a key occurs twice, the last value counts. `undefined` if the
 * body is not UTF-8 JSON, or nested too deeply.
 */
export function signedBody(body: Buffer): SignedBody | undefined {
  const text = signedText(body);
  return text === undefined ? undefined : { text, value: JSON.parse(text) };
}

/** Only the text. It is created for every request with this kind of signature, so it must be cheap. */
export function signedText(body: Buffer): string | undefined {
  if (depthOf(body) > MAX_DEPTH) return undefined;
  try {
    const parsed: unknown = JSON.parse(utf8.decode(body));
    // The SDK signs an empty object if there is no body.
    return stableStringify(parsed ?? {});
  } catch {
    return undefined;
  }
}

/**
 * The value of the canonical text. Nearly all values are the same as in the body, but a number that is too large for a float is
 * `null`, and -0 is 0. A body without a canonical form is read from its bytes.
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

/** The depth of nested arrays and objects, counted in the bytes without parsing them. */
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
