import type { Standing } from '../fold/facets/standings.ts';
import { isHeardOf, type Told, type ToldSubject } from './told.ts';
import { TOLD_VERSION } from './told-upgrades.ts';

export interface Matched {
  readonly pairs: readonly { readonly standing: Standing; readonly told: ToldSubject }[];
  /** Told of, and not there any more under any name. */
  readonly left: readonly ToldSubject[];
}

/**
 * Finds what was told of each thing that stands now. A payment goes by the one name that the provider's several names for it have;
 * a purchase has one order at most, so an order is the same one whatever it is called now. Where several turn out to
 * be one, the one that has been told of goes on.
 */
export function matchTold(
  told: Told,
  standings: readonly Standing[],
  paymentName: (ref: string) => string,
): Matched {
  const left = new Set(told);
  const names = new Set(standings.map(nameOf));
  // A thing that is there under its first name goes on under it, whatever it was called meanwhile: no other may take that name.
  const nameNow = (subject: ToldSubject) => {
    if (names.has(nameOf(subject))) return subject.ref;
    return subject.kind === 'payment' ? paymentName(subject.called) : subject.called;
  };
  const pairs = standings.map((standing) => {
    const candidates = [...left].filter(
      (subject) =>
        subject.kind === standing.kind && (subject.kind === 'order' || nameNow(subject) === standing.ref),
    );
    const [best] = candidates.toSorted(
      (a, b) => weight(b, standing) - weight(a, standing) || (a.ref < b.ref ? -1 : 1),
    );
    if (best) left.delete(best);
    return { standing, told: best ?? unheard(standing) };
  });
  return { pairs, left: [...left] };
}

const nameOf = ({ kind, ref }: Pick<ToldSubject, 'kind' | 'ref'>): string => `${kind} ${ref}`;

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
