import type { FoldContext } from './context.ts';
import { type Folded, resumeFold } from './fold.ts';
import type { RecordedEvent } from './history.ts';
import { instantsSince } from './last-instant.ts';
import { takeLateInSlices } from './late-event.ts';
import type { SavedFold } from './saved-fold.ts';

/**
 * Continues a fold in memory with events of any time. Late events are inserted at their places. If that is not possible,
 * the last instants run again with them.
 *
 * @returns `undefined` if all events have to be folded again. If `saved.view` is `undefined` then, `saved` is
 * incomplete: do not compare it with the new fold
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
