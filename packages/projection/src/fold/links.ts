import type { CanonicalEvent } from '@payspool/events';

/** What the references of all events together say: known before the first event is folded, whatever came first. */
export interface Links {
  /** The one name of a payment that a provider calls by several. */
  readonly paymentName: (ref: string) => string;
  /** The subscription that an invoice belongs to. */
  readonly subscriptionOfInvoice: (ref: string) => string | undefined;
  /** In order of bytes. */
  readonly subscriptionRefs: readonly string[];
  /** The order that this is; absent for a subscription, and while nothing says that something was bought. */
  readonly orderRef: string | undefined;
}

/** What is gathered for it, event by event, in any order: where two events disagree, the first by bytes holds. */
export interface LinkFacts {
  readonly paymentNames: Map<string, string>;
  readonly subscriptionsOfInvoices: Map<string, string>;
  /** In order of bytes. */
  readonly subscriptionRefs: string[];
  /** By an order's own events. */
  namedOrderRef?: string;
  /** By events of its payments and refunds. */
  mentionedOrderRef?: string;
}

export const noLinks = (): LinkFacts => ({
  // Maps, not objects: references come from outside, and one called `__proto__` is an entry like any other.
  paymentNames: new Map(),
  subscriptionsOfInvoices: new Map(),
  subscriptionRefs: [],
});

/** Takes an event into what is gathered. */
export function gatherLinks(facts: LinkFacts, event: CanonicalEvent): void {
  gatherSubscription(facts, event);
  gatherOrder(facts, event);
  for (const [alias, name] of namesIn(event))
    facts.paymentNames.set(alias, first(facts.paymentNames.get(alias), name));
}

/** `subscriptionRefs` and `orderRef` are those of now; names and invoices are looked up in what is gathered later, too. */
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

/** Whether a fold has met a reference, and would have to look at its events again if it meant something else. */
type IsReferenced = (kind: 'payment' | 'invoice', ref: string) => boolean;

/**
 * Gathers the links of further events. Returns whether they leave the order, the subscriptions and everything that the fold has met as it
 * is, and gathers nothing where they do not; costs what the new events name, however much is known.
 */
export function gatherFurtherLinks(
  facts: LinkFacts,
  events: readonly CanonicalEvent[],
  isReferenced: IsReferenced,
): boolean {
  const [orderRef, subscriptions] = [orderRefOf(facts), facts.subscriptionRefs.length];
  // Aliases under which events have come, themselves or what they lead to. What leads through them is called what they are called.
  const names = new Map<string, string>();
  // Where there is one subscription every invoice is its.
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

/** Makes the facts again what they are now, after these events were gathered. */
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

/** An order's own events name it before those of its payments do: a checkout session before its payment intent. */
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

/** The further names of a payment that an event states, each with the name that it stands for. */
function namesIn(event: CanonicalEvent): (readonly [alias: string, name: string])[] {
  if (!('paymentAliases' in event) || !event.paymentRef || !event.paymentAliases) return NONE;
  const { paymentRef, paymentAliases } = event;
  return paymentAliases.filter((alias) => alias !== paymentRef).map((alias) => [alias, paymentRef] as const);
}
const NONE: (readonly [string, string])[] = [];

/** An alias may itself be an alias. A ring of them has one name too, wherever one enters it: the first by bytes. */
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

/** Puts a reference into its place, once. */
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
