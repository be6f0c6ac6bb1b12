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
  const compared = new Set(standings.map(nameOf));
  // A thing that is there under its first name goes on under it, whatever it was called meanwhile: no other may take that name.
  const refNow = (subject: ToldSubject): string => {
    const { kind, ref, called } = subject;
    if (compared.has(nameOf(subject)) || others.has(kind, ref)) return ref;
    return kind === 'payment' ? paymentName(called) : called;
  };
  const candidates = new Map<string, { kind: SubjectKind; ref: string; subjects: ToldSubject[] }>();
  for (const subject of told) {
    const { kind } = subject;
    const ref = kind === 'order' ? ANY : refNow(subject);
    const group = candidates.get(nameOf({ kind, ref }));
    if (group) group.subjects.push(subject);
    else candidates.set(nameOf({ kind, ref }), { kind, ref, subjects: [subject] });
  }
  const left = new Set(told);
  const pairs = standings.map((standing) => {
    const { kind } = standing;
    const ref = kind === 'order' ? ANY : standing.ref;
    const subjects = candidates.get(nameOf({ kind, ref }))?.subjects ?? [];
    const best = bestOf(
      subjects.filter((subject) => left.has(subject)),
      () => standing,
    );
    if (best) left.delete(best);
    return { standing, told: best ?? unheard(standing) };
  });
  const untouched: ToldSubject[] = [];
  for (const [name, { kind, ref, subjects }] of candidates) {
    if (compared.has(name) || !others.has(kind, ref)) continue;
    const best = bestOf(subjects, () => others.standing(kind, ref));
    if (!best) continue;
    left.delete(best);
    untouched.push(best);
  }
  return { pairs, left: [...left], untouched };
}

/** No reference is empty: all orders go by this one. */
const ANY = '';
const nameOf = ({ kind, ref }: Pick<ToldSubject, 'kind' | 'ref'>): string => `${kind} ${ref}`;

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
