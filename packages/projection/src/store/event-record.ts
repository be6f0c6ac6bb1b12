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
