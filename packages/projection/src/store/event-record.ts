import type { CanonicalEvent } from '@payspool/events';

/** A delivery, or one part of it, to be recorded in `events`. */
export interface EventRecord {
  readonly provider: string;
  /** The account that the event belongs to: `default`, or `default/acct_1` for a connected account. */
  readonly account: string;
  readonly eventKey: string;
  /** The provider's own event type; empty when the body could not be read. */
  readonly type: string;
  readonly occurredAt?: Date | undefined;
  readonly receivedAt: Date;
  /** The time in the signature of the delivery. */
  readonly signedAt?: Date | undefined;
  /** The account's mode. */
  readonly mode?: 'live' | 'test' | undefined;
  /** The mode of the credentials that verified the delivery, if they show it. */
  readonly signedMode?: 'live' | 'test' | undefined;
  /** How the event was learned; a delivery if absent. */
  readonly source?: 'delivery' | 'refetched' | 'observed' | undefined;
  /**
   * Whether it belongs to an import of history: nothing is published of it, and what was never published counts as published. See
   * `find-transitions.ts`.
   */
  readonly isImported?: boolean | undefined;
  /** Null for a part: the row of its delivery has the body. */
  readonly rawBody: Buffer | null;
  readonly headers: Readonly<Record<string, string>>;
  /** Whether the data of its customer was erased: body and headers are used for the last time, and not stored. */
  readonly isErased?: boolean | undefined;
  /** Whether another event of the same purchase may contain the merchant reference, so that publishing may wait for it. */
  readonly mayBeNamedLater?: boolean | undefined;
  /** The provider's id of the delivery, which no other body may have. */
  readonly deliveryRef?: string | undefined;
  /** The event key of the delivery that this is a part of. */
  readonly partOf?: string | undefined;
  /** The provider's id of the merchant's account, where the body names one. */
  readonly providerAccount?: string | undefined;
}

/** The result of reading an event. `applied` has its canonical events; `split` is a delivery whose parts have rows of their own. */
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

/**
 * Replaces what Postgres cannot store in a text, NUL and half a surrogate pair, and other control characters. A provider's text may contain
 * them.
 */
export const storable = (text: string, maxLength: number): string =>
  text.toWellFormed().replaceAll(CONTROL, ' ').slice(0, maxLength).toWellFormed();

const CONTROL = /\p{Cc}/gu;
