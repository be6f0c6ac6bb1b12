import type { EventFacts, SubscriptionStatus } from '@payspool/events';
import { firstMerchantRef } from '../../contract/merchant-ref.ts';
import { fromIsoText } from '../../contract/timestamps.ts';
import { Subscription } from '../schema.ts';
import { readAgreement, type SubscriptionFields } from './agreement.ts';
import { type EventHandler, type PaypalEvent, type Reading, readResource } from './event-handler.ts';
import { lookUpWord, unknownWord } from './status-word.ts';

type SubscriptionType = Extract<
  EventFacts,
  { subscriptionRef: string; type: `subscription.${string}` }
>['type'];

/** Status words of v2 subscriptions, then those of v1 agreements, which come as adjective and as verb. */
export const SUBSCRIPTION_WORDS: Readonly<Record<string, SubscriptionStatus>> = {
  APPROVAL_PENDING: 'incomplete',
  APPROVED: 'incomplete',
  ACTIVE: 'active',
  SUSPENDED: 'paused',
  CANCELLED: 'canceled',
  EXPIRED: 'expired',
  PENDING: 'incomplete',
  REACTIVATE: 'active',
  REACTIVATED: 'active',
  SUSPEND: 'paused',
  CANCEL: 'canceled',
  CANCELED: 'canceled',
};

/**
 * A subscription event. `named` is the status that the event's name proves; CREATED and UPDATED prove none and take the resource's word.
 * PayPal sends no period: it runs from the last payment to the next billing.
 */
export const subscription =
  (type: SubscriptionType, named?: SubscriptionStatus): EventHandler =>
  (event) => {
    const fields = event.generation === 1 ? readAgreement(event) : readSubscription(event);
    const said = lookUpWord(SUBSCRIPTION_WORDS, fields.word);
    const status = statusAfter(type, named, said);
    const facts: EventFacts = {
      type,
      occurredAt: event.occurredAt,
      subscriptionRef: fields.id,
      status,
      providerStatus: fields.word,
      planRef: fields.planRef,
      quantity: wholeQuantity(fields.quantity),
      merchantRef: fields.merchantRef,
      customerRef: fields.customerRef,
      currentPeriodStart: fromIsoText(fields.lastPayment),
      currentPeriodEnd: fromIsoText(fields.nextBilling),
      canceledAt: status === 'canceled' ? canceledAt(fields, said, event) : undefined,
    };
    return {
      facts: [facts],
      warnings: unknownWord('subscription status', fields.word, SUBSCRIPTION_WORDS),
    } satisfies Reading;
  };

/** Past due is what runs. A first payment that fails begins nothing, and one of a subscription that is by then suspended or ended brings nothing back. */
function statusAfter(
  type: SubscriptionType,
  named: SubscriptionStatus | undefined,
  said: SubscriptionStatus | undefined,
) {
  const runs = said === undefined || said === 'active';
  return type === 'subscription.past_due' && !runs ? said : (named ?? said);
}

function readSubscription(event: PaypalEvent): SubscriptionFields {
  const resource = readResource(Subscription, event);
  return {
    id: resource.id,
    word: resource.status,
    planRef: resource.plan_id,
    quantity: resource.quantity,
    merchantRef: firstMerchantRef(resource.custom_id),
    customerRef: resource.subscriber?.payer_id,
    lastPayment: resource.billing_info?.last_payment?.time,
    nextBilling: resource.billing_info?.next_billing_time,
    statusSince: resource.status_update_time,
  };
}

/** A string in PayPal's API, of digits where it counts units. */
const wholeQuantity = (text: string | undefined): number | undefined =>
  text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : undefined;

/** The resource dates its own status; the event's time stands in where it does not, or where its status is another. */
const canceledAt = (
  { statusSince }: SubscriptionFields,
  said: SubscriptionStatus | undefined,
  event: PaypalEvent,
) => (said === 'canceled' ? fromIsoText(statusSince) : undefined) ?? event.occurredAt;
