import type { CanonicalEvent } from '@payspool/events';

/** What the references of all events together say: known before the first event is folded, whatever came first. */
export interface Ties {
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
export interface TieFacts {
  readonly paymentNames: Map<string, string>;
  readonly subscriptionsOfInvoices: Map<string, string>;
  /** In order of bytes. */
  subscriptionRefs: string[];
  /** By an order's own events. */
  namedOrderRef?: string;
  /** By events of its payments and refunds. */
  heardOrderRef?: string;
}

export const noTies = (): TieFacts => ({
  // Maps, not objects: references come from outside, and one called `__proto__` is an entry like any other.
  paymentNames: new Map(),
  subscriptionsOfInvoices: new Map(),
  subscriptionRefs: [],
});

export function gatherTies(facts: TieFacts, events: readonly CanonicalEvent[]): TieFacts {
  for (const event of events) {
    gatherSubscription(facts, event);
    gatherOrder(facts, event);
    gatherPaymentNames(facts, event);
  }
  return facts;
}

export function resolveTies(facts: TieFacts): Ties {
  return {
    paymentName: (ref) => followName(facts.paymentNames, ref),
    subscriptionOfInvoice: (ref) => facts.subscriptionsOfInvoices.get(ref),
    subscriptionRefs: facts.subscriptionRefs,
    // An order's own events name it before those of its payments do: a checkout session before its payment intent.
    orderRef: facts.subscriptionRefs.length === 0 ? (facts.namedOrderRef ?? facts.heardOrderRef) : undefined,
  };
}

function gatherSubscription(facts: TieFacts, event: CanonicalEvent): void {
  const ref = 'subscriptionRef' in event ? event.subscriptionRef : undefined;
  if (!ref) return;
  if (!facts.subscriptionRefs.includes(ref)) {
    facts.subscriptionRefs = [...facts.subscriptionRefs, ref].toSorted();
  }
  if (!('invoiceRef' in event) || !event.invoiceRef) return;
  const { invoiceRef } = event;
  facts.subscriptionsOfInvoices.set(invoiceRef, first(facts.subscriptionsOfInvoices.get(invoiceRef), ref));
}

function gatherOrder(facts: TieFacts, event: CanonicalEvent): void {
  if (!('orderRef' in event) || !event.orderRef || ('tentative' in event && event.tentative)) return;
  if (event.type.startsWith('order.')) facts.namedOrderRef = first(facts.namedOrderRef, event.orderRef);
  else facts.heardOrderRef = first(facts.heardOrderRef, event.orderRef);
}

function gatherPaymentNames(facts: TieFacts, event: CanonicalEvent): void {
  if (!('paymentAliases' in event) || !event.paymentRef) return;
  for (const alias of event.paymentAliases ?? []) {
    if (alias !== event.paymentRef)
      facts.paymentNames.set(alias, first(facts.paymentNames.get(alias), event.paymentRef));
  }
}

/** An alias may itself be an alias. A ring of them has one name too, wherever one enters it: the first by bytes. */
function followName(names: ReadonlyMap<string, string>, ref: string): string {
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

const first = (a: string | undefined, b: string): string => (a === undefined || b < a ? b : a);
