import { Word } from '@payspool/events';
import { LosslessNumber } from 'lossless-json';
import { z } from 'zod';

/** Numbers keep their text: `100.00` must not become `100`, and a long id must not lose digits. */
const numberAsText = (value: unknown): unknown => (value instanceof LosslessNumber ? value.value : value);
const noneIfBlank = (value: unknown): unknown => (value === null || value === '' ? undefined : value);

/** An id that some senders write as a number. */
const Id = z.preprocess(numberAsText, Word);
/** An id that decides about the order of the payment: an invalid one is a violation. */
const OptionalId = z.preprocess((value) => noneIfBlank(numberAsText(value)), Word.optional());
/** Optional details of a payment. An invalid value is left out, and `unreadFields` names the field. */
const Optional = z.preprocess((value) => noneIfBlank(numberAsText(value)), Word.optional()).catch(undefined);
/** A text; a number is not accepted. */
const OptionalWord = z.preprocess(noneIfBlank, Word.optional()).catch(undefined);

/** The fields of the generic payment envelope that its handlers read. */
export const Envelope = z.object({ data: z.record(z.string(), z.unknown()) });
export type Envelope = z.output<typeof Envelope>;

/** The whole body, so that a problem names its path from the root: `data.amount`. */
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

/** Fields that are present but invalid, and therefore left out of `read`. */
export const unreadFields = ({ data }: Envelope, read: Payment): string[] =>
  Object.entries(read).flatMap(([field, value]) =>
    value === undefined && noneIfBlank(data[field]) !== undefined
      ? [`data.${field} has an invalid form and was left out`]
      : [],
  );
