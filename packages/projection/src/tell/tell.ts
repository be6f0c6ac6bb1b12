import type { SubjectKind, TransitionSubject, Topic } from '@payspool/events';
import type { Folded, WholeFold } from '../fold/fold.ts';
import { type Matched, matchTold, type Others } from './match-told.ts';
import { eachStanding, facetKey, type Standing, standingsOf } from '../fold/facets/standings.ts';
import { BEFOREHAND, type Step } from '../fold/facets/steps.ts';
import { isHeardOf, type Told, type ToldSubject } from './told.ts';
import { raiseTold, TOLD_VERSION } from './told-upgrades.ts';

/** What the business is told: one transition of one thing. */
export type Transition = {
  readonly topic: Topic;
  readonly subject: TransitionSubject;
  /** From 1. */
  readonly occurrence: number;
  /** Provider's time. */
  readonly at: string;
  readonly eventKey: string;
} & ({ readonly standing: Standing } | { readonly movedTo: TransitionSubject | null });

/** What is told, and what will have been told then. */
export interface Telling {
  readonly transitions: Transition[];
  readonly told: Told;
}

/**
 * What is to be told, given what was told and what is true now, and what will have been told then: as much as takes a listener
 * from the one to the other, through what lies between them in the history. What was true before he had heard of it and is over is not told;
 * what he was told and is not true is taken back. `now`, in the canonical spelling, decides only whether an access has ended by itself. So every order of arrival ends in the same understanding, and one that is understood is told nothing.
 *
 * Of a fold that went on only what it touched is compared, and every subscription, whose access ends by the clock. `undefined`: it has
 * not seen what lies between what was told and what is true, and everything has to be folded.
 */
export function tell(told: Told, folded: WholeFold, now: string): Telling;
export function tell(told: Told, folded: Folded, now: string): Telling | undefined;
export function tell(told: Told, folded: Folded, now: string): Telling | undefined {
  const telling = tellInTurn(told, folded, now);
  for (;;) {
    const { done, value } = telling.next();
    if (done) return value;
  }
}

/** The same in slices of some milliseconds: `pause` is awaited between them. */
export async function tellInSlices(
  told: Told,
  folded: Folded,
  { now, pause }: { readonly now: string; readonly pause: () => Promise<void> },
): Promise<Telling | undefined> {
  const telling = tellInTurn(told, folded, now);
  for (;;) {
    const { done, value } = telling.next();
    if (done) return value;
    await pause();
  }
}

/** Things that are told of between two pauses. */
const SLICE = 500;

function* tellInTurn(
  told: Told,
  folded: Folded,
  now: string,
): Generator<undefined, Telling | undefined, undefined> {
  const { isWhole, standing } = folded;
  const others = isWhole ? undefined : othersOf(standing, now);
  const standings: Standing[] = [];
  for (const [at, one] of eachStanding(folded.rows, now)) {
    standings.push(one);
    if (at % SLICE === SLICE - 1) yield;
  }
  const { pairs, left, untouched } = matchTold(told, standings, folded.paymentName, others);
  if (pairs.length > SLICE) yield;
  if (!isWhole && !isAllSeen(pairs, untouched, folded)) return undefined;
  const destinationOf = createDestinations(pairs, untouched, folded);
  const withdrawals = left.map((subject) => withdraw(subject, destinationOf, folded.last));
  const moves: ReturnType<typeof tellOne>[] = [];
  for (const pair of pairs) {
    moves.push(tellOne(pair, folded));
    if (moves.length % SLICE === 0) yield;
  }
  const standingOnes = moves.map((outcome) => outcome.told);
  return {
    transitions: [
      ...withdrawals.flatMap(({ transition }) => transition ?? []),
      ...moves
        .flatMap((move) => move.transitions)
        .toSorted((a, b) => a.place - b.place)
        .map(({ transition }) => transition),
    ],
    // Most refunds are never told of by themselves: nothing needs to be known of them.
    told: [
      ...withdrawals.map((outcome) => outcome.told),
      ...(isWhole ? standingOnes : sorted([...standingOnes, ...untouched], folded)),
    ].filter(({ kind, heard, counts }) => kind !== 'refund' || heard || Object.keys(counts).length > 0),
  };
}

/** What stands and was not touched. */
const othersOf = (standing: Folded['standing'], now: string): Others => ({
  has(kind, ref) {
    return kind === 'payment'
      ? standing.hasPayment(ref)
      : kind === 'refund' && standing.refund(ref) !== undefined;
  },
  standing(kind, ref) {
    const payment = kind === 'payment' ? standing.payment(ref) : undefined;
    const refund = kind === 'refund' ? standing.refund(ref) : undefined;
    const rows = { payments: payment ? [payment] : [], refunds: refund ? [refund] : [] };
    return standingsOf({ orders: [], subscriptions: [], ...rows }, now)[0];
  },
});

/** Whether a fold that went on has seen where each of its facets was told to be, and nothing was told in other words than today's. */
function isAllSeen(
  pairs: Matched['pairs'],
  untouched: readonly ToldSubject[],
  { steps, hasAllSteps }: Folded,
): boolean {
  const isOfToday = ({ version }: ToldSubject) => version === TOLD_VERSION;
  if (!untouched.every(isOfToday)) return false;
  return pairs.every(({ standing: { kind, ref, facets }, told }) => {
    if (!isOfToday(told)) return false;
    if (hasAllSteps) return true;
    const isKnown = Object.keys(told.values).length > 0;
    // Nobody has heard of what is new. What was withdrawn is told from its beginning.
    const isNew = !isKnown && Object.keys(told.counts).length === 0;
    return facets.every(({ name, value, isByClock }) => {
      const toldValue = told.values[name] ?? '';
      if (isNew || isByClock || toldValue === value) return true;
      const moves = steps.get(facetKey(kind, ref, name)) ?? [];
      const isFromNothing = moves[0]?.place !== BEFOREHAND;
      return (
        isKnown && (moves.some((step) => step.value === toldValue) || (isFromNothing && toldValue === ''))
      );
    });
  });
}

/** What is told of what stands, in the order in which a whole fold has it. */
function sorted(told: readonly ToldSubject[], { standing }: Folded): readonly ToldSubject[] {
  const refunds = told.filter(({ kind }) => kind === 'refund');
  const places = new Map<string, number>();
  if (refunds.length > 1) for (const ref of standing.refundRefs()) places.set(ref, places.size);
  const placeOf = ({ called }: ToldSubject) => places.get(called) ?? 0;
  const of = (sought: SubjectKind) =>
    told
      .filter(({ kind }) => kind === sought)
      .toSorted((a, b) => (a.called < b.called ? -1 : a.called > b.called ? 1 : 0));
  return [
    ...of('payment'),
    ...of('order'),
    ...of('subscription'),
    ...refunds.toSorted((a, b) => placeOf(a) - placeOf(b)),
  ];
}

/** Moves that the history does not have come last. */
const AFTERWARDS = Number.MAX_SAFE_INTEGER;

function tellOne(
  { standing, told }: { readonly standing: Standing; readonly told: ToldSubject },
  { steps, last }: Folded,
) {
  if (isAsTold(standing, told)) return { transitions: [], told };
  const counts = { ...told.counts };
  const subject = { kind: told.kind, ref: told.ref, version: TOLD_VERSION };
  const values = Object.fromEntries(standing.facets.map(({ name, value }) => [name, value]));
  const toldValues = raiseTold(told.kind, told, values);
  const moves = standing.facets.flatMap(({ name, value, topic, isQuiet, at }) =>
    route(
      toldValues[name] ?? '',
      value,
      steps.get(facetKey(standing.kind, standing.ref, name)) ?? [],
      last,
    ).flatMap(({ from, step }) => {
      const called = topic(from, step.value);
      return called ? [{ topic: called, step: { ...step, at: at?.(step.value) ?? step.at }, isQuiet }] : [];
    }),
  );
  const loud = moves.filter(({ isQuiet }) => !isQuiet);
  // Of a thing that nobody has heard of there is nothing to complete.
  const quiet = told.heard && loud.length === 0 ? moves.slice(-1) : [];
  const inOrder = [...loud, ...quiet].toSorted((a, b) => a.step.place - b.step.place);
  const transitions = inOrder
    // Two facets may call one moment by the same name: it is told once, unless something else was told in between.
    .filter((move, index) => !isRepeated(move, inOrder[index - 1]))
    .map(({ topic, step: { place, at, eventKey } }) => {
      const occurrence = (counts[topic] ?? 0) + 1;
      counts[topic] = occurrence;
      return {
        place,
        transition: {
          topic,
          subject: { kind: told.kind, ref: told.ref },
          occurrence,
          at,
          eventKey,
          standing,
        },
      };
    });
  const heard = told.heard || transitions.length > 0;
  return { transitions, told: { called: standing.ref, heard, values, counts, ...subject } };
}

/** Whether each facet is where it was told to be, under the same name. */
function isAsTold({ ref, facets }: Standing, { called, version, values }: ToldSubject): boolean {
  if (version !== TOLD_VERSION || called !== ref || Object.keys(values).length !== facets.length)
    return false;
  for (const { name, value } of facets) if (values[name] !== value) return false;
  return true;
}

type Move = { readonly topic: Topic; readonly step: Step };

const isRepeated = ({ topic, step }: Move, before: Move | undefined): boolean =>
  topic === before?.topic && step.eventKey === before.step.eventKey && step.at === before.step.at;

/** The moves that lead from what was told to what is: through the history where it leads there, straight where it does not. */
function route(
  told: string,
  now: string,
  steps: readonly Step[],
  last: Folded['last'],
): { readonly from: string; readonly step: Step }[] {
  if (told === now) return [];
  const departure = steps.findLastIndex(({ value }) => value === told);
  const unheardOf = told === '' && departure < 0;
  const onTheWay = departure >= 0 || unheardOf ? steps.slice(departure + 1) : steps.slice(-1);
  const arrived = onTheWay.at(-1)?.value === now;
  const whole = arrived ? onTheWay : [...onTheWay, { place: AFTERWARDS, value: now, ...last }];
  // Where it stood on nothing for a while, it is another facet's to say so; that one may be back where it was told to be, and silent.
  const path = whole.filter(({ value }, index) => value !== '' || index === whole.length - 1);
  return path.map((step, index) => ({
    from: path[index - 1]?.value ?? told,
    step: step.place === BEFOREHAND ? { ...step, ...last } : step,
  }));
}

function withdraw(
  subject: ToldSubject,
  destinationOf: Destinations,
  { at, eventKey }: Folded['last'],
): { readonly told: ToldSubject; readonly transition?: Transition } {
  if (!isHeardOf(subject)) return { told: subject };
  const { kind, ref } = subject;
  const topic = `${kind}.withdrawn` as const;
  const occurrence = (subject.counts[topic] ?? 0) + 1;
  const movedTo = destinationOf(subject);
  return {
    told: { ...subject, heard: false, values: {}, counts: { ...subject.counts, [topic]: occurrence } },
    transition: { topic, subject: { kind, ref }, occurrence, at, eventKey, movedTo },
  };
}

type Destinations = (subject: ToldSubject) => TransitionSubject | null;

/** A payment goes into the one that it is another name of, and an order into an order rather than into a subscription. */
function createDestinations(
  pairs: Matched['pairs'],
  untouched: readonly ToldSubject[],
  { paymentName }: Folded,
): Destinations {
  const firsts = new Map<SubjectKind, TransitionSubject>();
  const payments = new Map<string, TransitionSubject>();
  const note = ({ kind, ref }: ToldSubject, called: string) => {
    if (!firsts.has(kind)) firsts.set(kind, { kind, ref });
    if (kind === 'payment') payments.set(called, { kind, ref });
  };
  for (const { standing, told } of pairs) note(told, standing.ref);
  for (const told of untouched) note(told, told.called);
  return ({ kind, called }) =>
    (kind === 'payment'
      ? payments.get(paymentName(called))
      : (firsts.get(kind) ??
        firsts.get(kind === 'order' ? 'subscription' : 'order') ??
        firsts.get('payment'))) ?? null;
}
