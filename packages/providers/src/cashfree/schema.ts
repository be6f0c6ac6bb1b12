import { Word } from '@payspool/events';
import { z } from 'zod';
import { decidingField, numberAsText, optionalField } from '../contract/index.ts';

/** An id: a number in older versions of the webhooks, text in newer ones. */
const Id = z.preprocess(numberAsText, Word);
/** An id that decides about the purchase: absent, `null` and empty mean none. */
const OptionalId = decidingField(Id);
/** A status or code that is only information. */
const OptionalWord = optionalField(Id);
/** A decimal in main units: a JSON number whose text was kept, in payment links text. */
const Decimal = z.preprocess(numberAsText, z.string());
const CurrencyCode = z
  .string()
  .regex(/^[A-Za-z]{3}$/, 'expected an ISO 4217 code')
  .toUpperCase();
const OptionalCurrency = decidingField(CurrencyCode);
const OptionalTime = z.unknown().optional();

/** An event whose content is in `data`. */
const event = <Shape extends z.ZodRawShape>(shape: Shape) => z.object({ data: z.object(shape) });

const Offer = z.object({
  offer_redemption: optionalField(
    z.object({ redemption_status: OptionalWord, discount_amount: optionalField(Decimal) }),
  ),
});

/** api-reference/payments/latest/payments/webhooks: only the used fields. The customer's name, email and phone are not read. */
export const PaymentEvent = event({
  order: z.object({
    order_id: Id,
    order_amount: Decimal,
    order_currency: CurrencyCode,
    order_tags: z.unknown().optional(),
  }),
  payment: z.object({
    cf_payment_id: Id,
    payment_status: OptionalWord,
    payment_amount: Decimal,
    payment_currency: CurrencyCode,
    /** Of a preauthorization. */
    is_captured: optionalField(z.boolean()),
    payment_message: optionalField(z.string()),
  }),
  customer_details: optionalField(z.object({ customer_id: OptionalWord })),
  error_details: optionalField(z.object({ error_code: OptionalWord })),
  payment_offers: optionalField(z.array(Offer)),
});
export type PaymentData = z.output<typeof PaymentEvent>['data'];

const refund = {
  cf_refund_id: Id,
  cf_payment_id: OptionalId,
  order_id: OptionalId,
  refund_amount: Decimal,
  refund_currency: OptionalCurrency,
  refund_status: OptionalWord,
};
export type RefundData = z.output<z.ZodObject<typeof refund>>;

/** api-reference/payments/latest/refunds/webhooks */
export const RefundEvent = event({ refund: z.object(refund) });
export const AutoRefundEvent = event({ auto_refund: z.object(refund) });
/** The refund of a payment of a subscription. It names neither a currency nor the subscription. */
export const SubscriptionRefundEvent = event(refund);

/** api-reference/payments/latest/disputes/dispute-webhooks */
export const DisputeEvent = event({
  dispute: z.object({
    dispute_id: Id,
    dispute_status: Id,
    dispute_amount: Decimal,
    dispute_amount_currency: OptionalCurrency,
    reason_code: OptionalWord,
  }),
  order_details: z.object({
    order_id: OptionalId,
    cf_payment_id: OptionalId,
    order_currency: OptionalCurrency,
    payment_currency: OptionalCurrency,
  }),
});

/** api-reference/payments/latest/payment-links/webhooks. Without an order nothing was paid. */
export const PaymentLinkEvent = event({
  link_id: z.unknown().optional(),
  link_status: OptionalWord,
  order: decidingField(z.object({ order_id: Id })),
});

/** api-reference/payments/latest/subscription/webhooks, `SUBSCRIPTION_STATUS_CHANGED` */
export const SubscriptionEvent = event({
  subscription_details: z.object({
    cf_subscription_id: Id,
    subscription_id: z.unknown().optional(),
    subscription_status: OptionalWord,
    subscription_first_charge_time: OptionalTime,
    next_schedule_date: OptionalTime,
  }),
  plan_details: optionalField(z.object({ plan_id: OptionalWord })),
});

/** The same page: the authorization of a mandate, and its charges. */
export const ChargeEvent = event({
  cf_payment_id: Id,
  cf_subscription_id: Id,
  subscription_id: z.unknown().optional(),
  payment_type: OptionalWord,
  payment_status: OptionalWord,
  payment_amount: Decimal,
  payment_currency: OptionalCurrency,
  payment_schedule_date: OptionalTime,
  /** Since 2026-01-01. */
  subscription_details: optionalField(z.object({ next_schedule_date: OptionalTime })),
  failure_details: optionalField(
    z.object({ failure_error_code: OptionalWord, failure_reason: OptionalWord }),
  ),
  failureDetails: optionalField(z.object({ failureReason: OptionalWord })),
});
export type ChargeData = z.output<typeof ChargeEvent>['data'];
