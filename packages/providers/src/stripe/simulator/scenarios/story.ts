import type { ScenarioContext, SimulatedDelivery } from '../../../simulator/contract.ts';

/** API version of a body: the last one in which payments name their invoice, and a recent one. */
const API_VERSIONS = { legacy: '2024-06-20', current: '2026-08-26.dahlia' } as const;
export type Generation = keyof typeof API_VERSIONS;

export interface Step {
  readonly afterSeconds: number;
  readonly type: string;
  readonly object: Readonly<Record<string, unknown>>;
  readonly previous?: Readonly<Record<string, unknown>>;
}

/** The deliveries of a scenario in test mode, formatted with two spaces like Stripe's. */
export function tell(
  context: ScenarioContext,
  generation: Generation,
  steps: readonly Step[],
): SimulatedDelivery[] {
  return steps.map((step, index) => {
    const created = secondsAfter(context, step.afterSeconds);
    const event = {
      id: `evt_${context.uid}${String(index + 1).padStart(3, '0')}`,
      object: 'event',
      api_version: API_VERSIONS[generation],
      created,
      data: { object: step.object, ...(step.previous && { previous_attributes: step.previous }) },
      livemode: false,
      pending_webhooks: 1,
      request: { id: `req_${context.uid}`, idempotency_key: null },
      type: step.type,
    };
    return {
      type: step.type,
      body: Buffer.from(JSON.stringify(event, null, 2), 'utf8'),
      occurredAt: new Date(created * 1000),
    };
  });
}

/** Stripe counts whole Unix seconds. */
export const secondsAfter = ({ startsAt }: ScenarioContext, seconds: number): number =>
  Math.floor(startsAt.getTime() / 1000) + seconds;
