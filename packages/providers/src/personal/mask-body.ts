import { stringify } from 'lossless-json';
import { pathTest, type PathTest, type PersonalPolicy } from './policy.ts';
import { policyOf } from './policies.ts';
import { type BodyValue, isLeaf, readBody } from './read-body.ts';
import { isFreeText, isOfMerchant, isOfThing, isPersonalKey, looksPersonal } from './shared-rules.ts';

/** What stands in the place of a personal value. */
export const MASK = '[masked]';

export interface MaskedBody {
  /** The body as indented JSON, with `[masked]` in the place of each personal value. */
  readonly text: string;
  /** The places of these values: `data.items[0].name`. Only `` (the whole body) if it could not be read. */
  readonly masked: readonly string[];
}

/**
 * A body for people who may not see personal data. Of a body that is neither JSON nor a form, and of an unknown provider's, everything is
 * masked. Never throws.
 *
 * @param provider its slug
 */
export function maskBody(provider: string, body: Uint8Array): MaskedBody {
  const masked: string[] = [];
  const read = readBody(body);
  if (read === undefined) return { text: MASK, masked: [''] };
  const shown = mask(read, {
    judge: judgeOf(policyOf(provider)),
    onMasked: ({ place }) => masked.push(place),
  });
  return { text: stringify(shown, undefined, 2) ?? '', masked };
}

/** A personal value of a body, and its place: `data.items[0].name`. */
export interface PersonalValue {
  readonly place: string;
  readonly value: string;
}

/** The values that `maskBody` masks. Empty if the body cannot be read. */
export function personalValues(provider: string, body: Uint8Array): readonly PersonalValue[] {
  const found: PersonalValue[] = [];
  const read = readBody(body);
  if (read !== undefined)
    mask(read, { judge: judgeOf(policyOf(provider)), onMasked: (value) => found.push(value) });
  return found;
}

/** How the values below a path are treated. */
type Judgement = 'personal' | 'plain' | 'by value';
type Judge = (path: readonly string[]) => Judgement;

const judges = new WeakMap<PersonalPolicy, Judge>();

function judgeOf(policy: PersonalPolicy | undefined): Judge {
  if (!policy) return () => 'personal';
  const known = judges.get(policy);
  if (known) return known;
  const [isNamed, isPlain]: readonly PathTest[] = [pathTest(policy.paths), pathTest(policy.plain)] as const;
  const judge: Judge = (path) => {
    if (isNamed?.(path)) return 'personal';
    if (isPlain?.(path)) return 'plain';
    return isPersonalKey(path) ? 'personal' : 'by value';
  };
  judges.set(policy, judge);
  return judge;
}

interface Walk {
  readonly judge: Judge;
  readonly onMasked: (value: PersonalValue) => void;
}

function mask(
  value: BodyValue,
  walk: Walk,
  {
    path = [],
    place = '',
    isWithin = false,
  }: { path?: readonly string[]; place?: string; isWithin?: boolean } = {},
): BodyValue {
  const judgement = isWithin ? 'personal' : walk.judge(path);
  const isPersonal = judgement === 'personal';
  if (isLeaf(value)) {
    if (value === null || typeof value === 'boolean' || value === '') return value;
    const text = typeof value === 'string' ? value : value.toString();
    const hidden = isPersonal || isPersonalText(text, { path, judgement }) ? MASK : withoutQuery(text);
    if (hidden === undefined) return value;
    walk.onMasked({ place, value: text });
    return hidden;
  }
  if (Array.isArray(value))
    return value.map((entry: BodyValue, at) =>
      mask(entry, walk, { path, place: `${place}[${at}]`, isWithin: isPersonal }),
    );
  return Object.fromEntries(
    Object.entries(value).map(([key, child]) => [
      key,
      mask(child, walk, {
        path: [...path, key],
        place: place === '' ? key : `${place}.${key}`,
        isWithin: isPersonal,
      }),
    ]),
  );
}

const isPersonalText = (
  text: string,
  { path, judgement }: { readonly path: readonly string[]; readonly judgement: Judgement },
): boolean =>
  looksPersonal(text) ||
  (judgement === 'by value' && (isOfMerchant(path, text) || (isFreeText(text) && !isOfThing(path))));

/** A link without its query, which may log a customer in or name one; `undefined` for everything else. */
function withoutQuery(text: string): string | undefined {
  const [, link] = /^(https?:\/\/[^?#\s]+)[?#]./.exec(text) ?? [];
  return link === undefined ? undefined : `${link}?${MASK}`;
}
