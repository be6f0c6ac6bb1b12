import type { CanonicalEvent } from '@payspool/events';

/**
 * The meaning of all references together. It is known before the first event is folded, so the order of arrival has no
 * effect.
 */
export interface Links {
  /** Returns the main name of a payment that the provider calls by several names. */
  readonly paymentName: (ref: string) => string;
  /** Returns the subscription that an invoice belongs to. */
  readonly subscriptionOfInvoice: (ref: string) => string | undefined;
  /** Sorted by bytes. */
  readonly subscriptionRefs: readonly string[];
  /** The order; absent for a subscription, and while no event says that something was bought. */
  readonly orderRef: string | undefined;
}

/** The references collected so far, in any order of events. If two events disagree, the first value by bytes counts. */
export interface LinkFacts {
  readonly paymentNames: Map<string, string>;
  readonly subscriptionsOfInvoices: Map<string, string>;
  /** Sorted by bytes. */
  readonly subscriptionRefs: string[];
  /** Named by the order's own events. */
  namedOrderRef?: string;
  /** Named by events of its payments and refunds. */
  mentionedOrderRef?: string;
}

export const noLinks = (): LinkFacts => ({
  // Maps, not objects: references come from outside, and one called `__proto__` is an entry like any other.
  paymentNames: new Map(),
  subscriptionsOfInvoices: new Map(),
  subscriptionRefs: [],
});

/** Adds the references of an event. */
export function gatherLinks(facts: LinkFacts, event: CanonicalEvent): void {
  gatherSubscription(facts, event);
  gatherOrder(facts, event);
  for (const [alias, name] of namesIn(event))
    facts.paymentNames.set(alias, first(facts.paymentNames.get(alias), name));
}

/**
 * Returns the links of the collected references. `subscriptionRefs` and `orderRef` are the current ones; the functions
 * also find names and invoices that are collected later.
 */
export function resolveLinks(facts: LinkFacts): Links {
  return {
    paymentName(ref) {
      return followName(facts.paymentNames, ref);
    },
    subscriptionOfInvoice(ref) {
      return facts.subscriptionsOfInvoices.get(ref);
    },
    subscriptionRefs: facts.subscriptionRefs,
    orderRef: orderRefOf(facts),
  };
}

/** Whether events have used a reference, so that the fold would have to read them again if its meaning changed. */
type IsReferenced = (kind: 'payment' | 'invoice', ref: string) => boolean;

/**
 * Adds the references of further events and returns true, if they leave the order, the subscriptions and the meaning of
 * every used reference unchanged. Otherwise adds nothing and returns false. The cost depends only on what the new events
 * name.
 */
export function gatherFurtherLinks(
  facts: LinkFacts,
  events: readonly CanonicalEvent[],
  isReferenced: IsReferenced,
): boolean {
  const [orderRef, subscriptions] = [orderRefOf(facts), facts.subscriptionRefs.length];
  // Aliases that events have used, or that lead to another name.
  const names = new Map<string, string>();
  // With one subscription, every invoice belongs to it.
  const invoices = new Map<string, string | undefined>();
  for (const event of events) {
    for (const [alias] of namesIn(event))
      if (facts.paymentNames.has(alias) || isReferenced('payment', alias))
        names.set(alias, followName(facts.paymentNames, alias));
    const invoiceRef = 'invoiceRef' in event ? event.invoiceRef : undefined;
    if (invoiceRef && subscriptions > 1 && isReferenced('invoice', invoiceRef))
      invoices.set(invoiceRef, facts.subscriptionsOfInvoices.get(invoiceRef));
  }
  const undo = undoOf(facts, events);
  for (const event of events) gatherLinks(facts, event);
  const isAsBefore =
    orderRefOf(facts) === orderRef &&
    facts.subscriptionRefs.length === subscriptions &&
    [...names].every(([alias, name]) => followName(facts.paymentNames, alias) === name) &&
    [...invoices].every(([ref, of]) => facts.subscriptionsOfInvoices.get(ref) === of);
  if (!isAsBefore) undo();
  return isAsBefore;
}

/** Returns a function that removes the references of these events again. */
function undoOf(facts: LinkFacts, events: readonly CanonicalEvent[]): () => void {
  const { namedOrderRef, mentionedOrderRef } = facts;
  const names = new Map(
    events.flatMap(namesIn).map(([alias]) => [alias, facts.paymentNames.get(alias)] as const),
  );
  const invoiceRefs = events.flatMap((event) => ('invoiceRef' in event && event.invoiceRef) || []);
  const invoices = new Map(invoiceRefs.map((ref) => [ref, facts.subscriptionsOfInvoices.get(ref)] as const));
  const refs = events.flatMap((event) => ('subscriptionRef' in event && event.subscriptionRef) || []);
  const added = new Set(refs.filter((ref) => !facts.subscriptionRefs.includes(ref)));
  return () => {
    delete facts.namedOrderRef;
    delete facts.mentionedOrderRef;
    Object.assign(facts, {
      ...(namedOrderRef !== undefined && { namedOrderRef }),
      ...(mentionedOrderRef !== undefined && { mentionedOrderRef }),
    });
    putBack(facts.paymentNames, names);
    putBack(facts.subscriptionsOfInvoices, invoices);
    const kept = facts.subscriptionRefs.filter((ref) => !added.has(ref));
    facts.subscriptionRefs.splice(0, Infinity, ...kept);
  };
}

function putBack(entries: Map<string, string>, before: ReadonlyMap<string, string | undefined>): void {
  for (const [key, value] of before) {
    if (value === undefined) entries.delete(key);
    else entries.set(key, value);
  }
}

/** The order's own events go before those of its payments: a checkout session before its payment intent. */
const orderRefOf = ({ subscriptionRefs, namedOrderRef, mentionedOrderRef }: LinkFacts): string | undefined =>
  subscriptionRefs.length === 0 ? (namedOrderRef ?? mentionedOrderRef) : undefined;

function gatherSubscription(facts: LinkFacts, event: CanonicalEvent): void {
  const ref = 'subscriptionRef' in event ? event.subscriptionRef : undefined;
  if (!ref) return;
  insert(facts.subscriptionRefs, ref);
  if (!('invoiceRef' in event) || !event.invoiceRef) return;
  const { invoiceRef } = event;
  facts.subscriptionsOfInvoices.set(invoiceRef, first(facts.subscriptionsOfInvoices.get(invoiceRef), ref));
}

function gatherOrder(facts: LinkFacts, event: CanonicalEvent): void {
  if (!('orderRef' in event) || !event.orderRef || ('tentative' in event && event.tentative)) return;
  if (event.type.startsWith('order.')) facts.namedOrderRef = first(facts.namedOrderRef, event.orderRef);
  else facts.mentionedOrderRef = first(facts.mentionedOrderRef, event.orderRef);
}

/** Returns the other names of a payment that an event states, each with the name that it stands for. */
function namesIn(event: CanonicalEvent): (readonly [alias: string, name: string])[] {
  if (!('paymentAliases' in event) || !event.paymentRef || !event.paymentAliases) return NONE;
  const { paymentRef, paymentAliases } = event;
  return paymentAliases.filter((alias) => alias !== paymentRef).map((alias) => [alias, paymentRef] as const);
}
const NONE: (readonly [string, string])[] = [];

/**
 * Follows an alias to the main name; an alias may lead to another alias. A cycle has one name too, wherever it is
 * entered: the first by bytes.
 */
function followName(names: ReadonlyMap<string, string>, ref: string): string {
  if (!names.has(ref)) return ref;
  const path = [ref];
  for (let name = ref; ;) {
    const next = names.get(name);
    if (next === undefined) return name;
    const ring = path.indexOf(next);
    if (ring >= 0) return path.slice(ring).toSorted()[0] ?? ref;
    path.push(next);
    name = next;
  }
}

/** Inserts a reference into a sorted list, unless it is in it. */
function insert(sorted: string[], ref: string): void {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? '') < ref) low = middle + 1;
    else high = middle;
  }
  if (sorted[low] !== ref) sorted.splice(low, 0, ref);
}

const first = (a: string | undefined, b: string): string => (a === undefined || b < a ? b : a);
