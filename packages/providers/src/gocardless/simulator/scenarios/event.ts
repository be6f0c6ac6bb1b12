import { timeAt } from '../../../simulator/scenario.ts';
import type { ScenarioContext, SimulatedDelivery } from '../../../simulator/contract.ts';

/** An event before it has an id and a time. */
export interface SimulatedEvent {
  readonly resource: string;
  readonly action: string;
  /** Seconds after the start. */
  readonly offset: number;
  readonly links: Readonly<Record<string, string>>;
  readonly cause?: string;
  readonly origin?: string;
}

/** One event as in a delivery. */
export const eventOf = (
  context: ScenarioContext,
  { resource, action, offset, links, cause = action, origin = 'gocardless' }: SimulatedEvent,
) => ({
  id: `EV_${context.uid}_${resource}_${action}_${offset}`,
  created_at: timeAt(context, offset).toISOString(),
  resource_type: resource,
  action,
  links,
  details: { origin, cause, description: 'As the reference describes it.', scheme: 'bacs' },
  metadata: {},
  resource_metadata: { order_id: `order-${context.uid}` },
});

/** A delivery of one event. */
export function delivery(context: ScenarioContext, event: SimulatedEvent): SimulatedDelivery {
  const body = {
    events: [eventOf(context, event)],
    meta: { webhook_id: `WB_${context.uid}_${event.resource}_${event.action}_${event.offset}` },
  };
  return {
    type: `${event.resource}.${event.action}`,
    body: Buffer.from(JSON.stringify(body)),
    occurredAt: timeAt(context, event.offset),
  };
}
