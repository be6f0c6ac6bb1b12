import { isDeepStrictEqual } from 'node:util';
import type { RecordedEvent, Rows } from '../../src/index.ts';
import { foldAll, resumeFold, type WholeFold } from '../../src/fold/fold.ts';
import { referencesOf } from '../../src/fold/references.ts';
import { decodeFold, encodeFold } from '../../src/fold/saved-fold.ts';
import { prepare, type Prepared } from '../../src/publish/prepare.ts';
import type { Transition } from '../../src/publish/transition.ts';
import { NOW } from './meaning.ts';
import type { PublishedState } from '../../src/publish/published-state.ts';

/** One purchase or subscription, as `aggregates` and its events keep it. */
interface Aggregate {
  readonly id: number;
  readonly references: ReadonlySet<string>;
  readonly events: readonly RecordedEvent[];
  readonly rows: Rows;
  readonly publishedState: PublishedState;
  readonly state: unknown;
}

/** What the store does with deliveries, in memory and by its rules; nothing in it is ever changed, so that orders can share their beginnings. */
export interface Store {
  readonly aggregates: readonly Aggregate[];
  readonly deliveries: ReadonlySet<string>;
  readonly transitions: readonly Transition[];
  /** Deliveries that were folded on top of a saved fold, and compared with folding everything. */
  readonly resumed: number;
}

export const emptyStore: Store = { aggregates: [], deliveries: new Set(), transitions: [], resumed: 0 };

/** Everything folded from the beginning, and the saved fold as JSON. */
export type FoldFresh = (events: readonly RecordedEvent[]) => {
  readonly folded: WholeFold;
  readonly state: unknown;
};
export const foldFresh: FoldFresh = (events) => {
  const folded = foldAll(events);
  return { folded, state: encodeFold(folded.saved) };
};

export function deliverTo(
  store: Store,
  delivery: readonly RecordedEvent[],
  fold: FoldFresh = foldFresh,
): Store {
  const [first] = delivery;
  // The unique key of the event refuses it before anything is folded.
  if (!first || store.deliveries.has(first.eventKey)) return store;
  const references = delivery.flatMap(({ event }) =>
    referencesOf(event).map(({ kind, ref }) => `${kind} ${ref}`),
  );
  const found = store.aggregates.filter((known) => references.some((name) => known.references.has(name)));
  const before = {
    events: found.flatMap(({ events }) => events),
    publishedState: found.flatMap(({ publishedState }) => publishedState),
    state: found.length === 1 ? found[0]?.state : undefined,
  };
  const events = [...before.events, ...delivery];
  const { folded: refolded, state } = fold(events);
  const resumed = before.state === undefined ? undefined : resumeFold(decodeFold(before.state), delivery);
  const outcome = prepare(before.publishedState, refolded, NOW);
  const onTop = resumed && prepare(before.publishedState, resumed, NOW);
  if (onTop) mustAgree(onTop, outcome);
  const aggregate: Aggregate = {
    id: found[0]?.id ?? store.deliveries.size,
    references: new Set([...found.flatMap((known) => [...known.references]), ...references]),
    events,
    rows: refolded.rows,
    publishedState: outcome.publishedState,
    state,
  };
  return {
    aggregates: [...store.aggregates.filter((known) => !found.includes(known)), aggregate].toSorted(
      (a, b) => a.id - b.id,
    ),
    deliveries: new Set([...store.deliveries, first.eventKey]),
    transitions: [...store.transitions, ...outcome.transitions],
    resumed: store.resumed + (onTop ? 1 : 0),
  };
}

export const deliverAll = (
  deliveries: readonly (readonly RecordedEvent[])[],
  store: Store = emptyStore,
): Store => deliveries.reduce((known, delivery) => deliverTo(known, delivery), store);

/** What would be published if everything were folded and published once more: nothing, if all is well. */
export const publishAgain = ({ aggregates }: Store): Transition[] =>
  aggregates.flatMap(
    ({ publishedState, events }) => prepare(publishedState, foldAll([...events, ...events]), NOW).transitions,
  );

type Outcome = Prepared;

/** Folded on top or from the beginning, the business hears the same. */
function mustAgree(resumed: Outcome, refolded: Outcome): void {
  if (isDeepStrictEqual(seen(resumed), seen(refolded))) return;
  throw new Error(
    `folded on: ${JSON.stringify(seen(resumed))}\nrefolded:  ${JSON.stringify(seen(refolded))}`,
  );
}

const seen = ({ transitions, publishedState }: Outcome) => ({
  publishedState,
  transitions: transitions.map(({ topic, subject, occurrence, at, eventKey, ...rest }) => ({
    topic,
    subject,
    occurrence,
    at,
    eventKey,
    about: 'movedTo' in rest ? rest.movedTo : rest.snapshot.ref,
  })),
});
