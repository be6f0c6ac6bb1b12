import { Word } from '@payspool/events';
import { z } from 'zod';
import { decidingField, optionalField } from '../contract/index.ts';

/** An id that may be a part of a path: `PM0096DXBGVHA1`. */
const Id = z.string().regex(/^[A-Za-z0-9_]{1,64}$/, 'expected an id of letters and digits');

/** What every event has (gocardless-nodejs src/types/Types.ts, `Event`). */
export const Envelope = z.object({ id: Word, created_at: z.string(), resource_type: Word, action: Word });

const Metadata = optionalField(z.record(z.string(), z.unknown()));

/** What handled events have in common. */
const common = {
  id: Word,
  resource_metadata: Metadata,
  details: optionalField(z.object({ cause: optionalField(Word) })),
};
const OptionalLinks = {
  payment: decidingField(Id),
  subscription: decidingField(Id),
  customer: optionalField(Word),
};

export const PaymentEvent = z.object({ ...common, links: z.object({ ...OptionalLinks, payment: Id }) });
export const RefundEvent = z.object({ ...common, links: z.object({ ...OptionalLinks, refund: Id }) });
export const SubscriptionEvent = z.object({
  ...common,
  links: z.object({ ...OptionalLinks, subscription: Id }),
});
export const ScheduleEvent = z.object({
  ...common,
  links: z.object({ ...OptionalLinks, instalment_schedule: Id }),
});

/** The link of the object that the API is asked for. */
export const LINKS = {
  payment: z.object({ links: z.object({ payment: Id }) }).transform(({ links }) => links.payment),
  refund: z.object({ links: z.object({ refund: Id }) }).transform(({ links }) => links.refund),
  instalment_schedule: z
    .object({ links: z.object({ instalment_schedule: Id }) })
    .transform(({ links }) => links.instalment_schedule),
};

/**
 * "In the lowest denomination for the currency (e.g. pence in GBP, cents in EUR)" (API reference, `payments`): an integer. Earlier
 * types of the SDK call it a string.
 */
const Minor = z
  .union([z.int().nonnegative(), z.string().regex(/^\d{1,18}$/)], 'expected whole minor units')
  .transform(BigInt);

/** The API's objects, with the fields that are used. Each answer is `{"payments":{…}}`. */
const Payment = z.object({
  id: Id,
  amount: Minor,
  currency: z.string(),
  created_at: optionalField(z.string()),
  charge_date: optionalField(z.string()),
  metadata: Metadata,
  links: z.object({
    subscription: decidingField(Id),
    instalment_schedule: decidingField(Id),
  }),
});
const Refund = z.object({
  id: Id,
  amount: Minor,
  currency: z.string(),
  links: z.object({ payment: decidingField(Id) }),
});
const Subscription = z.object({
  id: Id,
  interval: optionalField(z.coerce.number().int().min(1).max(120)),
  interval_unit: optionalField(z.string()),
  metadata: Metadata,
});
const Schedule = z.object({
  id: Id,
  total_amount: Minor,
  currency: z.string(),
  created_at: optionalField(z.string()),
  metadata: Metadata,
});

export type Subscription = z.output<typeof Subscription>;

/** The objects that the API may be asked for, by their name in paths and answers. */
export const OBJECTS = {
  payments: Payment,
  refunds: Refund,
  subscriptions: Subscription,
  instalment_schedules: Schedule,
} as const;
export type ObjectName = keyof typeof OBJECTS;

/** What the API answered about an event. */
export type Answers = { readonly [Name in ObjectName]?: z.output<(typeof OBJECTS)[Name]> };
