import type { EventFacts } from '@payspool/events';
import type { RazorpaySettings } from '../settings.ts';

/** One event, before its entities are read. */
interface RazorpayEvent {
  readonly type: string;
  /** In the canonical format. */
  readonly occurredAt: string;
  /** The body's `{ payload }`, so that a violation names its path from the root. */
  readonly body: { readonly payload?: unknown };
  /** How a subscription is treated whose billing starts later. */
  readonly futureStart: RazorpaySettings['futureStart'];
}

export interface Meaning {
  readonly events: readonly EventFacts[];
  readonly warnings?: readonly string[];
}

/** @throws {UnusableEventError} if an entity that the event needs does not match its schema */
export type EventHandler = (event: RazorpayEvent) => Meaning;

/** Combines several meanings into one, in their order. */
export const together = (...meanings: readonly (Meaning | undefined)[]): Meaning => ({
  events: meanings.flatMap((meaning) => meaning?.events ?? []),
  warnings: meanings.flatMap((meaning) => meaning?.warnings ?? []),
});
