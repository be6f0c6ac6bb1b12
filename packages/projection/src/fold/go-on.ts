import type { FoldContext } from './context.ts';
import { type Folded, resumeFold } from './fold.ts';
import type { RecordedEvent } from './history.ts';
import { instantsSince } from './last-instant.ts';
import { takeLateInSlices } from './late-event.ts';
import type { SavedFold } from './saved-fold.ts';

/**
 * Goes on with a fold in memory, whenever the events happened: those of the past are put into their places, or the last instants are run again with them.
 *
 * @returns `undefined` where everything has to be folded. Where the saved fold has no view then, it is not to be compared with that
 */
export async function goOn(
  saved: SavedFold,
  events: readonly RecordedEvent[],
  how: { readonly context: FoldContext; readonly pause: () => Promise<void> },
): Promise<Folded | undefined> {
  const { lastAt } = saved.state;
  const isLate = lastAt !== undefined && events.some(({ event }) => event.occurredAt <= lastAt);
  const late = isLate ? await takeLateInSlices(saved, events, how) : undefined;
  if (late || (isLate && !saved.view) || !instantsSince(saved, events)) return late;
  const folded = resumeFold(saved, events, how.context);
  if (!folded) saved.view = undefined;
  return folded;
}
