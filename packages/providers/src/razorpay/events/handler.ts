import type { EventFacts } from '@payspool/events';
import type { OrdinaryHandler } from '../../contract/index.ts';
import type { RazorpaySettings } from '../settings.ts';

export type EventHandler = OrdinaryHandler<RazorpaySettings>;

/** What an event says: facts, and warnings about unknown statuses or invalid fields. */
export interface Meaning {
  readonly facts: readonly EventFacts[];
  readonly warnings?: readonly string[];
}

/** Combines several meanings into one, in their order. */
export const together = (...meanings: readonly (Meaning | undefined)[]): Meaning => ({
  facts: meanings.flatMap((meaning) => meaning?.facts ?? []),
  warnings: meanings.flatMap((meaning) => meaning?.warnings ?? []),
});
