import type { ScenarioContext, SimulatedDelivery } from '../../../simulator/contract.ts';

type Entity = Readonly<Record<string, unknown>>;

/** The clock of the scenario, in whole seconds like Razorpay's. */
export const secondsAt = ({ startsAt }: ScenarioContext, offset: number): number =>
  Math.floor(startsAt.getTime() / 1000) + offset;

/**
 * One webhook in Razorpay's envelope without its `account_id`, so that it belongs to any configured account. Entities have the
 * same names as in `payload`.
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
