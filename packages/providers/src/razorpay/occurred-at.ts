import { compiled, isRecord } from '@payspool/events';
import { z } from 'zod';
import { fromDate, fromUnixSeconds } from '../contract/index.ts';

const Time = z.object({ created_at: z.number() }).transform((timed) => fromUnixSeconds(timed.created_at));

const TimedEntity = z.object({ entity: Time });

/** The last change of a payment link, otherwise the time of the payment. */
const LinkTimes = z.object({
  payment_link: z.object({ entity: z.object({ updated_at: z.number().nullish().catch(undefined) }) }),
  payment: z
    .object({ entity: z.object({ created_at: z.number().nullish() }) })
    .optional()
    .catch(undefined),
});

/**
 * The event's own time, except for payment links: in Razorpay's samples it is the creation time of the link, days before the
 * payment. Otherwise the same field inside `payload`, as in the documented samples of refund.speed_changed; otherwise the signed
 * time, if a scheme signs one; otherwise the creation time of the event's entity.
 */
export function occurredAt({
  type,
  body,
  signedAt,
}: {
  readonly type: string;
  readonly body: Readonly<Record<string, unknown>>;
  readonly signedAt?: Date | undefined;
}): string | undefined {
  return (
    linkTime(type, body.payload) ??
    compiled(Time).safeParse(body).data ??
    compiled(Time).safeParse(body.payload).data ??
    fromDate(signedAt) ??
    entityTime(body.payload, subjectOf(type))
  );
}

function linkTime(type: string, payload: unknown) {
  const times = type.startsWith('payment_link.') ? compiled(LinkTimes).safeParse(payload).data : undefined;
  return (
    fromUnixSeconds(times?.payment_link.entity.updated_at) ??
    fromUnixSeconds(times?.payment?.entity.created_at)
  );
}

/** `payment.dispute.created` is about the dispute, `order.paid` about the order. */
const subjectOf = (type: string): string =>
  type.startsWith('payment.dispute.') ? 'dispute' : (type.split('.')[0] ?? '');

function entityTime(payload: unknown, subject: string): string | undefined {
  return isRecord(payload) && Object.hasOwn(payload, subject)
    ? compiled(TimedEntity).safeParse(payload[subject]).data?.entity
    : undefined;
}
