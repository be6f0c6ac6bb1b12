import { Word } from '@payspool/events';
import { z } from 'zod';
import { decidingField, fromDate, optionalField } from '../contract/index.ts';

/** A Unix time in milliseconds, in the canonical format. */
const Milliseconds = z
  .int()
  .nonnegative()
  .transform((ms, context) => {
    const text = fromDate(new Date(ms));
    if (text === undefined) context.addIssue({ code: 'custom', message: 'not a time', input: undefined });
    return text ?? z.NEVER;
  });

/** JWSTransactionDecodedPayload: only the fields that are used. */
const Transaction = z.object({
  transactionId: Word,
  originalTransactionId: Word,
  productId: Word,
  type: Word,
  purchaseDate: Milliseconds,
  expiresDate: decidingField(Milliseconds),
  /** Milliunits of the currency, for the whole quantity, with the discount of an offer. */
  price: decidingField(z.int().nonnegative()),
  currency: decidingField(z.string().regex(/^[A-Z]{3}$/, 'expected a currency code')),
  inAppOwnershipType: decidingField(Word),
  offerDiscountType: decidingField(Word),
  revocationDate: decidingField(Milliseconds),
  /** Thousandths of a percent: 100000 is everything. */
  revocationPercentage: decidingField(z.int().min(0).max(100_000)),
  quantity: optionalField(z.int().nonnegative()),
  appAccountToken: optionalField(Word),
  appTransactionId: optionalField(Word),
});
export type Transaction = z.output<typeof Transaction>;

/** JWSRenewalInfoDecodedPayload: only the fields that are used. */
const Renewal = z.object({
  /** 1: it will renew. 0: it will end with the current period. */
  autoRenewStatus: decidingField(z.union([z.literal(0), z.literal(1)])),
  renewalDate: optionalField(Milliseconds),
});
export type Renewal = z.output<typeof Renewal>;

/** A notification about a purchase, with decoded objects in the places of the nested JWS. */
export const PurchaseNotification = z.object({
  notificationType: Word,
  subtype: decidingField(Word),
  data: z.object({
    /** Of an auto-renewable subscription, at the time of `signedDate`. */
    status: decidingField(z.int()),
    signedTransactionInfo: Transaction,
    signedRenewalInfo: decidingField(Renewal),
  }),
});
export type PurchaseNotification = z.output<typeof PurchaseNotification>;
