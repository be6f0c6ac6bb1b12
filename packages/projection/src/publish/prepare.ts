import type { SubjectKind, Topic } from '@payspool/events';
import type { Folded, WholeFold } from '../fold/fold.ts';
import { type Matched, matchPublished, type Others } from './match-published.ts';
import { eachSnapshot, aspectKey, type Snapshot, snapshotsOf } from '../fold/aspects/snapshots.ts';
import { BEFOREHAND, type Step, type StepsAfter } from '../fold/aspects/steps.ts';
import { compareSubjects, type PublishedState, type PublishedSubject } from './published-state.ts';
import { PUBLISHED_VERSION, upgradePublished } from './published-upgrades.ts';
import { finish, finishInSlices, type Sliced } from '../slices.ts';
import type { Transition } from './transition.ts';
import { createDestinations, withdraw } from './withdraw.ts';

/** The transitions to publish, and the published state after them. */
export interface Prepared {
  readonly transitions: Transition[];
  readonly publishedState: PublishedState;
}

/**
 * Compares the published state with the current state, and returns the transitions that lead from the one to the other, in the order of the
 * history, with the published state after them. A change that began and ended before anything was published is left out. If a published
 * value has turned out to be wrong, a correction is published. So every order of arrival ends in the same published state, and nothing is
 * published twice. `now`, in the canonical spelling, only decides whether an access has ended.
 *
 * If the fold continued from a saved one, only the changed rows are compared, and all subscriptions, because their access ends by time.
 * Returns `undefined` if such a fold does not know the steps from the published value to the current one: then all events must be folded.
 */
export function prepare(publishedState: PublishedState, folded: WholeFold, now: string): Prepared;
export function prepare(publishedState: PublishedState, folded: Folded, now: string): Prepared | undefined;
export function prepare(publishedState: PublishedState, folded: Folded, now: string): Prepared | undefined {
  return finish(prepareInTurn(publishedState, folded, now));
}

/** Does the same as `prepare`, in slices of some milliseconds, and awaits `pause` between them. */
export function prepareInSlices(
  publishedState: PublishedState,
  folded: Folded,
  { now, pause }: { readonly now: string; readonly pause: () => Promise<void> },
): Promise<Prepared | undefined> {
  return finishInSlices(prepareInTurn(publishedState, folded, now), pause);
}

/** The number of subjects that are compared between two pauses. */
const SLICE = 100;

function* prepareInTurn(
  publishedState: PublishedState,
  folded: Folded,
  now: string,
): Sliced<Prepared | undefined> {
  const { isWhole, current } = folded;
  const others = isWhole ? undefined : othersOf(current, now);
  const snapshots: Snapshot[] = [];
  for (const [at, one] of eachSnapshot(folded.rows, now)) {
    snapshots.push(one);
    if (at % SLICE === SLICE - 1) yield;
  }
  const { pairs, left, untouched } = yield* matchPublished(
    publishedState,
    snapshots,
    folded.paymentName,
    others,
  );
  if (pairs.length > SLICE) yield;
  if (!isWhole && !isAllSeen(pairs, untouched, folded)) return undefined;
  const destinationOf = createDestinations(pairs, untouched, folded);
  if (pairs.length > SLICE) yield;
  const withdrawals = left
    .toSorted(compareSubjects)
    .map((subject) => withdraw(subject, destinationOf, folded.last));
  const moves: ReturnType<typeof prepareOne>[] = [];
  for (const pair of pairs) {
    moves.push(prepareOne(pair, folded));
    if (moves.length % SLICE === 0) yield;
  }
  const nextOnes = moves.map((outcome) => outcome.published);
  return {
    transitions: [
      ...withdrawals.flatMap(({ transition }) => transition ?? []),
      ...moves
        .flatMap((move) => move.transitions)
        .toSorted((a, b) => a.place - b.place)
        .map(({ transition }) => transition),
    ],
    // Most refunds are never published by themselves, so no state is kept for them.
    publishedState: [
      ...withdrawals.map((outcome) => outcome.published),
      ...(isWhole ? nextOnes : sorted([...nextOnes, ...untouched], folded)),
    ].filter(
      ({ kind, isPublished, counts }) => kind !== 'refund' || isPublished || Object.keys(counts).length > 0,
    ),
  };
}

/** The current rows that the events did not touch. */
const othersOf = (current: Folded['current'], now: string): Others => ({
  has(kind, ref) {
    return kind === 'payment'
      ? current.hasPayment(ref)
      : kind === 'refund' && current.refund(ref) !== undefined;
  },
  snapshot(kind, ref) {
    const payment = kind === 'payment' ? current.payment(ref) : undefined;
    const refund = kind === 'refund' ? current.refund(ref) : undefined;
    const rows = { payments: payment ? [payment] : [], refunds: refund ? [refund] : [] };
    return snapshotsOf({ orders: [], subscriptions: [], ...rows }, now)[0];
  },
});

/** Whether a fold that continued has seen the published value of each aspect, and all of them were published in the current version. */
function isAllSeen(
  pairs: Matched['pairs'],
  untouched: readonly PublishedSubject[],
  { steps, hasAllSteps }: Folded,
): boolean {
  const isOfToday = ({ version }: PublishedSubject) => version === PUBLISHED_VERSION;
  if (!untouched.every(isOfToday)) return false;
  return pairs.every(({ snapshot: { kind, ref, aspects }, published }) => {
    if (!isOfToday(published)) return false;
    if (hasAllSteps) return true;
    const isKnown = Object.keys(published.values).length > 0;
    // Nothing was published of a new subject. A withdrawn one is published from its beginning.
    const isNew = !isKnown && Object.keys(published.counts).length === 0;
    return aspects.every(({ name, value, isByClock }) => {
      const publishedValue = published.values[name] ?? '';
      if (isNew || isByClock || publishedValue === value) return true;
      const { isFound, steps: moves } = steps.after(aspectKey(kind, ref, name), publishedValue);
      const isFromNothing = moves[0]?.place !== BEFOREHAND;
      return isKnown && (isFound || (isFromNothing && publishedValue === ''));
    });
  });
}

/** The published state of the current rows, in the order in which a whole fold has them. */
function sorted(
  publishedState: readonly PublishedSubject[],
  { current }: Folded,
): readonly PublishedSubject[] {
  const refunds = publishedState.filter(({ kind }) => kind === 'refund');
  const places = new Map<string, number>();
  if (refunds.length > 1) for (const ref of current.refundRefs()) places.set(ref, places.size);
  const placeOf = ({ currentRef }: PublishedSubject) => places.get(currentRef) ?? 0;
  const of = (sought: SubjectKind) =>
    publishedState
      .filter(({ kind }) => kind === sought)
      .toSorted((a, b) => (a.currentRef < b.currentRef ? -1 : a.currentRef > b.currentRef ? 1 : 0));
  return [
    ...of('payment'),
    ...of('order'),
    ...of('subscription'),
    ...refunds.toSorted((a, b) => placeOf(a) - placeOf(b)),
  ];
}

/** The place of changes that are not in the history: they come last. */
const AFTERWARDS = Number.MAX_SAFE_INTEGER;

function prepareOne(
  { snapshot, published }: { readonly snapshot: Snapshot; readonly published: PublishedSubject },
  { steps, last }: Folded,
) {
  if (isAsPublished(snapshot, published)) return { transitions: [], published };
  const counts = { ...published.counts };
  const subject = { kind: published.kind, ref: published.ref, version: PUBLISHED_VERSION };
  const values = Object.fromEntries(snapshot.aspects.map(({ name, value }) => [name, value]));
  const publishedValues = upgradePublished(published.kind, published, values);
  const moves = snapshot.aspects.flatMap(({ name, value, topic, isQuiet, at }) => {
    const known = publishedValues[name] ?? '';
    if (known === value) return [];
    const after = steps.after(aspectKey(snapshot.kind, snapshot.ref, name), known);
    return route({ known, value, after, last }).flatMap(({ from, step }) => {
      const nextTopic = topic(from, step.value);
      return nextTopic
        ? [{ topic: nextTopic, step: { ...step, at: at?.(step.value) ?? step.at }, isQuiet }]
        : [];
    });
  });
  const loud = moves.filter(({ isQuiet }) => !isQuiet);
  // A quiet change only completes what was published before.
  const quiet = published.isPublished && loud.length === 0 ? moves.slice(-1) : [];
  const inOrder = [...loud, ...quiet].toSorted((a, b) => a.step.place - b.step.place);
  const transitions = inOrder
    // Two aspects may have the same topic for one event: it is published once, unless another topic is published in between.
    .filter((move, index) => !isRepeated(move, inOrder[index - 1]))
    .map(({ topic, step: { place, at, eventKey } }) => {
      const occurrence = (counts[topic] ?? 0) + 1;
      counts[topic] = occurrence;
      return {
        place,
        transition: {
          topic,
          subject: { kind: published.kind, ref: published.ref },
          occurrence,
          at,
          eventKey,
          snapshot,
        },
      };
    });
  const isPublished = published.isPublished || transitions.length > 0;
  return { transitions, published: { currentRef: snapshot.ref, isPublished, values, counts, ...subject } };
}

/** Whether the subject has the published name, and each aspect its published value. */
function isAsPublished(
  { ref, aspects }: Snapshot,
  { currentRef, version, values }: PublishedSubject,
): boolean {
  if (version !== PUBLISHED_VERSION || currentRef !== ref || Object.keys(values).length !== aspects.length)
    return false;
  for (const { name, value } of aspects) if (values[name] !== value) return false;
  return true;
}

type Move = { readonly topic: Topic; readonly step: Step };

const isRepeated = ({ topic, step }: Move, before: Move | undefined): boolean =>
  topic === before?.topic && step.eventKey === before.step.eventKey && step.at === before.step.at;

/** The steps from the published value to another current one: those of the history if they lead there, otherwise one direct step. */
function route({
  known,
  value: now,
  after: { isFound, steps },
  last,
}: {
  readonly known: string;
  readonly value: string;
  readonly after: StepsAfter;
  readonly last: Folded['last'];
}): { readonly from: string; readonly step: Step }[] {
  const onTheWay = isFound || known === '' ? steps : steps.slice(-1);
  const arrived = onTheWay.at(-1)?.value === now;
  const whole = arrived ? onTheWay : [...onTheWay, { place: AFTERWARDS, value: now, ...last }];
  // An empty value in between is another aspect's to publish; that aspect may have its published value again, and publish nothing.
  const path = whole.filter(({ value }, index) => value !== '' || index === whole.length - 1);
  return path.map((step, index) => ({
    from: path[index - 1]?.value ?? known,
    step: step.place === BEFOREHAND ? { ...step, ...last } : step,
  }));
}
