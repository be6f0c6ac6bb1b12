import { together } from '../../contract/index.ts';
import { Invoice, Subscription } from '../schema.ts';
import {
  onObject,
  optionalWord,
  orderIdIn,
  payerOf,
  rawData,
  readExpanded,
  unknownWord,
  type EventHandler,
} from './event-handler.ts';
import { invoiceSays } from './invoice.ts';
import { replaced, subscriptionState } from './subscription-state.ts';

type SubscriptionType =
  | 'subscription.created'
  | 'subscription.updated'
  | 'subscription.paused'
  | 'subscription.resumed'
  | 'subscription.canceled';

export const subscriptionCreated = subscription('subscription.created');
export const subscriptionUpdated = subscription('subscription.updated');
export const subscriptionPaused = subscription('subscription.paused');
export const subscriptionResumed = subscription('subscription.resumed');
/** The end of the subscription, regardless of the status in the snapshot. */
export const subscriptionDeleted = subscription('subscription.canceled');

/** A snapshot, with the replaced values in `previous_attributes`, which sort the updates that Stripe makes within one second. */
function subscription(type: SubscriptionType): EventHandler {
  return onObject(Subscription, (object, context, { body }) => {
    const { state, warnings } = subscriptionState(object, context);
    const raw = rawData(body);
    const fact = {
      type,
      occurredAt: context.occurredAt,
      subscriptionRef: object.id,
      invoiceRef: object.latest_invoice?.id,
      ...state,
      ...(type === 'subscription.canceled' ? { status: 'canceled' as const } : {}),
      previous: replaced(raw.object, raw.previous_attributes, state),
      providerStatus: optionalWord(object.status),
      ...orderIdIn(object),
      customerRef: payerOf(object),
    };
    const unknown = state.status ? [] : [unknownWord('subscription status', object.status)];
    return together(
      { facts: [fact], warnings: [...warnings, ...unknown] },
      readExpanded(
        { schema: Invoice, ref: object.latest_invoice, at: 'latest_invoice' },
        context,
        invoiceSays,
      ),
    );
  });
}
