import type { FoldContext } from './context.ts';
import { paymentRow } from './current-rows.ts';
import { isAuthorization } from './authorizations.ts';
import { comparePlaces, type Place, type PlacedHistory } from './placed-history.ts';
import type { OrderRow, PaymentRow, RefundRow, SubscriptionRow } from './rows.ts';
import type { SavedFold } from './saved-fold.ts';
import { resolveLinks } from './links.ts';
import { createView, periodsOf, type View } from './view.ts';

/** Finds current rows by name. */
export interface CurrentRows {
  readonly order: () => OrderRow | undefined;
  readonly payment: (name: string) => PaymentRow | undefined;
  readonly hasPayment: (name: string) => boolean;
  readonly subscription: (ref: string) => SubscriptionRow | undefined;
  readonly refund: (ref: string) => RefundRow | undefined;
  /** The names of the refunds, in the order of their rows. */
  readonly refundRefs: () => Iterable<string>;
}

/** Returns the current rows, changed or not. */
export const currentRowsIn = (view: View, history?: PlacedHistory): CurrentRows => ({
  order() {
    return view.order;
  },
  payment(name) {
    return paymentRow(name, view.balances.byName.get(name), view.links);
  },
  hasPayment(name) {
    const facts = view.balances.byName.get(name);
    return facts?.status !== undefined && facts.occurredAt !== undefined;
  },
  subscription(ref) {
    return view.subscriptions.get(ref);
  },
  refund(ref) {
    return view.refunds.get(ref);
  },
  refundRefs() {
    const refs = view.state.refunds.keys();
    if (!history) return refs;
    // A late refund was added last, but is not the last one in the history.
    const firsts = new Map([...refs].map((ref) => [ref, firstOf(history, ref)]));
    return [...firsts.keys()].toSorted((a, b) => {
      const [first, other] = [firsts.get(a), firsts.get(b)];
      return first && other ? comparePlaces(first, other) : 0;
    });
  },
});

/** The first event of a refund. */
const firstOf = ({ groups }: PlacedHistory, ref: string): Place | undefined =>
  groups.get(`refund ${ref}`)?.places.find(({ undo }) => undo.refunds.some(([own]) => own === ref));

/** Returns the view of the saved fold if it has this context. Otherwise builds a new one and discards the history. */
export function viewOf(saved: SavedFold, context: FoldContext): View {
  const { view, state, links } = saved;
  if (view && isSameContext(view.context, context)) return view;
  // The history has the results of another context.
  saved.history = undefined;
  saved.view = createView({ state, links: resolveLinks(links), context });
  return saved.view;
}

const isSameContext = (a: FoldContext, b: FoldContext): boolean =>
  a.policy.onPartialLoss === b.policy.onPartialLoss &&
  a.policy.whileCollectionPaused === b.policy.whileCollectionPaused &&
  a.policy.whenEndUnknown === b.policy.whenEndUnknown &&
  (a.sharedPayments === b.sharedPayments || (a.sharedPayments.size === 0 && b.sharedPayments.size === 0));

/** Whether events have used a reference, so that the fold would have to read them again if its meaning changed. */
export function isReferenced(view: View, kind: 'payment' | 'invoice', ref: string): boolean {
  const { state, links, balances } = view;
  if (kind === 'invoice') return (balances.ofInvoices.get(ref)?.size ?? 0) > 0;
  return (
    state.payments.has(ref) ||
    isAuthorization(balances.authorizations, ref) ||
    // A dispute over several transactions names payments of other purchases, and payments that no event has
    // reported yet.
    balances.sharedDisputes.size > 0 ||
    links.subscriptionRefs.some((subscriptionRef) => periodsOf(view, subscriptionRef).byPayment.has(ref))
  );
}
