import { UnusableEventError } from './errors.ts';

/**
 * The bytes of each element of a JSON array, unchanged: an event of a page is recorded as the API wrote it, and not as our JSON library would
 * write it. The array is the value of `key` in the outermost object, or the outermost value if `key` is absent.
 *
 * @returns `undefined` if there is no such array
 * @throws {UnusableEventError} `not_json`
 */
export function rawItems(body: Buffer, key?: string): Buffer[] | undefined {
  let at = skipSpace(body, 0);
  if (key !== undefined) {
    const found = findKey(body, at, key);
    if (found === undefined) return undefined;
    at = found;
  }
  if (body[at] !== OPEN_ARRAY) return undefined;
  const items: Buffer[] = [];
  at = skipSpace(body, at + 1);
  while (body[at] !== CLOSE_ARRAY) {
    const end = skipValue(body, at);
    items.push(body.subarray(at, end));
    at = skipSpace(body, end);
    if (body[at] === COMMA) at = skipSpace(body, at + 1);
    else if (body[at] !== CLOSE_ARRAY) throw notJson();
  }
  return items;
}

const [OPEN_OBJECT, CLOSE_OBJECT, OPEN_ARRAY, CLOSE_ARRAY, COMMA, COLON, QUOTE, BACKSLASH] = [
  ...Buffer.from('{}[],:"\\'),
] as [number, number, number, number, number, number, number, number];

/** The position of the value of a key in the object that begins at `start`. */
function findKey(body: Buffer, start: number, key: string): number | undefined {
  if (body[start] !== OPEN_OBJECT) return undefined;
  let at = skipSpace(body, start + 1);
  while (body[at] !== CLOSE_OBJECT) {
    const end = skipValue(body, at);
    const name: unknown = nameIn(body.subarray(at, end));
    at = skipSpace(body, end);
    if (body[at] !== COLON) throw notJson();
    at = skipSpace(body, at + 1);
    if (name === key) return at;
    at = skipSpace(body, skipValue(body, at));
    if (body[at] === COMMA) at = skipSpace(body, at + 1);
    else if (body[at] !== CLOSE_OBJECT) throw notJson();
  }
  return undefined;
}

function nameIn(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    throw notJson();
  }
}

/** The position after the value that begins at `start`. */
function skipValue(body: Buffer, start: number): number {
  let depth = 0;
  let at = start;
  do {
    const byte = body[at];
    if (byte === undefined) throw notJson();
    if (byte === QUOTE) at = skipString(body, at);
    else if (byte === OPEN_OBJECT || byte === OPEN_ARRAY) {
      depth += 1;
      at += 1;
    } else if (byte === CLOSE_OBJECT || byte === CLOSE_ARRAY) {
      depth -= 1;
      at += 1;
    } else if (depth > 0 || !isWordEnd(byte)) at = depth > 0 ? at + 1 : skipWord(body, at);
    else throw notJson();
  } while (depth > 0);
  return at;
}

function skipString(body: Buffer, start: number): number {
  for (let at = start + 1; at < body.length; at += 1) {
    if (body[at] === BACKSLASH) at += 1;
    else if (body[at] === QUOTE) return at + 1;
  }
  throw notJson();
}

/** A number, `true`, `false` or `null`. */
function skipWord(body: Buffer, start: number): number {
  let at = start;
  while (at < body.length && !isWordEnd(body[at])) at += 1;
  return at;
}

const SPACE: ReadonlySet<number | undefined> = new Set(Buffer.from(' \t\n\r'));
const isWordEnd = (byte: number | undefined): boolean =>
  SPACE.has(byte) || byte === COMMA || byte === COLON || byte === CLOSE_ARRAY || byte === CLOSE_OBJECT;

function skipSpace(body: Buffer, start: number): number {
  let at = start;
  while (SPACE.has(body[at])) at += 1;
  return at;
}

const notJson = () => new UnusableEventError('not_json', { message: 'the body is not valid JSON' });
