import type { CanonicalEvent, DisputeEvent } from '@payspool/events';

/** A provider's id with the kind of what it names. Events that share one belong to the same purchase or subscription. */
export interface Reference {
  readonly kind: 'order' | 'payment' | 'invoice' | 'refund' | 'dispute' | 'subscription';
  readonly ref: string;
}

/**
 * Names the part of a dispute that concerns one transaction. The parts of a dispute belong to different purchases and
 * must not link them.
 */
export const disputePart = ({
  disputeRef,
  transactionRef,
}: Pick<DisputeEvent, 'disputeRef' | 'transactionRef'>) =>
  transactionRef === undefined ? disputeRef : `${disputeRef}/${transactionRef}`;

/** Returns every reference of an event. */
export function referencesOf(event: CanonicalEvent): Reference[] {
  const named = (kind: Reference['kind'], ref: string | undefined): Reference[] =>
    ref ? [{ kind, ref }] : [];
  return [
    ...('orderRef' in event ? named('order', event.orderRef) : []),
    ...('paymentRef' in event ? named('payment', event.paymentRef) : []),
    ...('paymentAliases' in event ? (event.paymentAliases ?? []) : []).flatMap((ref) =>
      named('payment', ref),
    ),
    ...('authorizationRef' in event ? named('payment', event.authorizationRef) : []),
    ...('invoiceRef' in event ? named('invoice', event.invoiceRef) : []),
    ...('refundRef' in event ? named('refund', event.refundRef) : []),
    ...('disputeRef' in event ? named('dispute', disputePart(event)) : []),
    ...('subscriptionRef' in event ? named('subscription', event.subscriptionRef) : []),
  ];
}
