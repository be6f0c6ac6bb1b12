import { isRecord } from '@payspool/events';
import { fromIsoText } from '../contract/index.ts';

/**
 * The time of an event. Payments, refunds, invoices, disputes and updated orders state when they last changed (`updated_at`), which
 * is the time of the snapshot. Subscriptions do not, so that the event's own `created_at` counts.
 */
export function occurredAt({
  body,
}: {
  readonly body: Readonly<Record<string, unknown>>;
}): string | undefined {
  return isoIn(objectOf(body)?.updated_at) ?? isoIn(body['created_at']);
}

/** `data.object` has one object, under the name of its kind. */
function objectOf({
  data,
}: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> | undefined {
  const wrapper = isRecord(data) && isRecord(data.object) ? Object.values(data.object) : [];
  return wrapper.find(isRecord);
}

const isoIn = (value: unknown): string | undefined =>
  typeof value === 'string' ? fromIsoText(value) : undefined;
