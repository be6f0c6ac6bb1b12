/** A text that people confuse with a secret: its form, and the message about it, which does not quote it. */
export interface Mistake {
  readonly looks: RegExp;
  readonly words: string;
  /** Set if the merchant chooses the text and may have chosen this one. Such a text is accepted as an entry of a list, with a warning. */
  readonly mayBeChosen?: true;
}

/** The form of a provider's secrets. If empty, the merchant chooses the text and any text is accepted. */
export interface SecretRule {
  /** The prefix of every secret of the provider, by its documentation. */
  readonly prefix?: string;
  /** The form of the secrets that the provider generates, if other texts are allowed too. It is used to find several secrets in one text. */
  readonly made?: RegExp;
  /** Why a text is not a secret of the provider, including its minimum length; never quotes it. */
  readonly problem?: (secret: string) => string | undefined;
  /** Further texts that people confuse with it, in addition to those of every provider. */
  readonly mistakes?: readonly Mistake[];
  /** The provider signs with its API key, so that a text in the form of an API key is no mistake. */
  readonly isApiKey?: true;
}

/** The syntax of several secrets, for messages. */
export const AS_ARRAY = 'write several secrets as a JSON array, newest first: ["new","old"]';

/** The secrets of a text. `listed`: the text was a list, and each entry is exactly one secret. */
export type SecretText =
  | { readonly entries: readonly string[]; readonly listed: boolean }
  | { readonly problem: string };

/**
 * Reads the syntax of secrets in a variable or file. The text is one secret, without the ASCII white space around it. If it
 * begins with `[`, it is a JSON array of texts, each exactly one secret. No other text is split.
 */
export function readSecretText(given: string): SecretText {
  const text = trimAscii(given);
  if (text === '') return { entries: [], listed: false };
  if (!text.startsWith('[')) return { entries: [text], listed: false };
  const entries = parseJson(text);
  if (!Array.isArray(entries))
    return {
      problem:
        'begins with [ but is not a JSON array of texts, ["new","old"]: did a shell remove its quotation marks? Write a secret that begins with [ as the entry of an array',
    };
  return entries.every((entry) => typeof entry === 'string')
    ? { entries, listed: true }
    : { problem: 'is a JSON array with other values than texts: expected ["new","old"]' };
}

/** Removes the spaces, tabs and line ends that editors and shells leave around a text. Other characters are kept. */
export const trimAscii = (text: string): string => text.replace(/^[ \t\r\n\f\v]+|[ \t\r\n\f\v]+$/g, '');

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Words of placeholders. A text is a placeholder if it consists of one of these, with or without the words below. */
const TYPICAL = new Set(
  'your yours yoursecret yourkey change changeme replace replaceme insert enter paste fill fillin todo tbd fixme placeholder example sample dummy here goes'.split(
    ' ',
  ),
);
const OTHERS = new Set(
  'a an the my our this that with me it in is to by from real actual own new secret secrets key keys token password value string webhook webhooks signing endpoint api client app live test stripe paypal razorpay paymentkit ippopay standard'.split(
    ' ',
  ),
);
const PREFIX = /^(whsec|sk|pk|rk|rzp)_/i;
/** `<your secret>`, `${SECRET}`, `$(cat secret)`, `{{ secret }}`, `%SECRET%`, `$STRIPE_SECRET`. */
const UNFILLED = /^(<[^<>]*>|\$\{[^}]*\}|\$\(.*\)|\{\{.*\}\}|%[A-Z0-9_]+%|\$[A-Z][A-Z0-9]*_[A-Z0-9_]*)$/;
const MASKED = /^(?=.*([xX]{3}|\*{2}|[•●…]|\.{2}))[xX*•●·.…_ -]+$/u;

/**
 * Whether a text is a placeholder for a secret that was not filled in: `<your secret>`, `changeme`, `whsec_...`, `xxx`. It is
 * strict: a text that a person may have chosen is not a placeholder.
 */
export function isPlaceholder(text: string): boolean {
  const bare = text.replace(PREFIX, '');
  if (UNFILLED.test(text) || UNFILLED.test(bare) || MASKED.test(text) || MASKED.test(bare)) return true;
  const words = bare
    .toLowerCase()
    .split(/[-_ .!]+/)
    .filter(Boolean);
  return (
    words.some((word) => TYPICAL.has(word)) && words.every((word) => TYPICAL.has(word) || OTHERS.has(word))
  );
}

/** Texts that cannot be a secret of any provider. */
const NEVER: readonly Mistake[] = [
  { looks: /-----BEGIN [A-Z ]+-----/, words: 'looks like a PEM block: a key or certificate is no secret' },
  { looks: /^[a-z][a-z0-9+.-]*:\/\//i, words: 'looks like a URL' },
  { looks: /^(Bearer|Basic)\s/i, words: 'looks like an Authorization header' },
  {
    looks: /^(export\s+)?[A-Z][A-Z0-9]*_[A-Z0-9_]*=./,
    words: 'looks like a line of an environment file: only the text after the = belongs here',
  },
  {
    looks: /^(~|\.{1,2}|\/(run|var|etc|secrets|home|root|tmp|mnt|opt|usr))\/[\w./-]+$/,
    words: 'looks like the path of a file: give it under the same name with _FILE (in YAML, File) at the end',
  },
];

/** Not a mistake for a provider that signs with its API key. */
export const API_KEY: Mistake = {
  looks: /^(sk|rk|pk)_(live|test)_/,
  words: 'looks like an API key (sk_…, rk_…, pk_…): the secret of the webhook endpoint belongs here',
};

/** Texts that people confuse with the secret of a webhook endpoint. */
export const NO_SIGNING_SECRET: readonly Mistake[] = [
  {
    looks: /^v1a?,\s*wh(sec|pk)_/,
    words: 'begins with v1, as some dashboards show it: the secret begins after the comma',
  },
  { looks: /^v1a?,/, words: 'looks like a signature (v1,…), not like a secret' },
  { looks: /^t=\d+,\s*v\d+=/, words: 'looks like a signature header (t=…,v1=…), not like a secret' },
  API_KEY,
  {
    looks: /^rzp_(live|test)_/,
    words: 'looks like a key id of Razorpay (rzp_…): the secret of the webhook form belongs here',
  },
];

/** Checked for a provider whose secrets have another prefix, or none. */
export const NOT_WHSEC: Mistake = {
  looks: /^wh(sec|pk|sk)_/,
  words:
    'begins with whsec_ or the like, as keys of Stripe and Standard Webhooks do; if it is nevertheless a secret of this provider, write it as a JSON array, ["whsec_…"]',
  mayBeChosen: true,
};

const STRAIGHT = '"\'`';
const TYPOGRAPHIC = /^[“”„‟«»‹›‘’‚‛「」『』＂＇]$/u;
const isQuote = (character: string): boolean => STRAIGHT.includes(character) || TYPOGRAPHIC.test(character);

/** Whether a text is in quotation marks, straight or typographic. */
export function isQuoted(text: string): boolean {
  const [first = '', last = ''] = [text.at(0), text.at(-1)];
  if (text.length < 2 || !isQuote(first)) return false;
  return STRAIGHT.includes(first) ? first === last : TYPOGRAPHIC.test(last);
}

/** White space and invisible characters at either end of a text. */
export const hasBlankEnds = (text: string): boolean => /^[\s\p{Cf}]|[\s\p{Cf}]$/u.test(text);

/** Where the secret is written: alone, as the whole text of a list, or as an entry of a list. An entry is used exactly as it is, also with characters around it. */
export type Writing = 'single' | 'text' | 'entry';

interface Written {
  readonly rule: SecretRule;
  readonly as: Writing;
}

/**
 * Why a text is not a secret by `rule`, as the end of a sentence that begins with the setting's name, without quoting the text;
 * `undefined` if it may be one.
 */
export const secretProblem = (secret: string, written: Written): string | undefined =>
  damage(secret, written) ??
  severalIn(secret, written) ??
  wrapping(secret, written) ??
  mistake(secret, written) ??
  otherForm(secret, written.rule);

/** Damage to the bytes in transit. */
function damage(secret: string, { as }: Written): string | undefined {
  if (secret === '') return 'is empty';
  if (secret.startsWith('\uFEFF')) return 'begins with a byte order mark: save it as UTF-8 without one';
  if (/[\0\uFFFD]/.test(secret)) return 'is not text in UTF-8 (UTF-16, perhaps): save it as UTF-8';
  if (/\p{Cs}/u.test(secret)) return 'contains half a character: a \\u escape lacks its other half';
  if (secret.includes('-----BEGIN ')) return undefined;
  if (/[\r\n]/.test(secret))
    return `contains a line break, which cannot be part of a secret${as === 'single' ? '' : `: ${AS_ARRAY}`}`;
  return /\p{Cc}/u.test(secret)
    ? 'contains a control character, which cannot be part of a secret'
    : undefined;
}

/** A list in another syntax would count as one secret, which would match no signature. */
function severalIn(secret: string, { rule: { prefix, made, problem }, as }: Written): string | undefined {
  if (as === 'single') return undefined;
  const isOne = (part: string) =>
    made?.test(part) ??
    (prefix === undefined ? problem !== undefined && problem(part) === undefined : part.startsWith(prefix));
  const parts = secret.split(/[,;|\s]+/);
  if (parts.length === 1) return undefined;
  const inner = parts.map((part) => part.replace(/^["'`]+|["'`]+$/g, '')).filter(Boolean);
  return inner.length > 0 && inner.every(isOne)
    ? `looks like a list with separators, which is not split: ${AS_ARRAY}`
    : undefined;
}

function wrapping(secret: string, { as }: Written): string | undefined {
  if (as === 'entry') return undefined;
  const unless = as === 'text' ? ' (if they are part of it, write a JSON array)' : '';
  if (isQuoted(secret)) return `is in quotation marks: remove them${unless}`;
  return hasBlankEnds(secret)
    ? `begins or ends with white space or invisible characters: remove them${unless}`
    : undefined;
}

function mistake(secret: string, { rule, as }: Written): string | undefined {
  const known = [...NEVER, ...(rule.mistakes ?? [])].find(
    ({ looks, mayBeChosen }) => looks.test(secret) && !(as === 'entry' && mayBeChosen),
  );
  if (known) return known.words;
  if (isJsonObject(secret)) return 'looks like a JSON object';
  return isPlaceholder(secret) ? 'looks like a placeholder that was not filled in' : undefined;
}

function otherForm(secret: string, { prefix, problem }: SecretRule): string | undefined {
  if (prefix !== undefined) {
    if (!secret.startsWith(prefix))
      return `does not begin with ${prefix}, as every secret of the provider does`;
    if (secret === prefix) return `has nothing after ${prefix}`;
    if (/\.{3}|…|\*{3}|[•●]/u.test(secret)) return 'is cut off, or masked by dots or stars';
    if (isQuote(secret.at(-1) ?? '')) return 'ends with a quotation mark';
    if (hasBlankEnds(secret)) return 'ends with white space or an invisible character';
  }
  return problem?.(secret);
}

function isJsonObject(text: string): boolean {
  if (!text.startsWith('{')) return false;
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
