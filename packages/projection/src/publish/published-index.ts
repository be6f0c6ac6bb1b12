import type { SubjectKind } from '@payspool/events';
import type { Folded } from '../fold/fold.ts';
import { compareSubjects, type PublishedState, type PublishedSubject } from './published-state.ts';
import { PUBLISHED_VERSION } from './published-upgrades.ts';
import type { Sliced } from '../slices.ts';

/** The published state of an aggregate with many events, indexed so that the subjects of one event are found without reading all others. */
export interface PublishedIndex {
  /** All published subjects by `subjectKey`. */
  readonly subjects: Map<string, PublishedSubject>;
  /** The keys of the subjects that have a reference now, by kind and reference. */
  readonly byCurrentRef: Map<string, Set<string>>;
  /** The keys of the subjects that every fold compares: orders, subscriptions, and withdrawn subjects. */
  readonly always: Set<string>;
  /**
   * The keys of withdrawn orders, which are compared only if there is an order. A subscription has one for each payment that was known
   * before it.
   */
  readonly withdrawnOrders: Set<string>;
  /** The number of subjects that were published in an older version of the aspects. */
  old: number;
  /** The stored subject of each subject that differs from it, by key; `undefined` if none is stored. */
  readonly changed: Map<string, PublishedSubject | undefined>;
  /** Whether all subjects must be stored anew, and all other rows deleted. */
  isRemade: boolean;
}

/** Returns the key of a subject within its aggregate. */
export const subjectKey = ({ kind, ref }: Pick<PublishedSubject, 'kind' | 'ref'>): string => `${kind} ${ref}`;

const emptyIndex = (isRemade: boolean): PublishedIndex => ({
  subjects: new Map(),
  byCurrentRef: new Map(),
  always: new Set(),
  withdrawnOrders: new Set(),
  old: 0,
  changed: new Map(),
  isRemade,
});

/**
 * Indexes the published state, as it is stored or, with `isRemade`, to be stored anew. Returns `undefined` if two subjects have one name
 * and so cannot be rows.
 */
export function* createPublishedIndex(
  publishedState: PublishedState,
  { isRemade }: { readonly isRemade: boolean },
): Sliced<PublishedIndex | undefined> {
  const publishedIndex = emptyIndex(isRemade);
  for (const [at, subject] of publishedState.entries()) {
    if (at % SLICE === SLICE - 1) yield;
    if (publishedIndex.subjects.has(subjectKey(subject))) return undefined;
    put(publishedIndex, subject);
    if (isRemade) publishedIndex.changed.set(subjectKey(subject), undefined);
  }
  return publishedIndex;
}

/** The whole published state. */
export const allPublished = ({ subjects }: PublishedIndex): PublishedState =>
  [...subjects.values()].toSorted(compareSubjects);

/**
 * Returns the published state to compare with a fold that continued from a saved one: the subjects that it changed, and those that every
 * fold compares.
 */
export function publishedAround(publishedIndex: PublishedIndex, { rows, gone }: Folded): PublishedState {
  const keys = new Set(publishedIndex.always);
  if (rows.orders.length > 0) for (const key of publishedIndex.withdrawnOrders) keys.add(key);
  const add = (kind: SubjectKind, name: string) => {
    const key = subjectKey({ kind, ref: name });
    if (publishedIndex.subjects.has(key)) keys.add(key);
    for (const other of publishedIndex.byCurrentRef.get(key) ?? []) keys.add(other);
  };
  for (const { paymentRef } of rows.payments) add('payment', paymentRef);
  for (const name of gone.payments) add('payment', name);
  for (const { refundRef } of rows.refunds) add('refund', refundRef);
  return [...keys].flatMap((key) => publishedIndex.subjects.get(key) ?? []);
}

/** Replaces the compared subjects by their new published state. Pauses after every few milliseconds of work. */
export async function rewrite(
  publishedIndex: PublishedIndex,
  publishedState: PublishedState,
  pause: () => Promise<void>,
): Promise<void> {
  for (const [at, subject] of publishedState.entries()) {
    if (at % SLICE === SLICE - 1) await pause();
    const key = subjectKey(subject);
    const before = publishedIndex.subjects.get(key);
    if (before && isSame(before, subject)) {
      // A subject of a merged aggregate is compared only once.
      if (!isAlwaysCompared(before) || isWithdrawnOrder(before)) publishedIndex.always.delete(key);
      continue;
    }
    if (before) take(publishedIndex, before);
    put(publishedIndex, subject);
    if (!publishedIndex.changed.has(key)) publishedIndex.changed.set(key, before);
  }
}

/** The number of subjects that are indexed or rewritten between two pauses. */
const SLICE = 2_000;

/**
 * Adds the published state of an aggregate that was merged into this one; the next fold compares all of it. Returns whether it was added: a
 * subject of the same name may exist already.
 */
export function adopt(publishedIndex: PublishedIndex, publishedState: PublishedState): boolean {
  if (publishedState.some((subject) => publishedIndex.subjects.has(subjectKey(subject)))) return false;
  for (const subject of publishedState) {
    const key = subjectKey(subject);
    put(publishedIndex, subject);
    publishedIndex.always.add(key);
    publishedIndex.changed.set(key, undefined);
  }
  return true;
}

/** Notes that the database has the current subjects. */
export function noteStored(publishedIndex: PublishedIndex): void {
  publishedIndex.changed.clear();
  publishedIndex.isRemade = false;
}

/** Resets the index to the stored subjects. */
export function restorePublished(publishedIndex: PublishedIndex): void {
  for (const [key, before] of publishedIndex.changed) {
    const now = publishedIndex.subjects.get(key);
    if (now) take(publishedIndex, now);
    if (before) put(publishedIndex, before);
    else publishedIndex.subjects.delete(key);
  }
  publishedIndex.changed.clear();
}

/** Adds the subjects that another worker has stored since. */
export function reread(publishedIndex: PublishedIndex, publishedState: PublishedState): void {
  for (const subject of publishedState) {
    const before = publishedIndex.subjects.get(subjectKey(subject));
    if (before) take(publishedIndex, before);
    put(publishedIndex, subject);
  }
}

function put(publishedIndex: PublishedIndex, subject: PublishedSubject): void {
  const key = subjectKey(subject);
  publishedIndex.subjects.set(key, subject);
  const name = subjectKey({ kind: subject.kind, ref: subject.currentRef });
  const keys = publishedIndex.byCurrentRef.get(name);
  if (keys) keys.add(key);
  else publishedIndex.byCurrentRef.set(name, new Set([key]));
  if (isWithdrawnOrder(subject)) publishedIndex.withdrawnOrders.add(key);
  else if (isAlwaysCompared(subject)) publishedIndex.always.add(key);
  if (subject.version !== PUBLISHED_VERSION) publishedIndex.old += 1;
}

function take(publishedIndex: PublishedIndex, subject: PublishedSubject): void {
  const key = subjectKey(subject);
  const name = subjectKey({ kind: subject.kind, ref: subject.currentRef });
  const keys = publishedIndex.byCurrentRef.get(name);
  keys?.delete(key);
  if (keys?.size === 0) publishedIndex.byCurrentRef.delete(name);
  publishedIndex.always.delete(key);
  publishedIndex.withdrawnOrders.delete(key);
  if (subject.version !== PUBLISHED_VERSION) publishedIndex.old -= 1;
}

/** Whether every fold compares a subject. A withdrawn subject may exist again under any name. */
const isAlwaysCompared = ({ kind, values }: PublishedSubject): boolean =>
  kind === 'order' || kind === 'subscription' || Object.keys(values).length === 0;

const isWithdrawnOrder = ({ kind, values }: PublishedSubject): boolean =>
  kind === 'order' && Object.keys(values).length === 0;

const isSame = (a: PublishedSubject, b: PublishedSubject): boolean =>
  a.currentRef === b.currentRef &&
  a.isPublished === b.isPublished &&
  a.version === b.version &&
  isSameRecord(a.values, b.values) &&
  isSameRecord(a.counts, b.counts);

function isSameRecord(a: Readonly<Record<string, unknown>>, b: Readonly<Record<string, unknown>>): boolean {
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => a[key] === b[key]);
}
