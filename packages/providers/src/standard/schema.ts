import { Word } from '@payspool/events';
import { LosslessNumber } from 'lossless-json';
import { z } from 'zod';

/** Numbers arrive with their text kept: `100.00` must not become `100`, nor a long id lose digits. */
const numberAsText = (value: unknown): unknown => (value instanceof LosslessNumber ? value.value : value);

/** An id that some senders write as a number. */
const Id = z.preprocess(numberAsText, Word);

/** `{"event"|"type", "timestamp", "data"}`. The specification recommends `type`; the generic payment envelope says `event`. */
export const Envelope = z.object({
  event: Word.optional(),
  type: Word.optional(),
  /** ISO 8601 text, or Unix time; one that cannot be read is replaced by the signed time. */
  timestamp: z.preprocess(numberAsText, z.unknown()).optional(),
  data: z.unknown().optional(),
});
export type Envelope = z.output<typeof Envelope>;

/** The whole body again, so that a problem names its path from the root: `data.amount`. */
export const PaymentEnvelope = z.object({
  data: z.object({
    paymentId: Id,
    orderId: Id.nullish(),
    customerId: Id.nullish(),
    status: Word.nullish(),
    /** A decimal in the currency's major unit: a JSON number, or text. */
    amount: z.preprocess(numberAsText, z.string()),
    currency: z.string(),
  }),
});
export type Payment = z.output<typeof PaymentEnvelope>['data'];
