import type { SubjectKind } from '@payspool/events';
import type { Snapshot } from '../fold/aspects/snapshots.ts';
import { isPublishedSubject, type PublishedState, type PublishedSubject } from './published-state.ts';
import { PUBLISHED_VERSION } from './published-upgrades.ts';
import type { Sliced } from '../slices.ts';

/** The result of `matchPublished`. */
export interface Matched {
  /** Each existing subject with its published state. */
  readonly pairs: readonly { readonly snapshot: Snapshot; readonly published: PublishedSubject }[];
  /** Published subjects that no longer exist under any name. */
  readonly left: readonly PublishedSubject[];
  /** The published state of existing subjects that are not compared. */
  readonly untouched: readonly PublishedSubject[];
}

/** The existing subjects that are not compared, because a fold that continued did not touch them. */
export interface Others {
  readonly has: (kind: SubjectKind, ref: string) => boolean;
  readonly snapshot: (kind: SubjectKind, ref: string) => Snapshot | undefined;
}
/** Every existing subject is compared. */
const NO_OTHERS: Others = { has: () => false, snapshot: () => undefined };

/**
 * Finds the published state of each existing subject. A payment is found by any of the provider's names for it. A purchase has at most one
 * order, so an order is found under any name. If several published subjects are now one subject, the published state of one of them
 * continues, and the others are returned as `left`.
 */
export function* matchPublished(
  publishedState: PublishedState,
  snapshots: readonly Snapshot[],
  paymentName: (ref: string) => string,
  others: Others = NO_OTHERS,
): Sliced<Matched> {
  const compared = refsOf(snapshots);
  const candidates: Record<SubjectKind, Map<string, PublishedSubject[]>> = {
    payment: new Map(),
    order: new Map(),
    subscription: new Map(),
    refund: new Map(),
  };
  for (const [at, subject] of publishedState.entries()) {
    if (at % SLICE === SLICE - 1) yield;
    const groups = candidates[subject.kind];
    const ref = refNow(subject, { compared, others, paymentName });
    const group = groups.get(ref);
    if (group) group.push(subject);
    else groups.set(ref, [subject]);
  }
  const left = new Set(publishedState);
  const pairs: Matched['pairs'][number][] = [];
  for (const [at, snapshot] of snapshots.entries()) {
    if (at % SLICE === SLICE - 1) yield;
    const group = candidates[snapshot.kind].get(snapshot.kind === 'order' ? ANY : snapshot.ref) ?? [];
    const open = group.length > 1 ? group.filter((subject) => left.has(subject)) : group;
    const best = bestOf(open, () => snapshot);
    const isFree = best !== undefined && left.delete(best);
    pairs.push({ snapshot, published: isFree ? best : unpublished(snapshot) });
  }
  return { pairs, untouched: others === NO_OTHERS ? [] : takeUntouched(), left: [...left] };

  function takeUntouched(): PublishedSubject[] {
    const untouched: PublishedSubject[] = [];
    for (const kind of ['payment', 'refund'] as const)
      for (const [ref, group] of candidates[kind]) {
        if (compared[kind].has(ref) || !others.has(kind, ref)) continue;
        const best = bestOf(group, () => others.snapshot(kind, ref));
        if (best && left.delete(best)) untouched.push(best);
      }
    return untouched;
  }
}

/** The number of subjects that are looked at between two pauses. */
const SLICE = 1_000;

type Refs = Readonly<Record<SubjectKind, ReadonlySet<string>>>;

function refsOf(snapshots: readonly Snapshot[]): Refs {
  const refs = {
    payment: new Set<string>(),
    order: new Set<string>(),
    subscription: new Set<string>(),
    refund: new Set<string>(),
  };
  for (const { kind, ref } of snapshots) refs[kind].add(ref);
  return refs;
}

/**
 * Returns the reference under which a subject is found now. If a subject exists under its first name, it keeps that name, and no other
 * subject may take it.
 */
function refNow(
  { kind, ref, currentRef }: PublishedSubject,
  {
    compared,
    others,
    paymentName,
  }: {
    readonly compared: Refs;
    readonly others: Others;
    readonly paymentName: (ref: string) => string;
  },
): string {
  if (kind === 'order') return ANY;
  if (compared[kind].has(ref) || others.has(kind, ref)) return ref;
  return kind === 'payment' ? paymentName(currentRef) : currentRef;
}

/** Stands for the reference of every order. No real reference is empty. */
const ANY = '';

function bestOf(
  subjects: readonly PublishedSubject[],
  snapshotOf: () => Snapshot | undefined,
): PublishedSubject | undefined {
  if (subjects.length <= 1) return subjects[0];
  const snapshot = snapshotOf();
  if (!snapshot) return undefined;
  const [best] = subjects.toSorted(
    (a, b) => weight(b, snapshot) - weight(a, snapshot) || (a.ref < b.ref ? -1 : 1),
  );
  return best;
}

/**
 * Orders the published subjects for one snapshot: a higher weight comes first. A published subject precedes others, and current values
 * precede values that need a transition.
 */
const weight = (subject: PublishedSubject, { ref, aspects: [first] }: Snapshot): number =>
  (isPublishedSubject(subject) ? 8 : 0) +
  (first && subject.values[first.name] === first.value ? 4 : 0) +
  (subject.currentRef === ref ? 2 : 0) +
  (subject.ref === ref ? 1 : 0);

const unpublished = ({ kind, ref }: Snapshot): PublishedSubject => ({
  kind,
  ref,
  currentRef: ref,
  isPublished: false,
  version: PUBLISHED_VERSION,
  values: {},
  counts: {},
});
