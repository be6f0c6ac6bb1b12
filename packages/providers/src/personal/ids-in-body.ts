import { type BodyValue, isLeaf, readBody } from './read-body.ts';

/** Keys whose values are ids, even short ones and numbers. */
const ID_KEY =
  /(?:^|_)(?:ids?|did|uuid|ref|reference|code|number|token|href|links?|url|customer|order|payment|charge|subscription|invoice|refund|dispute|transaction)$/i;
/** A text of this form is an id whatever its key; `12` may also be a number of pieces. */
const UNMISTAKABLE = /^(?=.*[\p{L}_@.-]).{8,}$|^\d{10,}$/u;
const BETWEEN_IDS = /[^\p{L}\p{N}_@.-]+/u;
/** More than any delivery has; a longer one is searched up to here. */
const MOST = 50_000;

/**
 * The texts of a body that may be ids: whole values, and the parts of links. An erasure compares them with the ids of a customer, so a
 * number that is no id must not be among them.
 */
export function idsInBody(body: Uint8Array): ReadonlySet<string> {
  const ids = new Set<string>();
  const read = readBody(body);
  if (read === undefined) {
    for (const word of wordsOf(new TextDecoder().decode(body))) if (UNMISTAKABLE.test(word)) ids.add(word);
    return ids;
  }
  collect(read, '', ids);
  return ids;
}

function collect(value: BodyValue, key: string, ids: Set<string>): void {
  if (ids.size >= MOST) return;
  if (!isLeaf(value)) {
    const isList = Array.isArray(value);
    for (const [name, child] of Object.entries(value)) collect(child, isList ? key : name, ids);
    return;
  }
  if (value === null || typeof value === 'boolean') return;
  const text = String(value);
  const isId = ID_KEY.test(key.replaceAll(/([a-z\d])([A-Z])/g, '$1_$2'));
  for (const word of [text, ...wordsOf(text)])
    if (word !== '' && (isId || UNMISTAKABLE.test(word))) ids.add(word);
}

const wordsOf = (text: string): readonly string[] => text.split(BETWEEN_IDS, MOST);
