import type { CanonicalEvent } from '@payspool/events';
import type { Normalised } from '../contract/index.ts';

/** The canonical events of a delivery, including those of all its parts. */
export function eventsOf(meaning: Normalised): readonly CanonicalEvent[] {
  if (meaning.outcome === 'events') return meaning.events;
  if (meaning.outcome === 'ignored') return [];
  return meaning.parts.flatMap((part) => (part.outcome === 'events' ? part.events : []));
}
