import { createHash } from 'node:crypto';
import { type CanonicalEvent, Timestamp } from '@payspool/events';
import type { AuthenticDelivery, Mode, NamedMerchant, Normalised, Question } from '../contract/index.ts';
import type { Account } from './account.ts';

/** The result of reading a delivery, or one part of it, before it is written. */
export type Meaning =
  | { readonly status: 'applied'; readonly events: readonly CanonicalEvent[] }
  | { readonly status: 'ignored'; readonly error: string }
  | { readonly status: 'failed'; readonly error: string };

/** The meaning of an authentic delivery for one account: events to apply, a reason to ignore it, or several parts. */
export interface Reading {
  /** The provider's own event type. */
  readonly type: string;
  readonly occurredAt: Date | undefined;
  /** The account of its rows: the account to which it was delivered, or a connected account of it. */
  readonly account: string;
  /** The provider's id of the merchant's account, if the body names one. */
  readonly providerAccount: string | undefined;
  readonly meaning: Meaning | { readonly status: 'split'; readonly parts: readonly ReadPart[] };
  /** Present if it is ignored because it belongs to another mode, or to a merchant's account that is not ours. */
  readonly isElsewhere?: true;
  /** Unknown values, which change nothing; only ids and types. */
  readonly warnings: readonly string[];
  /** What the provider's API must be asked for. */
  readonly questions: readonly Question[];
}

/** One part of a delivery that concerns several purchases. */
export interface ReadPart {
  /** Unique within the delivery, and the same at every reading. `partEventKey` makes the key of its row from it. */
  readonly key: string;
  /** The key of its row, if the part is the same event in another delivery. */
  readonly eventKey?: string | undefined;
  /** The provider's own type of the part, or else of the delivery. */
  readonly type: string;
  readonly occurredAt: Date | undefined;
  readonly meaning: Meaning;
}

/** How a body was learned, if not by a delivery. */
export interface Learned {
  /** `refetched`: the provider's own event, read by its API. `observed`: an object, read by its API. */
  readonly source?: 'delivery' | 'refetched' | 'observed' | undefined;
  /** The connected merchant's account that the API was asked for. */
  readonly merchant?: string | undefined;
}

/**
 * Reads a delivery with its account's settings and mode. `signedMode` is the mode that the credentials showed.
 *
 * @throws {UnusableEventError} with the name of the field
 */
export function readDelivery(
  delivery: AuthenticDelivery & Learned & { readonly signedMode?: Mode | undefined },
  account: Pick<Account, 'name' | 'provider' | 'settings' | 'mode'>,
): Reading {
  const normalised = normaliserFor(delivery, account)(delivery, account.settings);
  const merchant = merchantOf(delivery, normalised.merchant);
  const about = {
    type: normalised.type,
    occurredAt: timeOf(normalised.occurredAt),
    account: accountOf(account.name, merchant),
    providerAccount: merchant && storableRef(merchant.ref),
  };
  const reason =
    otherMode([normalised.mode, delivery.signedMode], account.mode) ?? otherMerchant(merchant, account);
  if (reason !== undefined)
    return { meaning: { status: 'ignored', error: reason }, isElsewhere: true, ...NOTHING_MORE, ...about };
  if (normalised.outcome !== 'split')
    return { meaning: meaningOf(normalised), ...moreOf([normalised]), ...about };
  if (normalised.parts.length === 0)
    return { meaning: { status: 'ignored', error: 'it has no parts' }, ...NOTHING_MORE, ...about };
  const keys = distinctKeys(normalised.parts.map(({ key }) => key));
  const parts = normalised.parts.map((part, at) => ({
    key: keys[at] ?? part.key,
    // A second part with the same id is another one.
    eventKey: keys[at] === part.key ? part.eventKey : undefined,
    type: part.type ?? about.type,
    occurredAt: timeOf(part.occurredAt) ?? about.occurredAt,
    meaning: meaningOf(part),
  }));
  return { meaning: { status: 'split', parts }, ...moreOf(normalised.parts), ...about };
}

function normaliserFor(
  { source }: Learned,
  { provider }: Pick<Account, 'provider'>,
): (delivery: AuthenticDelivery, settings: Account['settings']) => Normalised {
  if (source !== 'observed') return provider.normalise;
  const { objects } = provider.reads ?? {};
  if (!objects) throw new Error(`no object of ${provider.slug} can be read from its API`);
  return objects.normalise;
}

/** An answer belongs to the account that was asked for, unless the body names another one. */
const merchantOf = (
  { merchant: asked }: Learned,
  named: NamedMerchant | undefined,
): NamedMerchant | undefined =>
  asked === undefined || (named && named.ref !== asked) ? named : { ref: asked, is: 'connected' };

/** A time that Postgres cannot store (the year 0) counts as absent. The times of applied events have been checked before. */
const timeOf = (text: string | undefined): Date | undefined => {
  const { data } = Timestamp.safeParse(text);
  return data === undefined ? undefined : new Date(data);
};

type Part = Extract<Normalised, { outcome: 'split' }>['parts'][number];
type Whole = Exclude<Normalised, { outcome: 'split' }>;

function meaningOf(part: Part | Whole): Meaning {
  if (part.outcome === 'events') return { status: 'applied', events: part.events };
  if (part.outcome === 'ignored') return { status: 'ignored', error: part.reason };
  return { status: 'failed', error: `${part.code}: ${part.reason}` };
}

const NOTHING_MORE = { warnings: [], questions: [] };
const moreOf = (parts: readonly (Part | Whole)[]): Pick<Reading, 'warnings' | 'questions'> => {
  const read = parts.filter((part) => part.outcome === 'events');
  return {
    warnings: read.flatMap(({ warnings }) => warnings),
    questions: read.flatMap(({ questions = [] }) => questions),
  };
};

/**
 * The account of an event's rows. Another merchant's account has rows of its own, `default/acct_1`, under the account that gets
 * its events. This also holds while its events are ignored: when the account is allowed later, the same row is applied.
 */
const accountOf = (name: string, merchant: NamedMerchant | undefined): string =>
  merchant === undefined || merchant.is === 'ours' ? name : `${name}/${storableRef(merchant.ref)}`;

/** A provider's account id as a part of an account's name, or a hash of it if it is too long or has characters that a name may not have. */
const storableRef = (ref: string): string =>
  /^[\x21-\x2e\x30-\x7e]{1,100}$/.test(ref)
    ? ref
    : `sha256:${createHash('sha256').update(ref).digest('hex')}`;

/** The configured account of an event's row: `default` for `default/acct_1`. */
export const configuredAccountOf = (account: string): string => account.split('/', 1)[0] ?? account;

/** Another merchant's payment never belongs to this account, regardless of the order that it names. */
function otherMerchant(
  merchant: NamedMerchant | undefined,
  { provider }: Pick<Account, 'provider'>,
): string | undefined {
  if (merchant?.is !== 'other') return undefined;
  const setting = merchant.setting && `${provider.slug}_${merchant.setting}`.toUpperCase();
  return `an event of the account ${merchant.ref}, which is not ours${setting ? ` (${setting} allows accounts)` : ''}`;
}

/** A test payment must not become an order, and a live payment must not be treated as a test. */
function otherMode(modes: readonly (Mode | undefined)[], own: Mode): string | undefined {
  const other = modes.find((mode) => mode !== undefined && mode !== own);
  return other && `a ${other} event on a ${own} account`;
}

const PRINTABLE = /^[\x21-\x7e]{1,255}$/;

/**
 * The key in `events` of one part of a delivery: the part's own, or `evt_1#re_7`. It has 1–255 printable ASCII characters; a longer
 * key, or one with other characters, is hashed, the part's key first.
 */
export function partEventKey(
  deliveryKey: string,
  { key: partKey, eventKey }: Pick<ReadPart, 'key' | 'eventKey'>,
): string {
  const candidates = [
    ...(eventKey === undefined ? [] : [eventKey]),
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
