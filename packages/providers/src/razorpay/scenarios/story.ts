import type { ScenarioContext, SimulatedDelivery } from '../../contract/index.ts';

type Entity = Readonly<Record<string, unknown>>;

/** The story's clock, in Razorpay's whole seconds. */
export const secondsAt = ({ startsAt }: ScenarioContext, offset: number): number =>
  Math.floor(startsAt.getTime() / 1000) + offset;

/**
 * One webhook in Razorpay's envelope, but for its `account_id`: so it counts as ours whatever account is configured. Entities are
 * named as they appear in `payload`.
 */
export function delivery(
  type: string,
  { at, entities }: { readonly at: number; readonly entities: Readonly<Record<string, Entity>> },
): SimulatedDelivery {
  const body = {
    entity: 'event',
    event: type,
    contains: Object.keys(entities),
    payload: Object.fromEntries(Object.entries(entities).map(([name, entity]) => [name, { entity }])),
    created_at: at,
  };
  return { type, body: Buffer.from(JSON.stringify(body)), occurredAt: new Date(at * 1000) };
}
