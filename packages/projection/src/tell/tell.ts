import type { SubjectKind, TransitionSubject, Topic } from '@payspool/events';
import type { Folded } from '../fold/fold.ts';
import { type Matched, matchTold } from './match-told.ts';
import { facetKey, type Standing, standingsOf } from '../fold/facets/standings.ts';
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

/**
 * What is to be told, given what was told and what is true now, and what will have been told then: as much as takes a listener
 * from the one to the other, through what lies between them in the history. What was true before he had heard of it and is over is not told;
 * what he was told and is not true is taken back. `now`, in the canonical spelling, decides only whether an access has ended by itself. So every order of arrival ends in the same understanding, and one that is understood is told nothing.
 */
export function tell(
  told: Told,
  folded: Folded,
  now: string,
): { readonly transitions: Transition[]; readonly told: Told } {
  const { pairs, left } = matchTold(told, standingsOf(folded.rows, now), folded.paymentName);
  const withdrawals = left.map((subject) =>
    withdraw(subject, destination(subject, pairs, folded), folded.last),
  );
  const moves = pairs.map((pair) => tellOne(pair, folded));
  return {
    transitions: [
      ...withdrawals.flatMap(({ transition }) => transition ?? []),
      ...moves
        .flatMap((move) => move.transitions)
        .toSorted((a, b) => a.place - b.place)
        .map(({ transition }) => transition),
    ],
    // Most refunds are never told of by themselves: nothing needs to be known of them.
    told: [...withdrawals, ...moves]
      .map((outcome) => outcome.told)
      .filter(({ kind, heard, counts }) => kind !== 'refund' || heard || Object.keys(counts).length > 0),
  };
}

/** Moves that the history does not have come last. */
const AFTERWARDS = Number.MAX_SAFE_INTEGER;

function tellOne(
  { standing, told }: { readonly standing: Standing; readonly told: ToldSubject },
  { steps, last }: Folded,
) {
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
  return { transitions, told: { ...subject, called: standing.ref, heard, values, counts } };
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
  movedTo: TransitionSubject | null,
  { at, eventKey }: Folded['last'],
): { readonly told: ToldSubject; readonly transition?: Transition } {
  if (!isHeardOf(subject)) return { told: subject };
  const { kind, ref } = subject;
  const topic = `${kind}.withdrawn` as const;
  const occurrence = (subject.counts[topic] ?? 0) + 1;
  return {
    told: { ...subject, heard: false, values: {}, counts: { ...subject.counts, [topic]: occurrence } },
    transition: { topic, subject: { kind, ref }, occurrence, at, eventKey, movedTo },
  };
}

/** A payment goes into the one that it is another name of, and an order into an order rather than into a subscription. */
function destination(
  { kind, called }: ToldSubject,
  pairs: Matched['pairs'],
  { paymentName }: Folded,
): TransitionSubject | null {
  const one = (sought: SubjectKind) => pairs.find(({ standing }) => standing.kind === sought);
  const found =
    kind === 'payment'
      ? pairs.find(({ standing }) => standing.kind === kind && standing.ref === paymentName(called))
      : (one(kind) ?? one(kind === 'order' ? 'subscription' : 'order') ?? one('payment'));
  return found ? { kind: found.told.kind, ref: found.told.ref } : null;
}
