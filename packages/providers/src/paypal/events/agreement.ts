import { Agreement } from '../schema.ts';
import { type PaypalEvent, readResource } from './event-handler.ts';

/** What both generations say, under one name each. */
export interface SubscriptionFields {
  readonly id: string;
  readonly word: string | undefined;
  readonly planRef: string | undefined;
  readonly quantity: string | undefined;
  readonly merchantRef: string | undefined;
  readonly customerRef: string | undefined;
  readonly lastPayment: string | undefined;
  readonly nextBilling: string | undefined;
  readonly statusSince: string | undefined;
}

/** A v1 billing agreement (`resource_type: "Agreement"`), sent under the same event types as v2 subscriptions. */
export function readAgreement(event: PaypalEvent): SubscriptionFields {
  const { id, state, plan, payer, agreement_details } = readResource(Agreement, event);
  return {
    id,
    word: state,
    planRef: plan?.id,
    quantity: undefined,
    merchantRef: undefined,
    customerRef: payer?.payer_info?.payer_id,
    lastPayment: agreement_details?.last_payment_date,
    nextBilling: agreement_details?.next_billing_date,
    statusSince: undefined,
  };
}
