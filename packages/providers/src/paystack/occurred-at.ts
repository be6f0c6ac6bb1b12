import { isRecord } from '@payspool/events';
import { fromDate, fromIsoText } from '../contract/index.ts';

/** Fields of `data` in order of preference. Of several in one place, the latest time counts. */
type Fields = readonly (readonly string[])[];

/** An invoice is charged at the start of its period, and created before that (paystack.com/docs/payments/subscriptions). */
const CHARGED: readonly string[] = ['period_start', 'created_at', 'createdAt'];

/**
 * The fields with the time of an event, in both spellings of the samples (PaystackOSS/doc-code-snippets src/doc/payments). The other
 * types name no time of the event: `created_at` of `subscription.disable` is when the subscription was created, and refunds have
 * none. For these the time of receipt counts.
 */
const FIELDS: Readonly<Record<string, Fields>> = {
  'charge.success': [['paid_at'], ['paidAt']],
  'charge.dispute.create': [['created_at'], ['createdAt']],
  'charge.dispute.remind': [['updated_at'], ['updatedAt']],
  'charge.dispute.resolve': [['resolvedAt'], ['resolved_at'], ['updated_at'], ['updatedAt']],
  'invoice.create': [['paid_at'], ['created_at'], ['createdAt']],
  'invoice.update': [['paid_at'], CHARGED],
  'invoice.payment_failed': [CHARGED],
  'subscription.create': [['createdAt'], ['created_at']],
  'preauthorization.capture.success': [['captured_at']],
  'preauthorization.release.success': [['released_at'], ['expired_at']],
};

export function occurredAt({
  type,
  body: { data },
  receivedAt,
}: {
  readonly type: string;
  readonly body: Readonly<Record<string, unknown>>;
  readonly receivedAt?: Date;
}): string | undefined {
  const fields = Object.hasOwn(FIELDS, type) ? (FIELDS[type] ?? []) : [];
  const times = isRecord(data)
    ? fields.flatMap((names) => latest(names.map((name) => data[name])) ?? [])
    : [];
  return times[0] ?? fromDate(receivedAt);
}

const latest = (values: readonly unknown[]): string | undefined =>
  values
    .flatMap((value) => (typeof value === 'string' ? (fromIsoText(value) ?? []) : []))
    .toSorted()
    .at(-1);
