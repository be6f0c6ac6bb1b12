import type { PaidPeriod, PaidUntilSource } from '@payspool/events';
import { changed, date, dateAll, setStated } from './period-ends.ts';
import { addModel, type PeriodModels, removeModel, type StatedPeriod } from './period-models.ts';
import { countBefore } from './sorted.ts';

/** A period that is paid, or for which nothing was due, merged from all events that name it. */
export interface PeriodFacts {
  readonly start: string;
  readonly end?: string;
  readonly paymentRefs: readonly string[];
  readonly invoiceRefs: readonly string[];
}

/**
 * A change of a list of paid periods: `was` at index `from` was replaced by a period at `to`. Without `from`, a period
 * was added.
 */
export interface PeriodMove {
  readonly from?: number | undefined;
  readonly was?: PeriodFacts | undefined;
  readonly to: number;
}

/** A paid period with its end, and the source of that end. */
export interface DatedPeriod extends PeriodFacts {
  readonly source: PaidUntilSource;
}

/**
 * The paid periods of one subscription, with values derived from them. Another period at the end costs the same for any
 * number of periods.
 */
export interface PaidPeriods {
  /** Sorted by start. */
  readonly list: PeriodFacts[];
  readonly ask: PeriodQuestions;
  /** The same periods, in the same order. */
  readonly entries: PeriodEntry[];
  readonly models: PeriodModels;
  stated: readonly StatedPeriod[];
  readonly byInvoice: Index;
  readonly byPayment: Index;
  /** By the main name of the payment. */
  readonly byName: Index;
  /** The range of indexes that changed since `longest` was last computed. */
  changedFrom: number;
  changedTo: number;
}

/** The questions about payments that a list of paid periods asks. */
export interface PeriodQuestions {
  /** Whether all money of a period has gone back. */
  readonly isLost: (period: PeriodFacts) => boolean;
  /** Returns the main name of a payment that has several. */
  readonly paymentName: (ref: string) => string;
}

/** A paid period with values derived from it and from those before it. */
export interface PeriodEntry {
  readonly facts: PeriodFacts;
  readonly startMs: number;
  end: string | undefined;
  source: PaidUntilSource;
  isLost: boolean;
  /** Among the periods up to this one: the last of those that end last, and the same among those whose money was kept. */
  longest: Longest | undefined;
  longestKept: Longest | undefined;
  lastKept: PeriodEntry | undefined;
}
export interface Longest {
  readonly entry: PeriodEntry;
  readonly end: string;
}
type Index = Map<string, PeriodEntry[]>;

/** Two periods can be one if their starts are less than this apart: a payment and its period rarely have the same date. */
const SAME_PERIOD_MS = 24 * 3_600_000;

/**
 * Builds the paid periods of one subscription.
 *
 * @param list the known periods, sorted by start; is updated with every change
 * @param stated every period that the provider has named
 */
export function createPaidPeriods(
  list: PeriodFacts[],
  stated: readonly StatedPeriod[],
  ask: PeriodQuestions,
): PaidPeriods {
  const known = list.splice(0);
  const periods: PaidPeriods = {
    list,
    ask,
    entries: [],
    models: [],
    stated: [],
    byInvoice: new Map(),
    byPayment: new Map(),
    byName: new Map(),
    changedFrom: Infinity,
    changedTo: -1,
  };
  setStated(periods, stated);
  for (const [at, facts] of known.entries()) insert(periods, at, facts);
  return periods;
}

/**
 * Adds a paid period. Two periods are one if they begin within a day (within half a period, if that is shorter), or if
 * they share a payment or an invoice. Returns the change; `undefined` if nothing changed.
 */
export function notePeriod(periods: PaidPeriods, paid: PaidPeriod): PeriodMove | undefined {
  const { entries } = periods;
  const added: PeriodFacts = {
    start: paid.start,
    ...(paid.end !== undefined && { end: paid.end }),
    paymentRefs: paid.paymentRef === undefined ? [] : [paid.paymentRef],
    invoiceRefs: paid.invoiceRef === undefined ? [] : [paid.invoiceRef],
  };
  const from = placeOfSame(periods, added);
  const was = from === undefined ? undefined : entries[from]?.facts;
  if (from === undefined || !was) {
    const to = countBefore(entries, ({ facts }) => facts.start > added.start);
    insert(periods, to, added);
    return { to };
  }
  const merged = merge(was, added);
  if (isEqual(was, merged)) return undefined;
  const to =
    merged.start === was.start ? from : countBefore(entries, ({ facts }) => facts.start > merged.start, from);
  remove(periods, from);
  insert(periods, to, merged);
  return { from, was, to };
}

/**
 * Whether a paid period gives the same result before and after the known ones. Its end must be stated. It must either
 * have the start and end of a known period, or begin at least a day away from each. It must share no payment or invoice
 * with another period.
 */
export function isClear({ entries, byInvoice, byPayment }: PaidPeriods, paid: PaidPeriod): boolean {
  const { start, end, invoiceRef, paymentRef } = paid;
  if (end === undefined || end <= start) return false;
  const at = countBefore(entries, ({ facts }) => facts.start >= start);
  const same = entries[at]?.facts.start === start ? entries[at] : undefined;
  if (same && same.facts.end !== end) return false;
  const ms = Date.parse(start);
  const isFar = (entry: PeriodEntry | undefined) => !entry || Math.abs(entry.startMs - ms) >= SAME_PERIOD_MS;
  const isOther = (entry: PeriodEntry) => entry !== same;
  return (
    isFar(entries[at - 1]) &&
    isFar(entries[same ? at + 1 : at]) &&
    !(invoiceRef !== undefined && byInvoice.get(invoiceRef)?.some(isOther)) &&
    !(paymentRef !== undefined && byPayment.get(paymentRef)?.some(isOther))
  );
}

/** Undoes the last change of `notePeriod`. */
export function undoPeriod(periods: PaidPeriods, { from, was, to }: PeriodMove): void {
  remove(periods, to);
  if (from !== undefined && was) insert(periods, from, was);
}

/** Checks again, after a payment changed, whether the money of its periods is kept. */
export function paymentMoved(
  periods: PaidPeriods,
  name: string,
  invoiceRefs: readonly (string | undefined)[],
): void {
  const paid = [
    ...(periods.byName.get(name) ?? []),
    ...invoiceRefs.flatMap((ref) => (ref && periods.byInvoice.get(ref)) || []),
  ];
  for (const entry of paid) {
    const isLost = periods.ask.isLost(entry.facts);
    if (isLost === entry.isLost) continue;
    entry.isLost = isLost;
    changed(periods, placeOf(periods, entry));
  }
}

/** The period that began last. */
export const lastPeriod = ({ entries }: PaidPeriods): PeriodFacts | undefined => entries.at(-1)?.facts;

/** All periods with their ends. */
export const datedPeriods = ({ entries }: PaidPeriods): DatedPeriod[] =>
  entries.map(({ facts, end, source }) => ({ source, ...facts, ...(end !== undefined && { end }) }));

function insert(periods: PaidPeriods, at: number, facts: PeriodFacts): void {
  const { list, entries, models, ask } = periods;
  const entry: PeriodEntry = {
    facts,
    startMs: Date.parse(facts.start),
    end: undefined,
    source: 'unknown',
    isLost: false,
    longest: undefined,
    longestKept: undefined,
    lastKept: undefined,
  };
  if (at <= periods.changedTo) periods.changedTo += 1;
  entries.splice(at, 0, entry);
  list.splice(at, 0, facts);
  for (const ref of facts.invoiceRefs) addTo(periods.byInvoice, ref, entry);
  for (const ref of facts.paymentRefs) {
    addTo(periods.byPayment, ref, entry);
    addTo(periods.byName, ask.paymentName(ref), entry);
  }
  entry.isLost = ask.isLost(facts);
  changed(periods, at);
  if (facts.end !== undefined) dateAll(periods, addModel(models, { start: facts.start, end: facts.end }));
  date(periods, at);
  date(periods, at + 1);
}

function remove(periods: PaidPeriods, at: number): void {
  const { list, entries, models, ask } = periods;
  const [entry] = entries.splice(at, 1);
  list.splice(at, 1);
  if (!entry) return;
  const { facts } = entry;
  for (const ref of facts.invoiceRefs) takeFrom(periods.byInvoice, ref, entry);
  for (const ref of facts.paymentRefs) {
    takeFrom(periods.byPayment, ref, entry);
    takeFrom(periods.byName, ask.paymentName(ref), entry);
  }
  changed(periods, at);
  if (facts.end !== undefined) dateAll(periods, removeModel(models, { start: facts.start, end: facts.end }));
  date(periods, at);
}

/** Returns the index of the first known period that is one with `added`. */
function placeOfSame(periods: PaidPeriods, added: PeriodFacts): number | undefined {
  const { entries, byInvoice, byPayment } = periods;
  const places: number[] = [];
  for (const ref of added.invoiceRefs)
    for (const entry of byInvoice.get(ref) ?? []) places.push(placeOf(periods, entry));
  for (const ref of added.paymentRefs)
    for (const entry of byPayment.get(ref) ?? []) places.push(placeOf(periods, entry));
  const ms = Date.parse(added.start);
  const isNear = (entry: PeriodEntry | undefined): entry is PeriodEntry =>
    entry !== undefined && Math.abs(entry.startMs - ms) < SAME_PERIOD_MS;
  const middle = countBefore(entries, ({ facts }) => facts.start >= added.start);
  for (let at = middle - 1, entry = entries[at]; isNear(entry); at -= 1, entry = entries[at])
    if (beginTogether(entry.facts, added)) places.push(at);
  for (let at = middle, entry = entries[at]; isNear(entry); at += 1, entry = entries[at])
    if (beginTogether(entry.facts, added)) places.push(at);
  return places.length === 0 ? undefined : Math.min(...places);
}

const placeOf = ({ entries }: PaidPeriods, entry: PeriodEntry): number =>
  entries.indexOf(
    entry,
    countBefore(entries, ({ facts }) => facts.start >= entry.facts.start),
  );

function beginTogether(a: PeriodFacts, b: PeriodFacts): boolean {
  const lengths = [a, b].flatMap(({ start, end }) => (end === undefined ? [] : [distance(start, end)]));
  return distance(a.start, b.start) < Math.min(SAME_PERIOD_MS, ...lengths.map((length) => length / 2));
}

function merge(a: PeriodFacts, b: PeriodFacts): PeriodFacts {
  // The end that was stated first counts: a later statement may be about the next period.
  const end = a.end ?? b.end;
  return {
    start: a.start < b.start ? a.start : b.start,
    ...(end !== undefined && { end }),
    paymentRefs: union(a.paymentRefs, b.paymentRefs),
    invoiceRefs: union(a.invoiceRefs, b.invoiceRefs),
  };
}

/** Compares numbers of references: they are only ever added to a period. */
const isEqual = (before: PeriodFacts, after: PeriodFacts): boolean =>
  before.start === after.start &&
  before.end === after.end &&
  before.paymentRefs.length === after.paymentRefs.length &&
  before.invoiceRefs.length === after.invoiceRefs.length;

function addTo(index: Index, ref: string, entry: PeriodEntry): void {
  const known = index.get(ref);
  if (known) known.push(entry);
  else index.set(ref, [entry]);
}
function takeFrom(index: Index, ref: string, entry: PeriodEntry): void {
  const left = (index.get(ref) ?? []).filter((other) => other !== entry);
  if (left.length > 0) index.set(ref, left);
  else index.delete(ref);
}

const union = (a: readonly string[], b: readonly string[]): readonly string[] =>
  b.every((ref) => a.includes(ref)) ? a : [...new Set([...a, ...b])].toSorted();
const distance = (a: string, b: string): number => Math.abs(Date.parse(a) - Date.parse(b));
