import type { PaymentBalance } from './balances.ts';
import type { Late } from './late.ts';
import {
  createPaidPeriods,
  notePeriod,
  type PaidPeriods,
  type PeriodEntry,
  type PeriodFacts,
} from './paid-periods.ts';
import { comparePlaces, indexIn, type Place } from './placed-history.ts';
import { countBefore } from './sorted.ts';
import type { Loss } from './subscription-access.ts';

/** The starts of the periods that a payment pays. */
export const periodsPaidBy = (
  { byName, byInvoice }: PaidPeriods,
  name: string,
  balance: PaymentBalance | undefined,
): string[] =>
  [
    ...(byName.get(name) ?? []),
    ...((balance?.invoiceRef !== undefined && byInvoice.get(balance.invoiceRef)) || []),
  ].map(({ facts }) => facts.start);

interface Concerned {
  readonly live: PaidPeriods;
  /** Starts of the periods that are new, or whose money may be lost at other times than before. */
  readonly starts: readonly string[];
  readonly place: Place;
}

/**
 * Returns the index of the last event whose row these periods can affect; 0 if there is none. After it, a later period
 * hides them: its money was always kept, and it ends no earlier.
 */
export function lastConcerned(late: Late, ref: string, { live, starts, place }: Concerned): number {
  const { history } = late;
  if (starts.length === 0) return 0;
  const greatest = starts.reduce((a, b) => (a > b ? a : b));
  const { entries } = live;
  for (let at = countBefore(entries, ({ facts }) => facts.start > greatest); at < entries.length; at += 1) {
    const entry = entries[at];
    if (!entry || !isFence(late, entry)) continue;
    const last = placesOf(late, ref, entry).at(-1);
    if (last) return comparePlaces(last, place) < 0 ? 0 : indexIn(history, last);
  }
  return history.places.length - 1;
}

/** Whether a period hides all earlier ones: it ends no earlier than they do, and its money was always kept. */
function isFence({ history: { kinds }, view: { links } }: Late, entry: PeriodEntry): boolean {
  return (
    entry.longest?.entry === entry &&
    !entry.facts.paymentRefs.some((ref) => kinds.lostPayments.has(links.paymentName(ref))) &&
    !entry.facts.invoiceRefs.some((ref) => kinds.lostInvoices.has(ref))
  );
}

/** The events that name a paid period. */
const placesOf = ({ history }: Late, ref: string, { facts }: PeriodEntry): readonly Place[] =>
  history.ofPeriods.get(ref)?.get(facts.start) ?? [];

/** The paid periods that were known before the late event and can affect rows from there on. */
export function periodsBefore(
  late: Late,
  ref: string,
  {
    live,
    place,
    lossOf,
  }: {
    readonly live: PaidPeriods;
    readonly place: Place;
    readonly lossOf: (period: PeriodFacts) => Loss | undefined;
  },
): PaidPeriods {
  const { view } = late;
  const periods = createPaidPeriods([], [], {
    isLost: (period) => lossOf(period) !== undefined,
    paymentName: view.links.paymentName,
  });
  const { entries } = live;
  const isSorted = !late.history.kinds.unsortedPeriods.has(ref);
  for (let at = firstShown(late, ref, { live, place }); at < entries.length; at += 1) {
    const entry = entries[at];
    if (!entry) continue;
    for (const [number, own] of placesOf(late, ref, entry).entries()) {
      const isLater = comparePlaces(own, place) >= 0;
      // If the periods begin in the order of their events, all others are later too.
      if (isLater && number === 0 && isSorted) return periods;
      if (isLater) break;
      const { event } = own.recorded;
      if ('paidPeriod' in event && event.paidPeriod) notePeriod(periods, event.paidPeriod);
    }
  }
  return periods;
}

/**
 * Returns the index of the last period that was known before the late event and hides all earlier ones; 0 if there is
 * none.
 */
function firstShown(
  late: Late,
  ref: string,
  { live: { entries }, place }: Pick<Concerned, 'live' | 'place'>,
): number {
  const own = late.history.ofSubscriptions.get(ref) ?? [];
  let start: string | undefined;
  for (let at = countBefore(own, (other) => comparePlaces(other, place) >= 0) - 1; at >= 0; at -= 1) {
    const event = own[at]?.recorded.event;
    start = event && 'paidPeriod' in event ? event.paidPeriod?.start : undefined;
    if (start !== undefined) break;
  }
  const known = start;
  if (known === undefined) return 0;
  for (let at = countBefore(entries, ({ facts }) => facts.start > known) - 1; at > 0; at -= 1) {
    const entry = entries[at];
    const last = entry && placesOf(late, ref, entry).at(-1);
    if (entry && last && comparePlaces(last, place) < 0 && isFence(late, entry)) return at;
  }
  return 0;
}
