import { Word } from '@payspool/events';
import { z } from 'zod';
import { decidingField, optionalField } from '../contract/index.ts';

// The resources of Mollie's API, only the fields that are used (docs.mollie.com/reference; mollie-api-typescript, src/models).
// A next-gen webhook contains the same resources, "as returned by the GET endpoint".

/** A decimal in text: `{ "currency": "EUR", "value": "10.00" }`. */
export const Amount = z.object({
  currency: z.string().regex(/^[A-Z]{3}$/, 'expected a currency code of three letters'),
  value: z.string().max(64),
});
export type Amount = z.output<typeof Amount>;

const optionalWord = optionalField(Word);
const optionalTime = optionalField(z.string().max(64));
const listOf = <Item extends z.ZodType>(item: Item) => decidingField(z.array(item).max(1000));

export const Refund = z.object({
  resource: decidingField(z.literal('refund')),
  id: Word,
  status: Word,
  amount: Amount,
  paymentId: decidingField(Word),
  orderId: decidingField(Word),
  createdAt: z.string().max(64),
});
export type Refund = z.output<typeof Refund>;

export const Chargeback = z.object({
  resource: decidingField(z.literal('chargeback')),
  id: Word,
  amount: Amount,
  paymentId: decidingField(Word),
  reason: optionalField(z.object({ code: optionalWord })),
  createdAt: z.string().max(64),
  reversedAt: decidingField(z.string().max(64)),
});
export type Chargeback = z.output<typeof Chargeback>;

export const Capture = z.object({
  resource: decidingField(z.literal('capture')),
  id: Word,
  status: optionalWord,
  paymentId: decidingField(Word),
  createdAt: z.string().max(64),
});
export type Capture = z.output<typeof Capture>;

export const Payment = z.object({
  resource: decidingField(z.literal('payment')),
  id: Word,
  status: Word,
  amount: Amount,
  amountCaptured: decidingField(Amount),
  orderId: decidingField(Word),
  subscriptionId: decidingField(Word),
  customerId: optionalWord,
  metadata: z.unknown().optional(),
  details: optionalField(z.object({ failureReason: optionalWord })),
  statusReason: optionalField(z.object({ code: optionalWord })),
  createdAt: z.string().max(64),
  paidAt: optionalTime,
  authorizedAt: optionalTime,
  failedAt: optionalTime,
  canceledAt: optionalTime,
  expiredAt: optionalTime,
  _embedded: decidingField(
    z.object({ refunds: listOf(Refund), chargebacks: listOf(Chargeback), captures: listOf(Capture) }),
  ),
});
export type Payment = z.output<typeof Payment>;

export const Order = z.object({
  resource: decidingField(z.literal('order')),
  id: Word,
  status: Word,
  amount: Amount,
  amountCaptured: decidingField(Amount),
  orderNumber: z.unknown().optional(),
  metadata: z.unknown().optional(),
  createdAt: z.string().max(64),
  completedAt: optionalTime,
  canceledAt: optionalTime,
  expiredAt: optionalTime,
  _embedded: decidingField(z.object({ payments: listOf(Payment), refunds: listOf(Refund) })),
});
export type Order = z.output<typeof Order>;

export const Subscription = z.object({
  resource: decidingField(z.literal('subscription')),
  id: Word,
  status: Word,
  customerId: optionalWord,
  interval: optionalField(z.string().max(64)),
  startDate: optionalField(z.string().max(64)),
  metadata: z.unknown().optional(),
  createdAt: z.string().max(64),
  canceledAt: optionalTime,
});
export type Subscription = z.output<typeof Subscription>;

/** The payment that led to the question about its subscription. It gives the answer a time: the API states none for most statuses. */
export const AfterPayment = z.object({
  payment: Word,
  status: Word,
  createdAt: z.string().max(64),
  at: z.string().max(64),
});
export type AfterPayment = z.output<typeof AfterPayment>;

/** The record of a confirmed subscription. */
export const SubscriptionAfter = z.object({ after: AfterPayment, subscription: Subscription });
/** The answer to `GET /v2/payment-links/{id}/payments`. The payments are read one by one. */
export const PaymentList = z.object({
  _embedded: z.object({ payments: z.array(z.unknown()).max(1000) }),
});
