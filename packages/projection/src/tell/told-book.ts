import type { SubjectKind } from '@payspool/events';
import type { Folded } from '../fold/fold.ts';
import type { Told, ToldSubject } from './told.ts';
import { TOLD_VERSION } from './told-upgrades.ts';

/** What was told of a purchase or subscription with many events, so that what one event touches is found without looking at the rest. */
export interface ToldBook {
  /** By `subjectKey`. */
  readonly subjects: Map<string, ToldSubject>;
  /** The keys of those that are called by a name now, by kind and name. */
  readonly called: Map<string, Set<string>>;
  /** The keys of those that every fold compares: orders, subscriptions, and what was withdrawn. */
  readonly always: Set<string>;
  /** The keys of orders that were withdrawn: compared where there is an order. A subscription has one of each payment that was known before it. */
  readonly withdrawnOrders: Set<string>;
  /** How many were told in the facets of an older version. */
  old: number;
  /** What is stored of those that are not as they are stored, by their keys. */
  readonly changed: Map<string, ToldSubject | undefined>;
  /** Whether all are to be stored, and nothing else. */
  isRemade: boolean;
}

/** Names a subject within its purchase or subscription. */
export const subjectKey = ({ kind, ref }: Pick<ToldSubject, 'kind' | 'ref'>): string => `${kind} ${ref}`;

const emptyBook = (isRemade: boolean): ToldBook => ({
  subjects: new Map(),
  called: new Map(),
  always: new Set(),
  withdrawnOrders: new Set(),
  old: 0,
  changed: new Map(),
  isRemade,
});

/** What was told, as it is stored, or to be stored anew. `undefined`: two subjects have one name, and cannot be rows. */
export function bookOf(told: Told, { isRemade }: { readonly isRemade: boolean }): ToldBook | undefined {
  const book = emptyBook(isRemade);
  for (const subject of told) {
    if (book.subjects.has(subjectKey(subject))) return undefined;
    put(book, subject);
    if (isRemade) book.changed.set(subjectKey(subject), undefined);
  }
  return book;
}

/** Everything that was told, in the order in which what is withdrawn at one moment is told. */
export const allTold = ({ subjects }: ToldBook): Told =>
  [...subjects.values()].toSorted(
    (a, b) => KINDS.indexOf(a.kind) - KINDS.indexOf(b.kind) || (a.called < b.called ? -1 : 1),
  );
const KINDS: readonly SubjectKind[] = ['payment', 'order', 'subscription', 'refund'];

/** What has to be compared with a fold that went on: what it touched, and what every fold compares. */
export function toldAround(book: ToldBook, { rows, gone }: Folded): Told {
  const keys = new Set(book.always);
  if (rows.orders.length > 0) for (const key of book.withdrawnOrders) keys.add(key);
  const add = (kind: SubjectKind, name: string) => {
    const key = subjectKey({ kind, ref: name });
    if (book.subjects.has(key)) keys.add(key);
    for (const other of book.called.get(key) ?? []) keys.add(other);
  };
  for (const { paymentRef } of rows.payments) add('payment', paymentRef);
  for (const name of gone.payments) add('payment', name);
  for (const { refundRef } of rows.refunds) add('refund', refundRef);
  return [...keys].flatMap((key) => book.subjects.get(key) ?? []);
}

/** Puts what will have been told into the place of what was compared. */
export function rewrite(book: ToldBook, told: Told): void {
  for (const subject of told) {
    const key = subjectKey(subject);
    const before = book.subjects.get(key);
    // What was adopted is compared once.
    if (before) take(book, before);
    if (before && isSame(before, subject)) {
      put(book, before);
      continue;
    }
    put(book, subject);
    if (!book.changed.has(key)) book.changed.set(key, before);
  }
}

/**
 * Takes in what was told of things that turned out to be parts of this one: all of it is compared with the next fold. Returns whether it could:
 * something of one of the names may be there already.
 */
export function adopt(book: ToldBook, told: Told): boolean {
  if (told.some((subject) => book.subjects.has(subjectKey(subject)))) return false;
  for (const subject of told) {
    const key = subjectKey(subject);
    put(book, subject);
    book.always.add(key);
    book.changed.set(key, undefined);
  }
  return true;
}

/** It is stored as it is now. */
export function noteStored(book: ToldBook): void {
  book.changed.clear();
  book.isRemade = false;
}

/** Makes it again what is stored. */
export function restoreTold(book: ToldBook): void {
  for (const [key, before] of book.changed) {
    const now = book.subjects.get(key);
    if (now) take(book, now);
    if (before) put(book, before);
    else book.subjects.delete(key);
  }
  book.changed.clear();
}

/** Takes in what another worker has stored since. */
export function reread(book: ToldBook, told: Told): void {
  for (const subject of told) {
    const before = book.subjects.get(subjectKey(subject));
    if (before) take(book, before);
    put(book, subject);
  }
}

function put(book: ToldBook, subject: ToldSubject): void {
  const key = subjectKey(subject);
  book.subjects.set(key, subject);
  const name = subjectKey({ kind: subject.kind, ref: subject.called });
  const called = book.called.get(name);
  if (called) called.add(key);
  else book.called.set(name, new Set([key]));
  if (isWithdrawnOrder(subject)) book.withdrawnOrders.add(key);
  else if (isAlwaysCompared(subject)) book.always.add(key);
  if (subject.version !== TOLD_VERSION) book.old += 1;
}

function take(book: ToldBook, subject: ToldSubject): void {
  const key = subjectKey(subject);
  const name = subjectKey({ kind: subject.kind, ref: subject.called });
  const called = book.called.get(name);
  called?.delete(key);
  if (called?.size === 0) book.called.delete(name);
  book.always.delete(key);
  book.withdrawnOrders.delete(key);
  if (subject.version !== TOLD_VERSION) book.old -= 1;
}

/** What was withdrawn may come to be anything that stands: it goes by whatever its name means now. */
const isAlwaysCompared = ({ kind, values }: ToldSubject): boolean =>
  kind === 'order' || kind === 'subscription' || Object.keys(values).length === 0;

const isWithdrawnOrder = ({ kind, values }: ToldSubject): boolean =>
  kind === 'order' && Object.keys(values).length === 0;

const isSame = (a: ToldSubject, b: ToldSubject): boolean =>
  a.called === b.called &&
  a.heard === b.heard &&
  a.version === b.version &&
  isSameRecord(a.values, b.values) &&
  isSameRecord(a.counts, b.counts);

function isSameRecord(a: Readonly<Record<string, unknown>>, b: Readonly<Record<string, unknown>>): boolean {
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => a[key] === b[key]);
}
