import type { CanonicalEvent } from '@payspool/events';
import type { AuthenticDelivery, Mode, NamedMerchant, Normalised } from '../contract/index.ts';
import type { Account } from './account.ts';

/** What a delivery, or one part of it, comes to before it is written. */
export type Meaning =
  | { readonly status: 'applied'; readonly events: readonly CanonicalEvent[] }
  | { readonly status: 'ignored'; readonly error: string }
  | { readonly status: 'failed'; readonly error: string };

/** What an authentic delivery means to one account: events to apply, or nothing, for a reason, or several parts of either. */
export interface Reading {
  /** The provider's own event type. */
  readonly type: string;
  readonly occurredAt: Date | undefined;
  /** The account that its rows belong to: the one it was delivered to, or a connected one of it. */
  readonly account: string;
  /** The provider's id of the merchant's account, where the body names one. */
  readonly providerAccount: string | undefined;
  readonly meaning: Meaning | { readonly status: 'split'; readonly parts: readonly ReadPart[] };
  /** Unknown words that were treated as "unchanged"; ids and types only. */
  readonly warnings: readonly string[];
}

/** One part of a delivery that tells of several purchases. */
export interface ReadPart {
  /** Unique within the delivery. */
  readonly key: string;
  readonly meaning: Meaning;
}

/**
 * Reads a delivery with its account's settings and mode. `signedMode` is the mode that the credentials showed.
 *
 * @throws {UnusableEventError} naming the field
 */
export function readDelivery(
  delivery: AuthenticDelivery & { readonly signedMode?: Mode | undefined },
  account: Pick<Account, 'name' | 'provider' | 'settings' | 'mode'>,
): Reading {
  const normalised = account.provider.normalise(delivery, account.settings);
  const { merchant } = normalised;
  const about = {
    type: normalised.type,
    occurredAt: normalised.occurredAt === undefined ? undefined : new Date(normalised.occurredAt),
    account: accountOf(account.name, merchant),
    providerAccount: merchant?.ref,
  };
  const reason =
    otherMode([normalised.mode, delivery.signedMode], account.mode) ?? otherMerchant(merchant, account);
  if (reason !== undefined) return { ...about, meaning: { status: 'ignored', error: reason }, warnings: [] };
  if (normalised.outcome !== 'split')
    return { ...about, meaning: meaningOf(normalised), warnings: warningsOf(normalised) };
  const parts = normalised.parts.map((part) => ({ key: part.key, meaning: meaningOf(part) }));
  return { ...about, meaning: { status: 'split', parts }, warnings: normalised.parts.flatMap(warningsOf) };
}

type Part = Extract<Normalised, { outcome: 'split' }>['parts'][number];
type Whole = Exclude<Normalised, { outcome: 'split' }>;

function meaningOf(part: Part | Whole): Meaning {
  if (part.outcome === 'events') return { status: 'applied', events: part.events };
  if (part.outcome === 'ignored') return { status: 'ignored', error: part.reason };
  return { status: 'failed', error: `${part.code}: ${part.reason}` };
}

const warningsOf = (part: Part | Whole): readonly string[] =>
  part.outcome === 'events' ? part.warnings : [];

/**
 * The account that an event's rows belong to. Another merchant's account has rows of its own beside those of the account that its
 * events are delivered to, `default/acct_1`, also while its events are ignored: let in later, the same row is applied.
 */
const accountOf = (name: string, merchant: NamedMerchant | undefined): string =>
  merchant === undefined || merchant.is === 'ours' ? name : `${name}/${merchant.ref}`;

/** The configured account of an event's row: `default` of `default/acct_1`. */
export const configuredAccountOf = (account: string): string => account.split('/', 1)[0] ?? account;

/** Money of another merchant is not ours, whatever order it names. */
function otherMerchant(
  merchant: NamedMerchant | undefined,
  { provider }: Pick<Account, 'provider'>,
): string | undefined {
  if (merchant?.is !== 'other') return undefined;
  const setting = merchant.setting && `${provider.slug}_${merchant.setting}`.toUpperCase();
  return `an event of the account ${merchant.ref}, which is not ours${setting ? ` (${setting} lets accounts in)` : ''}`;
}

/** Test money must not become an order, nor a live payment be taken for a rehearsal. */
function otherMode(modes: readonly (Mode | undefined)[], own: Mode): string | undefined {
  const other = modes.find((mode) => mode !== undefined && mode !== own);
  return other && `a ${other} event on a ${own} account`;
}
