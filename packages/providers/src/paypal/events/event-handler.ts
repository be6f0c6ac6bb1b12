import type { EventFacts } from '@payspool/events';

/** One event, its resource not looked at yet. */
export interface PaypalEvent {
  /** Canonical spelling. */
  readonly occurredAt: string;
  readonly resource: unknown;
  /** Whether a purchase unit of this merchant's account is to be counted. */
  readonly isOurs: (merchantId: string) => boolean;
}

/** What one purchase or subscription has of an event, or what each of several has of it. */
type Reading = { readonly warnings?: readonly string[] } & (
  | { readonly facts: readonly EventFacts[] }
  | { readonly parts: readonly { readonly key: string; readonly facts: readonly EventFacts[] }[] }
);

/** @throws {UnusableEventError} with the path from the body's root: `resource.amount.value` */
export type EventHandler = (event: PaypalEvent) => Reading;
