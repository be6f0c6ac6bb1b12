import { Word } from '@payspool/events';
import { z } from 'zod';
import { decidingField, numberAsText, optionalField } from '../contract/index.ts';

/** An id that some senders write as a number, whose digits must all be kept. */
const Id = z.preprocess(numberAsText, Word);

/** The fields of the generic payment envelope that its handlers read. */
export const Envelope = z.object({ data: z.record(z.string(), z.unknown()) });
export type Envelope = z.output<typeof Envelope>;

/** The whole body, so that a problem names its path from the root: `data.amount`. */
export const PaymentEnvelope = z.object({
  data: z.object({
    paymentId: Id,
    orderId: decidingField(Id),
    customerId: optionalField(Id),
    /** A text; a number is not accepted. */
    status: optionalField(Word),
    /** A decimal in the currency's major unit: a JSON number, or text. */
    amount: z.preprocess(numberAsText, z.string()),
    currency: z.string(),
  }),
});
export type Payment = z.output<typeof PaymentEnvelope>['data'];
