/** Ids that one text may name: each is looked up everywhere. */
const MOST_IDS = 5;
/** The longest id that a provider's word may be. */
const MOST_CHARACTERS = 255;

/**
 * The ids that a pasted text names, the likeliest first: the text without spaces, quotes and punctuation around it; the last id of an address
 * of a provider's dashboard; the words that look like ids in a line of a log or a mail.
 */
export function idsIn(text: string): string[] {
  const bare = stripped(text.slice(0, 4_000));
  const found = /^https?:\/\//i.test(bare)
    ? idsOfAddress(bare)
    : [bare, ...(/\s/.test(bare) ? bare.split(/\s+/).map(stripped).filter(looksLikeId) : lastPart(bare))];
  return [...new Set(found)].filter(isPossible).slice(0, MOST_IDS);
}

const stripped = (text: string): string => text.replace(/^[\s"'`<>([{]+|[\s"'`<>)\]},;.:!?]+$/gu, '');

/** `stripe/default/evt_1` names an account before the id. */
const lastPart = (text: string): string[] => (text.includes('/') ? [text.split('/').at(-1) ?? ''] : []);

function idsOfAddress(address: string): string[] {
  if (!URL.canParse(address)) return [];
  const { pathname, searchParams, hash } = new URL(address);
  const parts = [...pathname.split('/'), ...searchParams.values(), ...hash.split(/[#/?&=]/)].map(decoded);
  const ids = parts.filter(looksLikeId).toReversed();
  return ids.length > 0 ? ids : parts.filter((part) => part !== '').slice(-1);
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** Ids have digits, and are long or have a prefix: `pi_3N`, `5TY05013RG002845M`. */
const looksLikeId = (word: string): boolean =>
  /\d/.test(word) && (word.length >= 8 || /^[a-z]+[_-]\w+$/i.test(word));

const isPossible = (id: string): boolean =>
  id !== '' && id.length <= MOST_CHARACTERS && id.isWellFormed() && !/\p{Cc}/u.test(id);
