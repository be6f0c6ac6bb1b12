import { createHash } from 'node:crypto';

const PRINTABLE = /^[\x21-\x7e]{1,255}$/;

/**
 * The key in `events` of one part of a delivery: `evt_1#re_7`. It has 1–255 printable ASCII characters; a longer key, or one with
 * other characters, is hashed, the part's key first.
 */
export function partEventKey(deliveryKey: string, partKey: string): string {
  const candidates = [
    `${deliveryKey}#${partKey}`,
    `${deliveryKey}#${hashOf(partKey)}`,
    `${hashOf(deliveryKey)}#${hashOf(partKey)}`,
  ];
  return candidates.find((key) => PRINTABLE.test(key)) ?? hashOf(`${deliveryKey}#${partKey}`);
}

/** The keys of a delivery's parts, each unique: a second `re_7` becomes `re_7~2`, so that no part counts as a duplicate of another. */
export function distinctKeys(keys: readonly string[]): string[] {
  const taken = new Set(keys);
  const given = new Set<string>();
  return keys.map((key) => {
    let free = key;
    for (let copy = 2; given.has(free) || (free !== key && taken.has(free)); copy += 1)
      free = `${key}~${copy}`;
    given.add(free);
    return free;
  });
}

const hashOf = (text: string): string => `sha256:${createHash('sha256').update(text).digest('hex')}`;
