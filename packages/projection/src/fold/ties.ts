import type { CanonicalEvent } from '@payspool/events';
import type { RecordedEvent } from './history.ts';

/** What the references of all events together say: known before the first event is folded, whatever came first. */
export interface Ties {
  /** The one name of a payment that a provider calls by several. */
  readonly paymentName: (ref: string) => string;
  /** The subscription that an invoice belongs to. */
  readonly subscriptionOfInvoice: ReadonlyMap<string, string>;
  readonly subscriptionRefs: ReadonlySet<string>;
  /** The order that this is; absent for a subscription, and while nothing says that something was bought. */
  readonly orderRef: string | undefined;
}

export function tiesOf(events: readonly RecordedEvent[]): Ties {
  const subscriptionRefs = new Set<string>();
  const subscriptionOfInvoice = new Map<string, string>();
  for (const { event } of events) {
    const ref = 'subscriptionRef' in event ? event.subscriptionRef : undefined;
    if (!ref) continue;
    subscriptionRefs.add(ref);
    if ('invoiceRef' in event && event.invoiceRef) subscriptionOfInvoice.set(event.invoiceRef, ref);
  }
  return {
    paymentName: paymentNames(events),
    subscriptionOfInvoice,
    subscriptionRefs,
    orderRef: subscriptionRefs.size === 0 ? orderRefOf(events) : undefined,
  };
}

/** An order's own events name it before those of its payments do (a checkout session before its payment intent); of several names the first by bytes. */
function orderRefOf(events: readonly RecordedEvent[]): string | undefined {
  const binding = events.map(({ event }) => event).filter((event) => !('tentative' in event && event.tentative));
  const own = binding.filter((event) => event.type.startsWith('order.'));
  return first(own.flatMap(orderRefIn)) ?? first(binding.flatMap(orderRefIn));
}

const orderRefIn = (event: CanonicalEvent): string[] =>
  'orderRef' in event && event.orderRef ? [event.orderRef] : [];

const first = (refs: readonly string[]): string | undefined => refs.toSorted()[0];

function paymentNames(events: readonly RecordedEvent[]): (ref: string) => string {
  const names = new Map<string, string>();
  for (const { event } of events) {
    if (!('paymentAliases' in event) || !event.paymentRef) continue;
    for (const alias of event.paymentAliases ?? []) {
      const known = names.get(alias);
      if (alias !== event.paymentRef && (known === undefined || event.paymentRef < known)) {
        names.set(alias, event.paymentRef);
      }
    }
  }
  return (ref) => {
    const path = [ref];
    for (let name = ref; ; ) {
      const next = names.get(name);
      if (next === undefined) return name;
      // A ring of aliases has one name too, wherever one enters it: the first by bytes.
      const ring = path.indexOf(next);
      if (ring >= 0) return first(path.slice(ring)) ?? ref;
      path.push(next);
      name = next;
    }
  };
}
