import { Word } from '@payspool/events';
import { LosslessNumber } from 'lossless-json';
import { z } from 'zod';

/** Numbers arrive with their text kept: `100.00` must not become `100`, nor a long id lose digits. */
const numberAsText = (value: unknown): unknown => (value instanceof LosslessNumber ? value.value : value);
const noneIfBlank = (value: unknown): unknown => (value === null || value === '' ? undefined : value);

/** An id that some senders write as a number. */
const Id = z.preprocess(numberAsText, Word);
/** One that decides which order the money is for: one that cannot be read is a violation. */
const OptionalId = z.preprocess((value) => noneIfBlank(numberAsText(value)), Word.optional());
/** What only adds to a payment. In any other form it is left out, and `unreadFields` names it. */
const Optional = z.preprocess((value) => noneIfBlank(numberAsText(value)), Word.optional()).catch(undefined);
/** A word: a number is none. */
const OptionalWord = z.preprocess(noneIfBlank, Word.optional()).catch(undefined);

/** The generic payment envelope, so far as its handlers read it. */
export const Envelope = z.object({ data: z.record(z.string(), z.unknown()) });
export type Envelope = z.output<typeof Envelope>;

/** The whole body again, so that a problem names its path from the root: `data.amount`. */
export const PaymentEnvelope = z.object({
  data: z.object({
    paymentId: Id,
    orderId: OptionalId,
    customerId: Optional,
    status: OptionalWord,
    /** A decimal in the currency's major unit: a JSON number, or text. */
    amount: z.preprocess(numberAsText, z.string()),
    currency: z.string(),
  }),
});
export type Payment = z.output<typeof PaymentEnvelope>['data'];

/** Fields that are there and could not be read: they were left out of `read`. */
export const unreadFields = ({ data }: Envelope, read: Payment): string[] =>
  Object.entries(read).flatMap(([field, value]) =>
    value === undefined && noneIfBlank(data[field]) !== undefined
      ? [`data.${field} has an invalid form and was left out`]
      : [],
  );
