import { Word } from '@payspool/events';
import { z } from 'zod';
import { decidingField, optionalField } from '../contract/index.ts';

/** `data.id` is text, and the ids in `attributes` are numbers. */
const Id = z.union([Word, z.int().nonnegative().transform(String)]);
const OptionalId = optionalField(Id);
const OptionalWord = optionalField(Word);
/** ISO 8601 with six decimals; every other value counts as absent. */
const Time = z.string().nullish().catch(undefined);

/** "A positive integer in cents" (docs.lemonsqueezy.com/api/orders/the-order-object). */
const Cents = z.int().nonnegative();

/** The amounts of an order or of an invoice. */
const amounts = {
  currency: z
    .string()
    .regex(/^[A-Za-z]{3}$/, 'expected an ISO 4217 code')
    .toUpperCase(),
  total: Cents,
  total_formatted: OptionalWord,
  /** All refunds together. Older bodies have only `refunded`, which is true after a full refund. */
  refunded_amount: decidingField(Cents),
  refunded: decidingField(z.boolean()),
};
export type Amounts = z.output<z.ZodObject<typeof amounts>>;

/** The body of every event: one JSON:API resource, and what the merchant gave to the checkout. */
const resource = <Attributes extends z.ZodObject>(attributes: Attributes) =>
  z.object({
    meta: z.object({ custom_data: z.unknown().optional() }),
    data: z.object({ id: Id, attributes }),
  });

export const OrderBody = resource(
  z.object({
    ...amounts,
    status: OptionalWord,
    customer_id: OptionalId,
    created_at: Time,
    first_order_item: optionalField(z.object({ variant_id: OptionalId })),
  }),
);

export const InvoiceBody = resource(
  z.object({
    ...amounts,
    subscription_id: Id,
    status: OptionalWord,
    /** Decides whether the money is that of the order. */
    billing_reason: decidingField(Word),
    customer_id: OptionalId,
    created_at: Time,
  }),
);

export const SubscriptionBody = resource(
  z.object({
    status: OptionalWord,
    order_id: decidingField(Id),
    customer_id: OptionalId,
    variant_id: OptionalId,
    first_subscription_item: optionalField(
      z.object({
        quantity: optionalField(z.int().nonnegative()),
        is_usage_based: optionalField(z.boolean()),
      }),
    ),
    pause: optionalField(z.object({ resumes_at: Time })),
    created_at: Time,
    trial_ends_at: Time,
    renews_at: Time,
    ends_at: Time,
  }),
);
export type Subscription = z.output<typeof SubscriptionBody>['data']['attributes'];
