import type { ScenarioContext, SimulatedDelivery } from '../../../simulator/contract.ts';

/** A token of 18 decimals and a dollar coin of 6, as in the application of the scenarios. */
export const TOKEN = 'pc_payspooltoken';
export const DOLLAR = 'pc_payspooldollar';
export const CURRENCIES = { [TOKEN]: 18, [DOLLAR]: 6 } as const;

export const timeAt = ({ startsAt }: ScenarioContext, offset: number): Date =>
  new Date(startsAt.getTime() + offset * 1000);
export const secondsAt = (context: ScenarioContext, offset: number): number =>
  Math.floor(timeAt(context, offset).getTime() / 1000);

/** One event in PaymentKit's envelope, `offset` seconds after the start; each event of a scenario has a different offset. */
export function delivery(
  context: ScenarioContext,
  {
    type,
    offset,
    object,
    previous,
  }: {
    readonly type: string;
    readonly offset: number;
    readonly object: Readonly<Record<string, unknown>> & { readonly id: string };
    readonly previous?: Readonly<Record<string, unknown>>;
  },
): SimulatedDelivery {
  const occurredAt = timeAt(context, offset);
  const body = {
    id: `evt_${context.uid}${offset}`,
    object: 'event',
    livemode: false,
    type,
    api_version: '2023-09-05',
    object_type: type.split('.').slice(0, -1).join('.'),
    object_id: object.id,
    data: { object: { ...object, updated_at: occurredAt.toISOString() }, previous_attributes: previous },
    request: { id: `req_${context.uid}`, idempotency_key: '', requested_by: 'system' },
    pending_webhooks: 1,
    metadata: {},
    created_at: occurredAt.toISOString(),
    updated_at: occurredAt.toISOString(),
  };
  return { type, body: Buffer.from(JSON.stringify(body)), occurredAt };
}
