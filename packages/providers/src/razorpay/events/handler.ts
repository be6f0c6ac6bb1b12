import type { EventFacts } from '@payspool/events';
import type { RazorpaySettings } from '../settings.ts';

/** One event, before its entities have been read. */
interface RazorpayEvent {
  readonly type: string;
  /** In the canonical spelling. */
  readonly occurredAt: string;
  /** The body's `{ payload }`, so that a violation names its path from the root. */
  readonly body: { readonly payload?: unknown };
  /** What a subscription is whose billing starts later. */
  readonly futureStart: RazorpaySettings['futureStart'];
}

export interface Meaning {
  readonly events: readonly EventFacts[];
  readonly warnings?: readonly string[];
}

/** @throws {UnusableEventError} when an entity that the event needs is not of its shape */
export type EventHandler = (event: RazorpayEvent) => Meaning;

/** Several meanings as one, in their order. */
export const together = (...meanings: readonly (Meaning | undefined)[]): Meaning => ({
  events: meanings.flatMap((meaning) => meaning?.events ?? []),
  warnings: meanings.flatMap((meaning) => meaning?.warnings ?? []),
});

/** Razorpay's lists of statuses are open: an unknown word changes nothing, and is worth a line. */
export const unknownStatus = (subject: string, word: string | undefined): string =>
  `unknown ${subject} status ${JSON.stringify(word?.slice(0, 40) ?? null)}`;
