import type { PaidPeriod, PaidUntilSource } from '@payspool/events';
import { addLength, lengthOf } from './period-length.ts';
import { createPeriodModels, type Starts, type StatedPeriod } from './period-models.ts';

/** A period that is paid, or for which nothing was due, as its events have it together. */
export interface PeriodFacts {
  readonly start: string;
  readonly end?: string;
  readonly paymentRefs: readonly string[];
  readonly invoiceRefs: readonly string[];
}

/** A change of a list of paid periods: what was at `from` is gone, and another one is at `to`. Without `from` it is a further one. */
export interface PeriodMove {
  readonly from?: number | undefined;
  readonly was?: PeriodFacts | undefined;
  readonly to: number;
}

/** A paid period with its end, and where that comes from. */
export interface DatedPeriod extends PeriodFacts {
  readonly source: PaidUntilSource;
}

/** Until when a subscription is paid. */
export interface PaidUntil {
  readonly end: string | undefined;
  readonly source: PaidUntilSource;
}

/** The paid periods of one subscription. One period more, at the end, costs the same however many there are. */
export interface PaidPeriods {
  /**
   * Takes one more paid period in. Two that begin within a day, or within half a period where that is shorter, are one, and so are two that
   * share a payment or an invoice. `undefined`: all of it was known.
   */
  readonly note: (paid: PaidPeriod) => PeriodMove | undefined;
  readonly undo: (move: PeriodMove) => void;
  /** Sets the periods that the provider has named, paid or not. */
  readonly setStated: (stated: readonly StatedPeriod[]) => void;
  /** A payment is another one than before: whether its money is kept is asked again. */
  readonly paymentMoved: (name: string, invoiceRefs: readonly (string | undefined)[]) => void;
  readonly last: () => PeriodFacts | undefined;
  /** Until when all of them pay, and until when those do whose money was kept; `undefined` where there is none. */
  readonly paidUntil: () => PaidUntil | undefined;
  readonly keptUntil: () => PaidUntil | undefined;
  readonly isPaidBy: (paymentRef: string) => boolean;
  readonly dated: () => DatedPeriod[];
}

/** Longest distance between two starts that are taken for one period: a payment and the period that it pays are rarely dated the same. */
const SAME_PERIOD_MS = 24 * 3_600_000;

interface Entry {
  facts: PeriodFacts;
  startMs: number;
  end: string | undefined;
  source: PaidUntilSource;
  isLost: boolean;
  /** Of the periods up to this one: the last of those that end last, and the same of those whose money was kept. */
  longest: Longest;
  longestKept: Longest | undefined;
  lastKept: Entry | undefined;
}
interface Longest {
  readonly entry: Entry;
  readonly end: string;
}

/**
 * Keeps the paid periods of one subscription.
 *
 * @param list those that are known, in order of their starts; is changed with them
 * @param stated every period that the provider has named
 * @param isLost whether all money of a period has gone back
 * @param paymentName the one name of a payment that has several
 */
export function createPaidPeriods(
  list: PeriodFacts[],
  {
    stated: initial = [],
    isLost = () => false,
    paymentName = (ref) => ref,
  }: {
    readonly stated?: readonly StatedPeriod[];
    readonly isLost?: (period: PeriodFacts) => boolean;
    readonly paymentName?: (ref: string) => string;
  } = {},
): PaidPeriods {
  const entries: Entry[] = [];
  const models = createPeriodModels();
  const byInvoice = createIndex();
  const byPayment = createIndex();
  const byName = createIndex();
  let stated: readonly StatedPeriod[] = [];
  /** The places between which something has changed since the longest were found. */
  let [changedFrom, changedTo] = [Infinity, -1];

  const changed = (at: number) => {
    changedFrom = Math.min(changedFrom, at);
    changedTo = Math.max(changedTo, at);
  };
  /** How many begin before `start`; with `orThen`, or then. */
  const countBefore = (start: string, { orThen, of = entries.length }: { orThen: boolean; of?: number }) => {
    let [low, high] = [0, of];
    while (low < high) {
      const middle = (low + high) >> 1;
      const known = entries[middle]?.facts.start ?? '';
      if (known < start || (orThen && known === start)) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  const placeOf = (entry: Entry) => entries.indexOf(entry, countBefore(entry.facts.start, { orThen: false }));

  function date(at: number): void {
    const entry = entries[at];
    if (!entry) return;
    const { end, source } = endOf(entry.facts, entries[at - 1]?.facts);
    if (entry.end === end && entry.source === source) return;
    entry.end = end;
    entry.source = source;
    changed(at);
  }
  /**
   * Where the provider does not say the end, the period is as long as the last one before it whose ends are both stated; without one, as
   * long as from the paid period before it to this one; without either nobody knows.
   */
  function endOf({ start, end }: PeriodFacts, before: PeriodFacts | undefined): PaidUntil {
    if (end !== undefined) return { end, source: 'stated' };
    const model = models.for(start);
    const length = model ? model.length : before && lengthOf({ start: before.start, end: start });
    const derived = length && addLength(start, length);
    return derived === undefined ? { end: undefined, source: 'unknown' } : { end: derived, source: 'derived' };
  }
  function dateAll(starts: Starts | undefined): void {
    if (!starts) return;
    const from = starts.from === undefined ? 0 : countBefore(starts.from, { orThen: false });
    for (let at = from; at < entries.length; at += 1) {
      const entry = entries[at];
      if (!entry || (starts.to !== undefined && entry.facts.start >= starts.to)) return;
      if (entry.facts.end === undefined) date(at);
    }
  }

  function insert(at: number, facts: PeriodFacts): void {
    const entry = entryOf(facts);
    if (at <= changedTo) changedTo += 1;
    entries.splice(at, 0, entry);
    list.splice(at, 0, facts);
    for (const ref of facts.invoiceRefs) byInvoice.add(ref, entry);
    for (const ref of facts.paymentRefs) {
      byPayment.add(ref, entry);
      byName.add(paymentName(ref), entry);
    }
    entry.isLost = isLost(facts);
    changed(at);
    if (facts.end !== undefined) dateAll(models.add({ start: facts.start, end: facts.end }));
    date(at);
    date(at + 1);
  }
  function remove(at: number): void {
    const [entry] = entries.splice(at, 1);
    list.splice(at, 1);
    if (!entry) return;
    const { facts } = entry;
    for (const ref of facts.invoiceRefs) byInvoice.delete(ref, entry);
    for (const ref of facts.paymentRefs) {
      byPayment.delete(ref, entry);
      byName.delete(paymentName(ref), entry);
    }
    changed(at);
    if (facts.end !== undefined) dateAll(models.remove({ start: facts.start, end: facts.end }));
    date(at);
  }

  /** The first one that is the same. */
  function placeOfSame(added: PeriodFacts): number | undefined {
    const places = [
      ...added.invoiceRefs.flatMap((ref) => byInvoice.of(ref).map(placeOf)),
      ...added.paymentRefs.flatMap((ref) => byPayment.of(ref).map(placeOf)),
    ];
    const ms = Date.parse(added.start);
    const middle = countBefore(added.start, { orThen: false });
    const isNear = (at: number) => Math.abs((entries[at]?.startMs ?? NaN) - ms) < SAME_PERIOD_MS;
    for (let at = middle - 1; isNear(at); at -= 1) if (beginTogether(entries[at]?.facts, added)) places.push(at);
    for (let at = middle; isNear(at); at += 1) if (beginTogether(entries[at]?.facts, added)) places.push(at);
    return places.length === 0 ? undefined : Math.min(...places);
  }

  function note(paid: PaidPeriod): PeriodMove | undefined {
    const added: PeriodFacts = {
      start: paid.start,
      ...(paid.end !== undefined && { end: paid.end }),
      paymentRefs: paid.paymentRef === undefined ? [] : [paid.paymentRef],
      invoiceRefs: paid.invoiceRef === undefined ? [] : [paid.invoiceRef],
    };
    const from = placeOfSame(added);
    const was = from === undefined ? undefined : entries[from]?.facts;
    if (from === undefined || !was) {
      const to = countBefore(added.start, { orThen: true });
      insert(to, added);
      return { to };
    }
    const merged = merge(was, added);
    if (isEqual(was, merged)) return undefined;
    const to = merged.start === was.start ? from : countBefore(merged.start, { orThen: true, of: from });
    remove(from);
    insert(to, merged);
    return { from, was, to };
  }

  /** Finds the longest again, from the first place that has changed up to where nothing is different. */
  function settle(): void {
    for (let at = changedFrom; at < entries.length; at += 1) {
      const [entry, before] = [entries[at], entries[at - 1]];
      if (!entry) break;
      const longest = longer(before?.longest, entry);
      const longestKept = entry.isLost ? before?.longestKept : longer(before?.longestKept, entry);
      const lastKept = entry.isLost ? before?.lastKept : entry;
      const isAsBefore =
        lastKept === entry.lastKept && isSame(longest, entry.longest) && isSame(longestKept, entry.longestKept);
      if (isAsBefore && at > changedTo) break;
      Object.assign(entry, { longest, longestKept, lastKept });
    }
    [changedFrom, changedTo] = [Infinity, -1];
  }
  const untilOf = (last: Entry | undefined, longest: Longest | undefined): PaidUntil | undefined => {
    if (!last || !longest) return undefined;
    if (last.end === undefined) return { end: undefined, source: 'unknown' };
    // A period that began earlier may end later: a year that was paid before a change to monthly billing.
    return { end: longest.entry.end, source: longest.entry.source };
  };

  function setStated(next: readonly StatedPeriod[]): void {
    if (next === stated) return;
    const added = without(next, stated);
    const removed = without(stated, next);
    stated = next;
    for (const period of removed) dateAll(models.remove(period));
    for (const period of added) dateAll(models.add(period));
  }

  setStated(initial);
  for (const [at, facts] of list.splice(0).entries()) insert(at, facts);

  return {
    note,
    undo({ from, was, to }) {
      remove(to);
      if (from !== undefined && was) insert(from, was);
    },
    setStated,
    paymentMoved(name, invoiceRefs) {
      const paid = [...byName.of(name), ...invoiceRefs.flatMap((ref) => (ref ? byInvoice.of(ref) : []))];
      for (const entry of paid) {
        const isLostNow = isLost(entry.facts);
        if (isLostNow === entry.isLost) continue;
        entry.isLost = isLostNow;
        changed(placeOf(entry));
      }
    },
    last: () => entries.at(-1)?.facts,
    paidUntil() {
      settle();
      const last = entries.at(-1);
      return untilOf(last, last?.longest);
    },
    keptUntil() {
      settle();
      const last = entries.at(-1);
      return untilOf(last?.lastKept, last?.longestKept);
    },
    isPaidBy: (paymentRef) => byPayment.of(paymentRef).length > 0,
    dated: () =>
      entries.map(({ facts, end, source }) => ({ ...facts, ...(end !== undefined && { end }), source })),
  };
}

/** The one that ends later, and of two that end together the later one. */
const longer = (before: Longest | undefined, entry: Entry): Longest => {
  const end = entry.end ?? '';
  return before && end < before.end ? before : { entry, end };
};
const isSame = (a: Longest | undefined, b: Longest | undefined): boolean =>
  a?.entry === b?.entry && a?.end === b?.end;

function entryOf(facts: PeriodFacts): Entry {
  const entry = {
    facts,
    startMs: Date.parse(facts.start),
    end: undefined,
    source: 'unknown' as const,
    isLost: false,
    longestKept: undefined,
    lastKept: undefined,
  };
  // Overwritten when the longest are found.
  return Object.assign(entry, { longest: undefined as unknown as Longest });
}

function beginTogether(a: PeriodFacts | undefined, b: PeriodFacts): boolean {
  if (!a) return false;
  const lengths = [a, b].flatMap(({ start, end }) => (end === undefined ? [] : [distance(start, end)]));
  return distance(a.start, b.start) < Math.min(SAME_PERIOD_MS, ...lengths.map((length) => length / 2));
}

function merge(a: PeriodFacts, b: PeriodFacts): PeriodFacts {
  // What was stated first holds: a later statement may be about the next period.
  const end = a.end ?? b.end;
  return {
    start: a.start < b.start ? a.start : b.start,
    ...(end !== undefined && { end }),
    paymentRefs: union(a.paymentRefs, b.paymentRefs),
    invoiceRefs: union(a.invoiceRefs, b.invoiceRefs),
  };
}

/** References are only added to a period. */
const isEqual = (before: PeriodFacts, after: PeriodFacts): boolean =>
  before.start === after.start &&
  before.end === after.end &&
  before.paymentRefs.length === after.paymentRefs.length &&
  before.invoiceRefs.length === after.invoiceRefs.length;

/** What is in the one list and not in the other. A list names none twice in a row, but may come back to one. */
function without(periods: readonly StatedPeriod[], others: readonly StatedPeriod[]): StatedPeriod[] {
  const left = others.map(({ start, end }) => `${start} ${end}`);
  return periods.filter(({ start, end }) => {
    const at = left.indexOf(`${start} ${end}`);
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
}

/** Periods by what they name. */
function createIndex() {
  const index = new Map<string, Entry[]>();
  return {
    of: (ref: string): readonly Entry[] => index.get(ref) ?? [],
    add(ref: string, entry: Entry): void {
      const known = index.get(ref);
      if (known) known.push(entry);
      else index.set(ref, [entry]);
    },
    delete(ref: string, entry: Entry): void {
      const left = (index.get(ref) ?? []).filter((other) => other !== entry);
      if (left.length > 0) index.set(ref, left);
      else index.delete(ref);
    },
  };
}

const union = (a: readonly string[], b: readonly string[]): string[] =>
  b.every((ref) => a.includes(ref)) ? [...a] : [...new Set([...a, ...b])].toSorted();
const distance = (a: string, b: string): number => Math.abs(Date.parse(a) - Date.parse(b));
