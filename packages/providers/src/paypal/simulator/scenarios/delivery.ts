import type { ScenarioContext, SimulatedDelivery } from '../../../simulator/contract.ts';

/** One event of a scenario, before its body is made. */
export interface Happening {
  readonly type: string;
  readonly resourceType: string;
  /** Absent for v1 resources, as in PayPal's envelopes. */
  readonly resourceVersion?: '2.0';
  readonly summary: string;
  readonly resource: object;
  /** Seconds after the start of the scenario. */
  readonly after: number;
}

/** PayPal's envelope around each event; the event ids are numbered within the scenario. */
export function deliveries(context: ScenarioContext, happenings: readonly Happening[]): SimulatedDelivery[] {
  return happenings.map((happening, index) => {
    const id = `WH-${context.uid}-${index + 1}`;
    const occurredAt = new Date(context.startsAt.getTime() + happening.after * 1000);
    const href = `https://api.sandbox.paypal.com/v1/notifications/webhooks-events/${id}`;
    const body = {
      id,
      event_version: '1.0',
      create_time: occurredAt.toISOString(),
      resource_type: happening.resourceType,
      ...(happening.resourceVersion && { resource_version: happening.resourceVersion }),
      event_type: happening.type,
      summary: happening.summary,
      resource: happening.resource,
      links: [
        { href, rel: 'self', method: 'GET' },
        { href: `${href}/resend`, rel: 'resend', method: 'POST' },
      ],
    };
    return { type: happening.type, body: Buffer.from(JSON.stringify(body)), occurredAt };
  });
}

/** A time of the scenario in the format of PayPal's resources, in seconds. */
export const secondsAfter = ({ startsAt }: ScenarioContext, after: number): string =>
  `${new Date(startsAt.getTime() + after * 1000).toISOString().slice(0, 19)}Z`;
