import type { SimulatedDelivery } from '@payspool/providers/simulator';
import { isoTime, uidOf } from './story.ts';

/** PayPal's envelope around a v2 resource. */
export function paypalEvent({
  copy,
  number,
  after,
  type,
  resourceType,
  resource,
}: {
  readonly copy: number;
  /** The position among the events of its purchase. */
  readonly number: number;
  /** Seconds after the start of the scenario. */
  readonly after: number;
  readonly type: string;
  readonly resourceType: string;
  readonly resource: Readonly<Record<string, unknown>>;
}): SimulatedDelivery {
  const id = `WH-${uidOf('pp', copy)}-${number}`;
  const occurredAt = isoTime(copy, after);
  const href = `https://api.sandbox.paypal.com/v1/notifications/webhooks-events/${id}`;
  const body = {
    id,
    event_version: '1.0',
    create_time: occurredAt,
    resource_type: resourceType,
    resource_version: '2.0',
    event_type: type,
    summary: 'A purchase of seats',
    resource,
    links: [{ href, rel: 'self', method: 'GET' }],
  };
  return { type, body: Buffer.from(JSON.stringify(body)), occurredAt: new Date(occurredAt) };
}
