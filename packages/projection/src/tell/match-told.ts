import type { SubjectKind } from '@payspool/events';
import type { Standing } from '../fold/facets/standings.ts';
import { isHeardOf, type Told, type ToldSubject } from './told.ts';
import { TOLD_VERSION } from './told-upgrades.ts';

export interface Matched {
  readonly pairs: readonly { readonly standing: Standing; readonly told: ToldSubject }[];
  /** Told of, and not there any more under any name. */
  readonly left: readonly ToldSubject[];
  /** What was told of things that stand and are not to be compared. */
  readonly untouched: readonly ToldSubject[];
}

/** The things that stand beside those that are to be compared: a fold that goes on does not touch them. */
export interface Others {
  readonly has: (kind: SubjectKind, ref: string) => boolean;
  readonly standing: (kind: SubjectKind, ref: string) => Standing | undefined;
}
/** Every thing that stands is compared. */
const NO_OTHERS: Others = { has: () => false, standing: () => undefined };

/**
 * Finds what was told of each thing that stands now. A payment goes by the one name that the provider's several names for it have;
 * a purchase has one order at most, so an order is the same one whatever it is called now. Where several turn out to
 * be one, the one that has been told of goes on.
 */
export function matchTold(
  told: Told,
  standings: readonly Standing[],
  paymentName: (ref: string) => string,
  others: Others = NO_OTHERS,
): Matched {
  const compared = refsOf(standings);
  const candidates: Record<SubjectKind, Map<string, ToldSubject[]>> = {
    payment: new Map(),
    order: new Map(),
    subscription: new Map(),
    refund: new Map(),
  };
  for (const subject of told) {
    const groups = candidates[subject.kind];
    const ref = refNow(subject, { compared, others, paymentName });
    const group = groups.get(ref);
    if (group) group.push(subject);
    else groups.set(ref, [subject]);
  }
  const left = new Set(told);
  const pairs = standings.map((standing) => {
    const group = candidates[standing.kind].get(standing.kind === 'order' ? ANY : standing.ref) ?? [];
    const open = group.length > 1 ? group.filter((subject) => left.has(subject)) : group;
    const best = bestOf(open, () => standing);
    const isFree = best !== undefined && left.delete(best);
    return { standing, told: isFree ? best : unheard(standing) };
  });
  return { pairs, untouched: others === NO_OTHERS ? [] : takeUntouched(), left: [...left] };

  function takeUntouched(): ToldSubject[] {
    const untouched: ToldSubject[] = [];
    for (const kind of ['payment', 'refund'] as const)
      for (const [ref, group] of candidates[kind]) {
        if (compared[kind].has(ref) || !others.has(kind, ref)) continue;
        const best = bestOf(group, () => others.standing(kind, ref));
        if (best && left.delete(best)) untouched.push(best);
      }
    return untouched;
  }
}

type Refs = Readonly<Record<SubjectKind, ReadonlySet<string>>>;

function refsOf(standings: readonly Standing[]): Refs {
  const refs = {
    payment: new Set<string>(),
    order: new Set<string>(),
    subscription: new Set<string>(),
    refund: new Set<string>(),
  };
  for (const { kind, ref } of standings) refs[kind].add(ref);
  return refs;
}

/** A thing that is there under its first name goes on under it, whatever it was called meanwhile: no other may take that name. */
function refNow(
  { kind, ref, called }: ToldSubject,
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
  return kind === 'payment' ? paymentName(called) : called;
}

/** No reference is empty: all orders go by this one. */
const ANY = '';

function bestOf(
  subjects: readonly ToldSubject[],
  standingOf: () => Standing | undefined,
): ToldSubject | undefined {
  if (subjects.length <= 1) return subjects[0];
  const standing = standingOf();
  if (!standing) return undefined;
  const [best] = subjects.toSorted(
    (a, b) => weight(b, standing) - weight(a, standing) || (a.ref < b.ref ? -1 : 1),
  );
  return best;
}

/** One that was told what is true now goes before one that would have to be told. */
const weight = (subject: ToldSubject, { ref, facets: [first] }: Standing): number =>
  (isHeardOf(subject) ? 8 : 0) +
  (first && subject.values[first.name] === first.value ? 4 : 0) +
  (subject.called === ref ? 2 : 0) +
  (subject.ref === ref ? 1 : 0);

const unheard = ({ kind, ref }: Standing): ToldSubject => ({
  kind,
  ref,
  called: ref,
  heard: false,
  version: TOLD_VERSION,
  values: {},
  counts: {},
});
