import type { CanonicalEvent } from '@payspool/events';

/** A delivery, or one part of it, on its way into the event log. */
export interface EventRecord {
  readonly provider: string;
  /** Whose event it is: `default`, or `default/acct_1` of an account that is connected to it. */
  readonly account: string;
  readonly eventKey: string;
  /** The provider's own event type; empty when the body could not be read. */
  readonly type: string;
  readonly occurredAt?: Date | undefined;
  readonly receivedAt: Date;
  /** The signed time of the delivery. */
  readonly signedAt?: Date | undefined;
  /** The account's mode. */
  readonly mode?: 'live' | 'test' | undefined;
  /** Whether the credentials were live or test ones, where they show it. */
  readonly signedMode?: 'live' | 'test' | undefined;
  /** Null of a part: its delivery's row has the body. */
  readonly rawBody: Buffer | null;
  readonly headers: Readonly<Record<string, string>>;
  /** Another event of the same purchase may bring the merchant's own id: publishing may wait for it. */
  readonly mayBeNamedLater?: boolean | undefined;
  /** An id that may stand for this body only. */
  readonly deliveryRef?: string | undefined;
  /** The key of the delivery that it is a part of. */
  readonly partOf?: string | undefined;
  /** The provider's id of the merchant's account, where the body names one. */
  readonly providerAccount?: string | undefined;
}

/** What became of it. `applied` carries the canonical events that it means; `split` is a delivery whose parts have rows of their own. */
export type EventResult =
  | { readonly status: 'applied'; readonly events: readonly CanonicalEvent[] }
  | { readonly status: 'split' }
  | { readonly status: 'ignored'; readonly error: string }
  | { readonly status: 'failed'; readonly error: string };

/** Returns the endpoint's account: `default` for `default/acct_1`, an account that is connected to it. */
export const endpointAccountOf = (account: string): string => account.split('/', 1)[0] ?? account;

/** Returns why an event was ignored or failed, as the column `error` stores it, or null. */
export const errorOf = (result: EventResult): string | null =>
  'error' in result ? storable(result.error, 1000) : null;

/** Replaces what Postgres cannot store in a text, NUL and half a surrogate pair, and other control characters. A provider's text may contain them. */
export const storable = (text: string, maxLength: number): string =>
  text.toWellFormed().replaceAll(CONTROL, ' ').slice(0, maxLength).toWellFormed();

const CONTROL = /\p{Cc}/gu;
