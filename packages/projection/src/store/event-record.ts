import type { CanonicalEvent } from '@payspool/events';

/** A delivery on its way into the event log. */
export interface EventRecord {
  readonly provider: string;
  readonly account: string;
  readonly eventKey: string;
  /** The provider's own event type; empty when the body could not be read. */
  readonly type: string;
  readonly occurredAt?: Date | undefined;
  readonly receivedAt: Date;
  /** The signed time of transmission. */
  readonly signedAt?: Date | undefined;
  /** The account's mode. */
  readonly mode?: 'live' | 'test' | undefined;
  /** Whether the credentials were live or test ones, where they show it. */
  readonly signedMode?: 'live' | 'test' | undefined;
  readonly rawBody: Buffer;
  readonly headers: Readonly<Record<string, string>>;
  /** Another event of the same purchase may bring the merchant's own id: publishing may wait for it. */
  readonly mayBeNamedLater?: boolean | undefined;
  /** An id that may stand for this body only. */
  readonly transmissionRef?: string | undefined;
}

/** What became of it. `applied` carries the canonical events that it means. */
export type EventResult =
  | { readonly status: 'applied'; readonly events: readonly CanonicalEvent[] }
  | { readonly status: 'ignored'; readonly error: string }
  | { readonly status: 'failed'; readonly error: string };
