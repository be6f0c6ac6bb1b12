import { type ChangeKey, type Changed, changeName, changeOf, isSameChange } from './changes.ts';
import type { OrderFacts } from './order.ts';
import { type Place, type PlacedHistory, placesBefore } from './placed-history.ts';
import type { ChangeRow } from './rows.ts';
import type { SavedFold } from './saved-fold.ts';
import type { SubscriptionFacts } from './subscription.ts';
import type { Sums } from './sums.ts';
import type { TouchLog } from './touched-rows.ts';
import type { View } from './view.ts';

/** A fold in memory while late events are inserted into its history. */
export interface Late {
  readonly saved: SavedFold;
  readonly history: PlacedHistory;
  readonly view: View;
  readonly since: TouchLog;
  /** Changes to write, and changes to delete, by `changeName`. */
  readonly changes: Map<string, ChangeRow>;
  readonly gone: Map<string, ChangeKey>;
}

/** The values that a late event replaced at places after it. */
export interface Rerun {
  readonly place: Place;
  /** The former sums of the places whose sums changed. */
  readonly sumsBefore: Map<Place, Sums | undefined>;
  /** The former facts of the order, at the places of the events that ran again. */
  readonly orderBefore: Map<Place, OrderFacts | undefined>;
}

/** Returns what was known about a subscription before the event at an index of the history. */
export function factsBefore(
  { history, view }: Pick<Late, 'history' | 'view'>,
  ref: string,
  at: number,
): SubscriptionFacts | undefined {
  const probe = history.places[at];
  const own = history.ofSubscriptions.get(ref) ?? [];
  const next = probe && own[placesBefore(own, probe)];
  if (!next) return view.state.subscriptions.get(ref);
  return next.undo.subscriptions.find(([name]) => name === ref)?.[1];
}

/** Notes what an event now changes in an order or subscription. Does nothing if that change is already known. */
export function noteChange(
  { saved: { noted }, changes, gone }: Late,
  { recorded, changePlace }: Place,
  { kind, ref, changed }: Pick<ChangeRow, 'kind' | 'ref'> & { readonly changed: Changed | undefined },
): void {
  const name = changeName({ kind, ref, eventKey: recorded.eventKey, eventIndex: recorded.index });
  const known = noted?.get(name);
  if (!changed) {
    if (!known) return;
    noted?.delete(name);
    changes.delete(name);
    gone.set(name, known);
    return;
  }
  const change = changeOf({ recorded, changePlace }, { kind, ref, changed });
  if (known && isSameChange(known, change)) return;
  noted?.set(name, change);
  changes.set(name, change);
  gone.delete(name);
}
