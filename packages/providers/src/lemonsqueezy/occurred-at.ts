import { isRecord } from '@payspool/events';
import { fromIsoText } from '../contract/index.ts';

/**
 * When the resource changed last: its `updated_at`, in whole seconds. A change of a subscription's quantity is a change of its item, whose time
 * may be later.
 */
export function occurredAt({ body }: { readonly body: Readonly<Record<string, unknown>> }) {
  const data = isRecord(body['data']) ? body['data'] : {};
  const attributes = isRecord(data['attributes']) ? data['attributes'] : {};
  const item = attributes['first_subscription_item'];
  const times = [attributes, item].flatMap((one) => updatedAt(one) ?? []);
  return times.toSorted().at(-1) ?? timeIn(attributes['created_at']);
}

const updatedAt = (value: unknown) => (isRecord(value) ? timeIn(value['updated_at']) : undefined);
const timeIn = (value: unknown) => (typeof value === 'string' ? fromIsoText(value) : undefined);
