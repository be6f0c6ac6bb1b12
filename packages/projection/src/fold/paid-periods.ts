import type { PaidPeriod, PaidUntilSource } from '@payspool/events';
import { addLength, lengthOf } from './period-length.ts';
import {
  addModel,
  modelFor,
  type PeriodModels,
  removeModel,
  type Starts,
  type StatedPeriod,
} from './period-models.ts';
import { countBefore } from './sorted.ts';

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

/** The paid periods of one subscription, with what follows from them. One period more, at the end, costs the same however many there are. */
export interface PaidPeriods {
  /** In order of their starts. */
  readonly list: PeriodFacts[];
  readonly ask: PeriodQuestions;
  /** The same periods, in the same order. */
  readonly entries: Entry[];
  readonly models: PeriodModels;
  stated: readonly StatedPeriod[];
  readonly byInvoice: Index;
  readonly byPayment: Index;
  /** By the one name of the payment. */
  readonly byName: Index;
  /** The places between which something has changed since the longest were found. */
  changedFrom: number;
  changedTo: number;
}

/** What a list of paid periods has to be told of payments. */
export interface PeriodQuestions {
  /** Whether all money of a period has gone back. */
  readonly isLost: (period: PeriodFacts) => boolean;
  /** The one name of a payment that has several. */
  readonly paymentName: (ref: string) => string;
}

interface Entry {
  readonly facts: PeriodFacts;
  readonly startMs: number;
  end: string | undefined;
  source: PaidUntilSource;
  isLost: boolean;
  /** Of the periods up to this one: the last of those that end last, and the same of those whose money was kept. */
  longest: Longest | undefined;
  longestKept: Longest | undefined;
  lastKept: Entry | undefined;
}
interface Longest {
  readonly entry: Entry;
  readonly end: string;
}
type Index = Map<string, Entry[]>;

/** Longest distance between two starts that are taken for one period: a payment and the period that it pays are rarely dated the same. */
const SAME_PERIOD_MS = 24 * 3_600_000;

/**
 * Finds what follows from the paid periods of one subscription.
 *
 * @param list those that are known, in order of their starts; is changed with them
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
 * Takes one more paid period in. Two that begin within a day, or within half a period where that is shorter, are one, and so are two that
 * share a payment or an invoice. `undefined`: all of it was known.
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

/** Takes back what `notePeriod` did last. */
export function undoPeriod(periods: PaidPeriods, { from, was, to }: PeriodMove): void {
  remove(periods, to);
  if (from !== undefined && was) insert(periods, from, was);
}

/** Sets the periods that the provider has named, paid or not. */
export function setStated(periods: PaidPeriods, next: readonly StatedPeriod[]): void {
  const { stated, models } = periods;
  if (next === stated) return;
  periods.stated = next;
  for (const period of without(stated, next)) dateAll(periods, removeModel(models, period));
  for (const period of without(next, stated)) dateAll(periods, addModel(models, period));
}

/** A payment is another one than before: asks again whether the money of its periods is kept. */
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

/** Until when all of them pay; `undefined` where there is none. */
export function paidUntil(periods: PaidPeriods): PaidUntil | undefined {
  settle(periods);
  const last = periods.entries.at(-1);
  return untilOf(last, last?.longest);
}

/** Until when those pay whose money was kept; `undefined` where there is none. */
export function keptUntil(periods: PaidPeriods): PaidUntil | undefined {
  settle(periods);
  const last = periods.entries.at(-1);
  return untilOf(last?.lastKept, last?.longestKept);
}

function untilOf(last: Entry | undefined, longest: Longest | undefined): PaidUntil | undefined {
  if (!last || !longest) return undefined;
  if (last.end === undefined) return { end: undefined, source: 'unknown' };
  // A period that began earlier may end later: a year that was paid before a change to monthly billing.
  return { end: longest.entry.end, source: longest.entry.source };
}

/** All of them with their ends. */
export const datedPeriods = ({ entries }: PaidPeriods): DatedPeriod[] =>
  entries.map(({ facts, end, source }) => ({ ...facts, ...(end !== undefined && { end }), source }));

function insert(periods: PaidPeriods, at: number, facts: PeriodFacts): void {
  const { list, entries, models, ask } = periods;
  const entry: Entry = {
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

/** The place of the first one that is the same. */
function placeOfSame(periods: PaidPeriods, added: PeriodFacts): number | undefined {
  const { entries, byInvoice, byPayment } = periods;
  const places: number[] = [];
  for (const ref of added.invoiceRefs)
    for (const entry of byInvoice.get(ref) ?? []) places.push(placeOf(periods, entry));
  for (const ref of added.paymentRefs)
    for (const entry of byPayment.get(ref) ?? []) places.push(placeOf(periods, entry));
  const ms = Date.parse(added.start);
  const isNear = (entry: Entry | undefined): entry is Entry =>
    entry !== undefined && Math.abs(entry.startMs - ms) < SAME_PERIOD_MS;
  const middle = countBefore(entries, ({ facts }) => facts.start >= added.start);
  for (let at = middle - 1, entry = entries[at]; isNear(entry); at -= 1, entry = entries[at])
    if (beginTogether(entry.facts, added)) places.push(at);
  for (let at = middle, entry = entries[at]; isNear(entry); at += 1, entry = entries[at])
    if (beginTogether(entry.facts, added)) places.push(at);
  return places.length === 0 ? undefined : Math.min(...places);
}

const placeOf = ({ entries }: PaidPeriods, entry: Entry): number =>
  entries.indexOf(
    entry,
    countBefore(entries, ({ facts }) => facts.start >= entry.facts.start),
  );

function beginTogether(a: PeriodFacts, b: PeriodFacts): boolean {
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

function date(periods: PaidPeriods, at: number): void {
  const entry = periods.entries[at];
  if (!entry) return;
  const { end, source } = endOf(periods, entry.facts, periods.entries[at - 1]?.facts);
  if (entry.end === end && entry.source === source) return;
  entry.end = end;
  entry.source = source;
  changed(periods, at);
}

/**
 * Where the provider does not say the end, the period is as long as the last one before it whose ends are both stated; without one, as
 * long as from the paid period before it to this one; without either nobody knows.
 */
function endOf(
  { models }: PaidPeriods,
  { start, end }: PeriodFacts,
  before: PeriodFacts | undefined,
): PaidUntil {
  if (end !== undefined) return { end, source: 'stated' };
  const model = modelFor(models, start);
  const length = model ? model.length : before && lengthOf({ start: before.start, end: start });
  const derived = length && addLength(start, length);
  return derived === undefined ? { end: undefined, source: 'unknown' } : { end: derived, source: 'derived' };
}

/** Gives those of these starts their end again whose end is not stated. */
function dateAll(periods: PaidPeriods, starts: Starts | undefined): void {
  if (!starts) return;
  const { entries } = periods;
  const { from, to } = starts;
  const first = from === undefined ? 0 : countBefore(entries, ({ facts }) => facts.start >= from);
  for (let at = first; at < entries.length; at += 1) {
    const facts = entries[at]?.facts;
    if (!facts || (to !== undefined && facts.start >= to)) return;
    if (facts.end === undefined) date(periods, at);
  }
}

function changed(periods: PaidPeriods, at: number): void {
  periods.changedFrom = Math.min(periods.changedFrom, at);
  periods.changedTo = Math.max(periods.changedTo, at);
}

/** Finds the longest again, from the first place that has changed up to where nothing is different. */
function settle(periods: PaidPeriods): void {
  const { entries, changedFrom, changedTo } = periods;
  for (let at = changedFrom; at < entries.length; at += 1) {
    const [entry, before] = [entries[at], entries[at - 1]];
    if (!entry) break;
    const longest = longer(before?.longest, entry);
    const longestKept = entry.isLost ? before?.longestKept : longer(before?.longestKept, entry);
    const lastKept = entry.isLost ? before?.lastKept : entry;
    const isAsBefore =
      lastKept === entry.lastKept && isSame(longest, entry.longest) && isSame(longestKept, entry.longestKept);
    if (isAsBefore && at > changedTo) break;
    entry.longest = longest;
    entry.longestKept = longestKept;
    entry.lastKept = lastKept;
  }
  periods.changedFrom = Infinity;
  periods.changedTo = -1;
}

/** The one that ends later, and of two that end together the later one. */
function longer(before: Longest | undefined, entry: Entry): Longest {
  const end = entry.end ?? '';
  return before && end < before.end ? before : { entry, end };
}
const isSame = (a: Longest | undefined, b: Longest | undefined): boolean =>
  a?.entry === b?.entry && a?.end === b?.end;

/** What is in the one list and not in the other. */
function without(periods: readonly StatedPeriod[], others: readonly StatedPeriod[]): StatedPeriod[] {
  const left = [...others];
  return periods.filter(({ start, end }) => {
    const at = left.findIndex((other) => other.start === start && other.end === end);
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
}

function addTo(index: Index, ref: string, entry: Entry): void {
  const known = index.get(ref);
  if (known) known.push(entry);
  else index.set(ref, [entry]);
}
function takeFrom(index: Index, ref: string, entry: Entry): void {
  const left = (index.get(ref) ?? []).filter((other) => other !== entry);
  if (left.length > 0) index.set(ref, left);
  else index.delete(ref);
}

const union = (a: readonly string[], b: readonly string[]): readonly string[] =>
  b.every((ref) => a.includes(ref)) ? a : [...new Set([...a, ...b])].toSorted();
const distance = (a: string, b: string): number => Math.abs(Date.parse(a) - Date.parse(b));
