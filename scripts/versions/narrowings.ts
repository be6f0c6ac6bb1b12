import type { StoredSchema } from './stored-schema.ts';

/**
 * The values that `before` allowed and the schema `after` may refuse or lose: one sentence each, with the field. Empty if the
 * schema only widens: a new optional field, a further value in a list, a longer text. A change that this function does not
 * understand counts as a narrowing.
 */
export function narrowings(before: StoredSchema, after: StoredSchema, path = ''): string[] {
  const at = path || 'the whole';
  const named = (name: string) => (path ? `${path}.${name}` : name);
  if (after['anyOf'] !== undefined && before['anyOf'] === undefined)
    return choices([before], list(after['anyOf']), at);
  const found: string[] = [];
  for (const keyword of new Set([...Object.keys(before), ...Object.keys(after)])) {
    const [was, is] = [before[keyword], after[keyword]];
    if (JSON.stringify(was) === JSON.stringify(is)) continue;
    switch (keyword) {
      case 'properties':
        for (const [name, schema] of Object.entries(record(was))) {
          const now = record(is)[name];
          if (now === undefined) found.push(`${named(name)} is gone`);
          else found.push(...narrowings(record(schema), record(now), named(name)));
        }
        break;
      case 'required':
        for (const name of missing(is, was)) found.push(`${named(name)} may not be absent any more`);
        break;
      case 'type':
        for (const type of missing([was].flat(), [is].flat()))
          found.push(`${at} may not be a ${type} any more`);
        break;
      case 'enum':
        if (is !== undefined)
          for (const value of missing(was, is))
            found.push(`${at} may not be ${JSON.stringify(value)} any more`);
        break;
      case 'anyOf':
      case 'oneOf':
        found.push(...choices(list(was), list(is), at));
        break;
      case 'items':
      case 'additionalProperties':
        found.push(...narrowings(record(was), record(is), named('*')));
        break;
      case 'maxLength':
      case 'maxItems':
      case 'maximum':
        if (is !== undefined && (was === undefined || Number(is) < Number(was)))
          found.push(`${at} has a lower ${keyword}`);
        break;
      case 'minLength':
      case 'minItems':
      case 'minimum':
      case 'exclusiveMinimum':
        if (is !== undefined && (was === undefined || Number(is) > Number(was)))
          found.push(`${at} has a higher ${keyword}`);
        break;
      default:
        found.push(`${at} has another ${keyword}`);
    }
  }
  return found;
}

/** Every earlier alternative still exists, the same or wider. */
function choices(before: readonly StoredSchema[], after: readonly StoredSchema[], at: string): string[] {
  const texts = new Set(after.map((choice) => JSON.stringify(choice)));
  return before.flatMap((choice, place) => {
    if (texts.has(JSON.stringify(choice))) return [];
    const now = after[place];
    return now ? narrowings(choice, now, at === 'the whole' ? '' : at) : [`${at} has lost one of its forms`];
  });
}

const record = (value: unknown): StoredSchema => (value ?? {}) as StoredSchema;
const list = (value: unknown): readonly StoredSchema[] => (value ?? []) as readonly StoredSchema[];
/** The entries of the first list that are missing in the second. */
const missing = (first: unknown, second: unknown): string[] => {
  const others = new Set((second ?? []) as string[]);
  return ((first ?? []) as string[]).filter((value) => !others.has(value));
};
