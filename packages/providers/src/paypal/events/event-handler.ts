import type { EventFacts } from '@payspool/events';

/** One event, before its resource is read. */
export interface PaypalEvent {
  /** In the canonical format. */
  readonly occurredAt: string;
  readonly resource: unknown;
  /** Whether a purchase unit of this merchant's account counts. */
  readonly isOurs: (merchantId: string) => boolean;
}

/** The facts about one purchase or subscription in an event, or about each of several. */
type Reading = { readonly warnings?: readonly string[] } & (
  | { readonly facts: readonly EventFacts[] }
  | { readonly parts: readonly { readonly key: string; readonly facts: readonly EventFacts[] }[] }
);

/** @throws {UnusableEventError} with the path from the body's root: `resource.amount.value` */
export type EventHandler = (event: PaypalEvent) => Reading;
